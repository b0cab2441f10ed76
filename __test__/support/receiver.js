'use strict'
// An upload endpoint on loopback whose multipart parser is @fastify/busboy, not the mirror of our own encoder.

const { createHash } = require('node:crypto')
const { EventEmitter } = require('node:events')
const http = require('node:http')
const https = require('node:https')
const { Busboy } = require('@fastify/busboy')
const { listen } = require('./listen')

/**
 * @typedef {object} ReceivedFile
 * @property {string} field The part's `name`.
 * @property {string} filename The part's `filename`.
 * @property {string} contentType The part's Content-Type.
 * @property {number} size Bytes received.
 * @property {string} sha256 Hex digest of the bytes received.
 *
 * @typedef {object} ReceivedUpload
 * @property {string | undefined} method
 * @property {string | undefined} path
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string[]} rawHeaders
 * @property {Array<[string, string]>} fields In the order in which they came.
 * @property {ReceivedFile[]} files
 *
 * @typedef {(upload: ReceivedUpload, request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void} Answer
 */

/**
 * Starts a receiver on a free port of 127.0.0.1.
 *
 * @param {import('node:test').TestContext | null} context Closes the receiver after this test.
 * @param {Answer} [answer] Answers a whole upload; default: status 200 and the upload as JSON.
 * @param {import('node:tls').TlsOptions} [secure] What a TLS server needs; without it the receiver speaks plain TCP.
 */
async function startReceiver(context, answer = answerWithJson, secure = undefined) {
  /** @type {ReceivedUpload[]} */
  const uploads = []
  const events = new EventEmitter()
  /** @type {http.RequestListener} */
  const listener = (request, response) => {
    receive(request)
      .then((upload) => {
        uploads.push(upload)
        events.emit('upload', upload)
        answer(upload, request, response)
      })
      .catch((error) => {
        events.emit('broken', error)
        response.destroy()
      })
  }
  const server = secure ? https.createServer(secure, listener) : http.createServer(listener)
  server.requestTimeout = 0
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  const { port, close } = await listen(context, server, () => server.closeAllConnections())
  const origin = `${secure ? 'https' : 'http'}://127.0.0.1:${port}`
  return {
    url: `${origin}/upload`,
    origin,
    port,
    server,
    uploads,
    /** Emits `upload` for each whole upload and `broken` for one that was cut off. */
    events,
    /** How many connections were accepted so far. */
    get connections() {
      return connections
    },
    close,
  }
}

/** @type {Answer} */
function answerWithJson(upload, _request, response) {
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({ fields: upload.fields, files: upload.files }))
}

/**
 * Parses one multipart request; rejects when it is cut off.
 *
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<ReceivedUpload>}
 */
function receive(request) {
  return new Promise((resolve, reject) => {
    /** @type {ReceivedUpload} */
    const upload = {
      method: request.method,
      path: request.url,
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      fields: [],
      files: [],
    }
    if (request.method === 'GET') {
      resolve(upload)
      return
    }
    const parser = new Busboy({
      headers: /** @type {any} */ (request.headers),
      limits: { fieldSize: 64 * 1024 * 1024 },
    })
    parser.on('field', (name, value) => upload.fields.push([name, value]))
    parser.on('file', (field, stream, filename, _encoding, contentType) => {
      const hash = createHash('sha256')
      let size = 0
      stream.on('data', (chunk) => {
        size += chunk.length
        hash.update(chunk)
      })
      stream.on('end', () => {
        upload.files.push({ field, filename, contentType, size, sha256: hash.digest('hex') })
      })
    })
    parser.on('finish', () => resolve(upload))
    parser.on('error', reject)
    request.on('aborted', () => reject(new Error('the request was cut off')))
    request.on('error', reject)
    request.pipe(parser)
  })
}

module.exports = { startReceiver, receive }
