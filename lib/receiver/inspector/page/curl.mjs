// An upload as a curl command for a POSIX shell: the same request again. Pure, so that tests can run what it gives.

/** @typedef {import('./api.mjs').Upload} Upload */
/** @typedef {import('./api.mjs').UploadedFile} UploadedFile */
/** @typedef {{ key: 'curlLocal' | 'curlElsewhere' | 'curlShortened' | 'curlLeftOut' | 'curlIncomplete', name?: string }} Note */

/** Headers that belong to one connection or frame the body: curl makes its own. */
const FRAMING = new Set([
  ...[
    'host',
    'connection',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'upgrade',
    'transfer-encoding',
  ],
  ...['content-length', 'content-type', 'expect', 'http2-settings'],
])

/** What curl sends unless told otherwise. */
const CURLS_OWN = ['User-Agent', 'Accept']

/**
 * A word of a shell command. Control characters are written as escapes (`$'…'`, which bash, zsh, ksh and busybox know):
 * pasted into a terminal they could do things of their own.
 *
 * @param {string} text
 */
export function shellQuote(text) {
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
function splitHexEscapes(/** @type {string} */ escaped) {
  return escaped.replace(/(\\x[0-9a-f]{2})(?=[0-9a-f])/gi, "$1'$$'")
}

/** Header values come as latin1; most clients mean UTF-8. @param {string} value */
export function readHeaderValue(value) {
  if (!/[\x80-\xff]/.test(value) || /[^\0-\xff]/.test(value)) return value
  try {
    const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return value
  }
}

/** A file name or path within a `-F` value: in quotes, where curl takes `\` as an escape. @param {string} text */
function formQuote(text) {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}

/** @param {UploadedFile} file */
function filePart({ field, filename, contentType, file: path = plainName(filename) }) {
  const type = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;[^"\\;,]*)?$/.test(contentType) ? `;type=${contentType}` : ''
  return `${field}=@${formQuote(path)}${type};filename=${formQuote(filename)}`
}

/** The name under which a browser keeps the download, near enough. @param {string} filename */
function plainName(filename) {
  return filename.replace(/^.*[\\/]/s, '').replace(/[\p{Cc}\p{Cf}]/gu, '') || 'upload.bin'
}

/** @param {{ name: string, value: string }} field @returns {string[]} */
function fieldArguments({ name, value }) {
  // With -F these have a meaning: a file's content, a quoted text, parts within the part, white space that is left
  // out, attributes behind a semicolon.
  const plain = !/^[@<"(\s]|\s$|;/.test(value)
  return [plain ? '-F' : '--form-string', `${name}=${value}`]
}

/**
 * Fields and files in the order in which they came, by the multipart head; where that does not tell, fields first.
 *
 * @param {Upload} upload
 * @returns {({ field: Upload['fields'][0] } | { file: UploadedFile })[]}
 */
function partsInOrder({ head = '', fields, files }) {
  const areFiles = [...head.matchAll(/^content-disposition:.*$/gim)].map(([line]) =>
    /;\s*filename\*?=/i.test(line),
  )
  const count = areFiles.filter(Boolean).length
  const fits = count === files.length && areFiles.length - count === fields.length
  const nextField = fields.values()
  const nextFile = files.values()
  const order = fits ? areFiles : [...fields.map(() => false), ...files.map(() => true)]
  return order.map((isFile) =>
    isFile
      ? { file: /** @type {UploadedFile} */ (nextFile.next().value) }
      : { field: /** @type {Upload['fields'][0]} */ (nextField.next().value) },
  )
}

/** Where to: to this receiver, whatever host and scheme the sender has named, as clients of proxies do. */
function targetOf(/** @type {string} */ url, /** @type {string} */ origin) {
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '')
  return `${origin}${path.startsWith('/') ? '' : '/'}${path}`
}

/**
 * @param {Upload} upload With its multipart head and whole fields.
 * @param {{ origin: string }} options `origin`: where the receiver is, as `http://127.0.0.1:4000`.
 * @returns {{ command: string, notes: Note[] }}
 */
export function curlCommand(upload, { origin }) {
  /** @type {Note[]} */
  const notes = []
  /** @type {string[][]} */
  const lines = []
  const target = targetOf(upload.url, origin)
  const first = ['curl']
  if (upload.method !== 'POST') first.push('-X', upload.method)
  if (/[[\]{}]/.test(target)) first.push('--globoff')
  if (/\/\.{1,2}(\/|$)/.test(upload.path)) first.push('--path-as-is')
  lines.push([...first, target])

  const names = new Set(upload.rawHeaders.map(([name]) => name.toLowerCase()))
  for (const [name, value] of upload.rawHeaders) {
    if (FRAMING.has(name.toLowerCase())) continue
    lines.push(['-H', value === '' ? `${name};` : `${name}: ${readHeaderValue(value)}`])
    if (name.toLowerCase() === 'accept-encoding') lines.push(['--compressed'])
  }
  // Without a value curl leaves its own header out.
  for (const name of CURLS_OWN) if (!names.has(name.toLowerCase())) lines.push(['-H', `${name}:`])

  const kept = upload.files.filter(({ state }) => state === 'complete')
  if (kept.length < upload.files.length || upload.state !== 'complete') notes.push({ key: 'curlIncomplete' })
  for (const part of partsInOrder(upload)) {
    const name = 'file' in part ? part.file.field : part.field.name
    // curl takes the name up to the first `=`, and a shell's word ends at NUL.
    const text = 'file' in part ? part.file.filename : part.field.value
    if (name.includes('=') || `${name}${text}`.includes('\0')) {
      notes.push({ key: 'curlLeftOut', name })
    } else if ('field' in part) {
      if (part.field.truncated) notes.push({ key: 'curlShortened' })
      lines.push(fieldArguments(part.field))
    } else if (part.file.state === 'complete') {
      lines.push(['-F', filePart(part.file)])
    }
  }
  if (kept.length > 0) notes.push({ key: kept[0].file === undefined ? 'curlElsewhere' : 'curlLocal' })
  const command = lines.map((words) => words.map(shellQuote).join(' ')).join(' \\\n  ')
  return { command, notes }
}
