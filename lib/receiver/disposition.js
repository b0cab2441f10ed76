'use strict'
// What a part's headers say: RFC 7578, 4.2, with the quoting that clients really use.

/** @typedef {Record<string, string[]>} PartHeaders As Dicer gives them: lower-case names, values as latin1. */

/**
 * @typedef {object} PartDescription
 * @property {string} name
 * @property {string | undefined} filename Undefined for a field.
 * @property {string | undefined} contentType As it was sent.
 */

/** WHATWG HTML, multipart/form-data encoding algorithm: what it writes for quotes and line ends in names. */
const ESCAPES = /%(?:22|0D|0A)/gi

/** Bytes that came as latin1, read as UTF-8. */
function decodeUtf8(/** @type {string} */ text) {
  return Buffer.from(text, 'latin1').toString('utf8')
}

/**
 * The parameters of a header value: `form-data; name="a"; filename="b"`. The first of a name counts.
 *
 * @param {string} value
 */
function parseParameters(value) {
  const [type] = value.split(';', 1)
  /** @type {Map<string, string>} */
  const parameters = new Map()
  // In quotes a backslash escapes a quote and itself; before anything else it is a backslash (`C:\photo.jpg`).
  const pattern = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^;]*))/g
  pattern.lastIndex = type.length
  for (const [, name, quoted, token] of value.matchAll(pattern)) {
    const key = name.toLowerCase()
    if (parameters.has(key)) continue
    parameters.set(key, quoted === undefined ? token.trim() : quoted.replace(/\\(["\\])/g, '$1'))
  }
  return { type: type.trim().toLowerCase(), parameters }
}

/** RFC 8187: `UTF-8''na%C3%AFve.txt`. Undefined when it cannot be read. */
function decodeExtended(/** @type {string | undefined} */ value) {
  const match = /^([\w-]+)'[\w-]*'(.*)$/s.exec(value ?? '')
  if (!match) return undefined
  const charset = match[1].toLowerCase()
  if (charset !== 'utf-8' && charset !== 'iso-8859-1') return undefined
  const bytes = match[2].replace(/%([0-9a-f]{2})/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return charset === 'utf-8' ? decodeUtf8(bytes) : bytes
}

function decodeName(/** @type {string} */ text) {
  return decodeUtf8(text).replace(ESCAPES, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)))
}

/**
 * Undefined when the part is no form-data with a name.
 *
 * @param {PartHeaders} headers
 * @returns {PartDescription | undefined}
 */
function describePart(headers) {
  const { type, parameters } = parseParameters(headers['content-disposition']?.[0] ?? '')
  const name = parameters.get('name')
  if (type !== 'form-data' || name === undefined) return undefined
  const contentType = headers['content-type']?.[0].trim()
  const filename = parameters.get('filename')
  const extended = decodeExtended(parameters.get('filename*'))
  // Some clients send a file without a name; its type tells (busboy's rule).
  const isFile =
    filename !== undefined ||
    extended !== undefined ||
    /^application\/octet-stream\b/i.test(contentType ?? '')
  return {
    name: decodeName(name),
    filename: isFile ? (extended ?? decodeName(filename ?? '')) : undefined,
    contentType: contentType === undefined ? undefined : decodeUtf8(contentType),
  }
}

/** The text of a field, in the charset that its part names; UTF-8 otherwise. */
function decodeField(/** @type {Buffer} */ bytes, /** @type {string | undefined} */ contentType) {
  const charset = parseParameters(contentType ?? '').parameters.get('charset')
  if (charset === undefined || /^utf-?8$/i.test(charset)) return bytes.toString('utf8')
  try {
    return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes)
  } catch {
    return bytes.toString('utf8')
  }
}

module.exports = { describePart, decodeField, parseParameters }
