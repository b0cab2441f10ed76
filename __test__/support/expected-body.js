'use strict'
// The bytes that a multipart/form-data body must have. Names come in as they stand on the wire: nothing is escaped here.

/**
 * @typedef {object} ExpectedFile
 * @property {string} [name] The form key, default `file`.
 * @property {string} filename
 * @property {string} [type] Default `text/plain`.
 */

/**
 * The body up to the file's first byte and from behind its last one.
 *
 * @param {string} boundary
 * @param {Array<[name: string, value: string]>} fields
 * @param {ExpectedFile} file
 */
function aroundFile(boundary, fields, { name = 'file', filename, type = 'text/plain' }) {
  const parts = fields.map(
    ([field, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  )
  const filePart = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\n`
  return {
    before: Buffer.from(`${parts.join('')}${filePart}Content-Type: ${type}\r\n\r\n`),
    after: Buffer.from(`\r\n--${boundary}--\r\n`),
  }
}

/**
 * @param {string} boundary
 * @param {Array<[name: string, value: string]>} fields
 * @param {ExpectedFile} file
 * @param {string | Buffer} content
 */
function expectedBody(boundary, fields, file, content) {
  const { before, after } = aroundFile(boundary, fields, file)
  return Buffer.concat([before, Buffer.from(content), after])
}

/**
 * The boundary that a Content-Type names, unquoted.
 *
 * @param {string | undefined} contentType
 */
function boundaryOf(contentType) {
  const boundary = /^multipart\/form-data; boundary=([0-9A-Za-z-]{1,70})$/.exec(contentType ?? '')?.[1]
  if (boundary === undefined) throw new Error(`no boundary in Content-Type: ${contentType}`)
  return boundary
}

module.exports = { aroundFile, expectedBody, boundaryOf }
