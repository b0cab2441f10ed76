// An upload as a curl command for a POSIX shell: the same request again. Pure, so that tests can run what it gives.

import type { Field, Upload, UploadedFile } from '../receiver/types.ts'
import { type Note, ownHeaders, partsInOrder, plainName, readHeaderValue, targetOf } from './upload-parts.ts'

/** What curl sends unless told otherwise. */
const CURLS_OWN = ['User-Agent', 'Accept']

/**
 * A word of a shell command. Control characters are written as escapes (`$'…'`, which bash, zsh, ksh and busybox know):
 * pasted into a terminal they could do things of their own.
 */
export function shellQuote(text: string) {
  if (/^[\w@%+=:,./-]+$/.test(text) && !/^[=~]/.test(text)) return text
  if (!/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", "'\\''")}'`
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/\p{Cc}/gu, (character) =>
    // Escapes are bytes, and these characters can be two of them in UTF-8.
    Array.from(
      new TextEncoder().encode(character),
      (byte) => `\\x${byte.toString(16).padStart(2, '0')}`,
    ).join(''),
  )
  return `$'${splitHexEscapes(escaped)}'`
}

/** Ends the quotes behind an escape that a hexadecimal digit follows, which some shells would take as a part of it. */
function splitHexEscapes(escaped: string) {
  return escaped.replace(/(\\x[0-9a-f]{2})(?=[0-9a-f])/gi, "$1'$$'")
}

/** A file name or path within a `-F` value: in quotes, where curl takes `\` as an escape. */
function formQuote(text: string) {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}

function filePart({ field, filename, contentType, file: path = plainName(filename) }: UploadedFile) {
  const type = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;[^"\\;,]*)?$/.test(contentType) ? `;type=${contentType}` : ''
  return `${field}=@${formQuote(path)}${type};filename=${formQuote(filename)}`
}

function fieldArguments({ name, value }: Field) {
  // With -F these have a meaning: a file's content, a quoted text, parts within the part, white space that is left
  // out, attributes behind a semicolon.
  const plain = !/^[@<"(\s]|\s$|;/.test(value)
  return [plain ? '-F' : '--form-string', `${name}=${value}`]
}

/** The command for an upload with its multipart head and whole fields; `origin` is where the receiver is. */
export function curlCommand(upload: Upload, { origin }: { origin: string }): { code: string; notes: Note[] } {
  const notes: Note[] = []
  const lines: string[][] = []
  const target = targetOf(upload.url, origin)
  const first = ['curl']
  if (upload.method !== 'POST') first.push('-X', upload.method)
  if (/[[\]{}]/.test(target)) first.push('--globoff')
  if (/\/\.{1,2}(\/|$)/.test(upload.path)) first.push('--path-as-is')
  lines.push([...first, target])

  const names = new Set(upload.rawHeaders.map(([name]) => name.toLowerCase()))
  for (const [name, value] of ownHeaders(upload)) {
    lines.push(['-H', value === '' ? `${name};` : `${name}: ${readHeaderValue(value)}`])
    if (name.toLowerCase() === 'accept-encoding') lines.push(['--compressed'])
  }
  // Without a value curl leaves its own header out.
  for (const name of CURLS_OWN) if (!names.has(name.toLowerCase())) lines.push(['-H', `${name}:`])

  const kept = upload.files.filter(({ state }) => state === 'complete')
  if (kept.length < upload.files.length || upload.state !== 'complete') notes.push({ key: 'curlIncomplete' })
  for (const part of partsInOrder(upload)) {
    const name = part.file ? part.file.field : part.field.name
    // curl takes the name up to the first `=`, and a shell's word ends at NUL.
    const text = part.file ? part.file.filename : part.field.value
    if (name.includes('=') || `${name}${text}`.includes('\0')) {
      notes.push({ key: 'curlLeftOut', name })
    } else if (part.field) {
      if (part.field.truncated) notes.push({ key: 'curlShortened' })
      lines.push(fieldArguments(part.field))
    } else if (part.file.state === 'complete') {
      lines.push(['-F', filePart(part.file)])
    }
  }
  if (kept[0] !== undefined) notes.push({ key: kept[0].file === undefined ? 'curlElsewhere' : 'curlLocal' })
  const code = lines.map((words) => words.map(shellQuote).join(' ')).join(' \\\n  ')
  return { code, notes }
}
