'use strict'
// What a Vela watch sends for an upload, made here a second time from the platform's source (upload_impl.cpp and
// net_utils.cpp over libcurl's form functions), as far as the contract follows it. Only the boundary is taken from the
// request that is compared.

const path = require('node:path')

/** libcurl's own list, by the end of the file name. */
const types = {
  '.gif': 'image/gif',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.pdf': 'application/pdf',
  '.xml': 'application/xml',
}

/** @param {string} fileName */
function typeOf(fileName) {
  const ending = Object.entries(types).find(([end]) => fileName.toLowerCase().endsWith(end))
  return ending?.[1] ?? 'application/octet-stream'
}

/**
 * A value as cJSON gives it to the watch: numbers are 32-bit integers.
 *
 * @param {string | number} value
 */
function textOf(value) {
  if (typeof value === 'string') return value
  return String(Math.trunc(Math.min(Math.max(value, -2147483648), 2147483647)) + 0)
}

/**
 * The entries of `header` or `formData` in the order of a `std::map`; what is null or empty is left out.
 *
 * @param {Record<string, string | number | null | undefined>} object
 * @returns {Array<[name: string, value: string]>}
 */
function entriesOf(object) {
  return Object.entries(object)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => /** @type {[string, string]} */ ([name, textOf(value ?? '')]))
    .filter(([, value]) => value !== '')
    .sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
}

/** @param {string} name */
const escaped = (name) => name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')

/** The headers that are never the caller's to set. */
const framing = ['content-length', 'transfer-encoding', 'host', 'connection', 'expect', 'content-type']

/**
 * @typedef {object} DeviceUpload
 * @property {string} filePath
 * @property {string | Buffer} content
 * @property {string} [name] Default `file`.
 * @property {Record<string, any>} [header]
 * @property {Record<string, any>} [formData]
 */

/**
 * The body up to the file's first byte and from behind its last one.
 *
 * @param {string} boundary
 * @param {Omit<DeviceUpload, 'content'>} upload
 */
function deviceBodyAround(boundary, { filePath, name = 'file', formData = {} }) {
  const fileName = path.basename(filePath)
  const filePart =
    `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"; filename="${escaped(fileName)}"\r\n` +
    `Content-Type: ${typeOf(fileName)}\r\n\r\n`
  const fields = entriesOf(formData).map(
    ([field, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(field)}"\r\n` +
      `Content-Type: application/octet-stream\r\n\r\n${value}\r\n`,
  )
  return {
    before: Buffer.from(filePart),
    after: Buffer.from(`\r\n${fields.join('')}--${boundary}--\r\n`),
  }
}

/** @param {Record<string, any>} header */
function contentTypeOf(header) {
  const own = entriesOf(header).find(([name]) => name.toLowerCase() === 'content-type')
  return own?.[1] ?? 'multipart/form-data'
}

/**
 * The request as the watch sends it: its headers, names in lower case and sorted, and its body.
 *
 * @param {string} boundary
 * @param {number} port Of the server on 127.0.0.1.
 * @param {DeviceUpload} upload
 */
function deviceRequest(boundary, port, upload) {
  const { header = {}, content } = upload
  const { before, after } = deviceBodyAround(boundary, upload)
  const body = Buffer.concat([before, Buffer.from(content), after])
  const own = entriesOf(header)
    .map(([name, value]) => [name.toLowerCase(), value])
    .filter(([name]) => !framing.includes(name))
  const ours = [
    ['accept', '*/*'],
    ['accept-encoding', 'gzip'],
  ].filter(
    ([name]) => !Object.entries(header).some(([one, value]) => one.toLowerCase() === name && value != null),
  )
  const headers = [
    ...ours,
    ...own,
    ['content-length', String(body.length)],
    ['content-type', `${contentTypeOf(header)}; boundary=${boundary}`],
    ['host', `127.0.0.1:${port}`],
  ]
  return { headers: sorted(headers), body }
}

/**
 * Headers with their names in lower case, in an order that does not depend on the one on the wire.
 *
 * @param {string[][]} headers
 */
function sorted(headers) {
  return headers
    .map(([name, value]) => [name.toLowerCase(), value])
    .sort((one, other) => Buffer.compare(Buffer.from(one.join()), Buffer.from(other.join())))
}

/**
 * The boundary of a request: 24 dashes and 16 hex digits at the end of its Content-Type.
 *
 * @param {string | undefined} contentType
 */
function deviceBoundary(contentType) {
  const boundary = /; boundary=(-{24}[0-9a-f]{16})$/.exec(contentType ?? '')?.[1]
  if (boundary === undefined) throw new Error(`no boundary as on the watch in Content-Type: ${contentType}`)
  return boundary
}

module.exports = { deviceBodyAround, deviceBoundary, deviceRequest, sorted }
