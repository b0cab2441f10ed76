'use strict'
// What the servers in this process share. All servers answer an upload with the same JSON.

const { createHash } = require('node:crypto')
const { once } = require('node:events')

/**
 * @typedef {object} ParsedFile
 * @property {string | null} name The form key.
 * @property {string | null} filename
 * @property {string | null} type
 * @property {number} size
 * @property {string} sha256
 *
 * @typedef {object} ServerAnswer
 * @property {string | null} contentType The request header.
 * @property {string | null} contentLength The request header.
 * @property {Array<[string | null, unknown]>} [fields]
 * @property {ParsedFile[]} [files]
 * @property {string} [error] Why the server did not take the request.
 */

/** @param {Buffer | Uint8Array} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/**
 * What a server says about the head of a request.
 *
 * @param {import('node:http').IncomingHttpHeaders} headers
 */
const aboutHead = (headers) => ({
  contentType: headers['content-type'] ?? null,
  contentLength: headers['content-length'] ?? null,
})

/**
 * Answers with the upload as `parse` gives it, or with status 400 and why it was refused.
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {() => Promise<{ fields: ServerAnswer['fields'], files: ParsedFile[] }>} parse
 */
async function answerWith(request, response, parse) {
  /** @type {ServerAnswer} */
  let answer
  try {
    answer = { ...aboutHead(request.headers), ...(await parse()) }
  } catch (error) {
    response.statusCode = 400
    answer = { ...aboutHead(request.headers), error: String(error) }
    request.unpipe()
    request.resume()
  }
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify(answer))
}

/**
 * Listens on a free port of 127.0.0.1.
 *
 * @param {import('node:http').Server} server
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
async function listen(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const close = () =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    )
  return { port, close }
}

module.exports = { sha256, aboutHead, answerWith, listen }
