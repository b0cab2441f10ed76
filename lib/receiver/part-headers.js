'use strict'
// What a part's headers say: RFC 7578, 4.2, with the quoting that clients really use.

const { TextDecoder } = require('./node-globals.js')

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
 * The end of a quoted value: its closing quote, or -1. A backslash is a character like any other (WHATWG HTML), and a
 * quote is written as `%22`. Old clients write `\"` for one: that is not an end unless the value can have ended there.
 *
 * @param {string} text
 * @param {number} start Behind the opening quote.
 */
function endOfQuoted(text, start) {
  for (let at = text.indexOf('"', start); at !== -1; at = text.indexOf('"', at + 1)) {
    if (text[at - 1] !== '\\' || at === start) return at
    const next = skipSpace(text, at + 1)
    if (next === text.length || text[next] === ';') return at
  }
  return -1
}

function skipSpace(/** @type {string} */ text, /** @type {number} */ start) {
  let at = start
  while (text[at] === ' ' || text[at] === '\t') at += 1
  return at
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
  const add = (/** @type {string} */ name, /** @type {string} */ text) => {
    const key = name.trim().toLowerCase()
    if (key !== '' && !parameters.has(key)) parameters.set(key, text)
  }
  let at = type.length + 1
  let equals = -1
  while (at < value.length) {
    const semicolon = indexOrEnd(value, ';', at)
    // Looked for once: there may be thousands of words before it.
    if (equals < at) equals = value.indexOf('=', at)
    if (equals === -1) break
    const start = skipSpace(value, equals + 1)
    if (equals > semicolon) {
      // A word without a value.
      at = semicolon + 1
      continue
    }
    const end = value[start] === '"' ? endOfQuoted(value, start + 1) : -1
    if (end === -1) {
      add(value.slice(at, equals), value.slice(start, semicolon).trim())
      at = semicolon + 1
    } else {
      const quoted = value.slice(start + 1, end)
      // A quote in it tells that its client escapes by backslashes.
      add(value.slice(at, equals), quoted.includes('"') ? quoted.replace(/\\(["\\])/g, '$1') : quoted)
      at = indexOrEnd(value, ';', end + 1) + 1
    }
  }
  return { type: type.trim().toLowerCase(), parameters }
}

function indexOrEnd(/** @type {string} */ text, /** @type {string} */ what, /** @type {number} */ from) {
  const at = text.indexOf(what, from)
  return at === -1 ? text.length : at
}

/** RFC 8187: `UTF-8''na%C3%AFve.txt`, or in another charset. Undefined when it cannot be read. */
function decodeExtended(/** @type {string | undefined} */ value) {
  const match = /^([\w-]+)'[\w-]*'(.*)$/s.exec(value ?? '')
  if (!match) return undefined
  const bytes = match[2].replace(/%([0-9a-f]{2})/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  try {
    return new TextDecoder(match[1], { ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return undefined
  }
}

function decodeName(/** @type {string} */ text) {
  return decodeUtf8(text).replace(ESCAPES, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)))
}

/**
 * The two headers that count, the first of each: latin1, and unfolded. One with a bare line end in it does not count.
 *
 * @param {string} text Lines that end with CRLF.
 */
function parseHeaders(text) {
  /** @type {Record<'content-disposition' | 'content-type', string | undefined>} */
  const headers = { 'content-disposition': undefined, 'content-type': undefined }
  for (const line of text.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
    if (name !== 'content-disposition' && name !== 'content-type') continue
    if (!/[\r\n]/.test(line)) headers[name] ??= line.slice(colon + 1).trim()
  }
  return headers
}

/**
 * Undefined when the part is not form-data with a name.
 *
 * @param {string} text A part's headers, as latin1.
 * @returns {PartDescription | undefined}
 */
function describePart(text) {
  const headers = parseHeaders(text)
  const { type, parameters } = parseParameters(headers['content-disposition'] ?? '')
  const plain = parameters.get('name')
  // Some clients write a name that is not ASCII so, which RFC 7578 knows for neither of the two.
  const name = plain === undefined ? decodeExtended(parameters.get('name*')) : decodeName(plain)
  if (type !== 'form-data' || name === undefined) return undefined
  const contentType = headers['content-type']
  const extended = parameters.get('filename*')
  // One that cannot be read is still that of a file.
  const filename = parameters.get('filename') ?? extended
  // Some clients send a file without a name; its type tells (busboy's rule).
  const isFile = filename !== undefined || /^application\/octet-stream\b/i.test(contentType ?? '')
  return {
    name,
    filename: isFile ? (decodeExtended(extended) ?? decodeName(filename ?? '')) : undefined,
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
