// Text of strangers. It only ever becomes text nodes: nothing that was uploaded can become markup.

import { Fragment } from 'preact'

const HIDDEN = /([\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff])/u
const NAMES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function codeOf(character: string) {
  const code = character.codePointAt(0) ?? 0
  return NAMES[character] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/**
 * Text of a stranger, apart from the text around it: directions cannot leak out, and characters that show nothing or
 * turn the direction (so that `gpj.exe` reads as `exe.jpg`) are shown by their code.
 */
export function Foreign({ text }: { text: string }) {
  const parts = text.split(HIDDEN).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <span key={index} class="control">
        {codeOf(part)}
      </span>
    ),
  )
  return <bdi>{parts}</bdi>
}

/** The same for a text whose line ends a person wrote. */
export function ForeignLines({ text }: { text: string }) {
  return text.split('\n').map((line, index) => (
    <Fragment key={index}>
      {index > 0 && '\n'}
      <Foreign text={line} />
    </Fragment>
  ))
}

/** The path of a URL as a person reads it: `%E4%B8%AD` is `中`. What is no UTF-8 stays as it was sent. */
export function decodedUrl(url: string) {
  return url.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes)
    } catch {
      return escapes
    }
  })
}
