'use strict'
// The server that the demo uploads to. It parses multipart as it arrives, hashes each file and keeps none of it.

const { createHash } = require('node:crypto')
const { once, EventEmitter } = require('node:events')
const http = require('node:http')
const { pipeline } = require('node:stream/promises')
const { Busboy } = require('@fastify/busboy')

/**
 * One upload as it arrived.
 *
 * @typedef {object} Received
 * @property {string} path The path of the request.
 * @property {string | undefined} label The request's X-Demo header.
 * @property {number} contentLength The bytes that the request announced.
 * @property {Record<string, string>} fields The form fields.
 * @property {string} field The form key of the file.
 * @property {string} fileName
 * @property {string} contentType
 * @property {number} bytes The bytes of the file that arrived.
 * @property {string} sha256 Of the file's bytes; empty while it is not whole.
 */

/**
 * Reads one upload into `received`; rejects when it is cut off or no multipart.
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {Received} received
 */
async function receive(request, received) {
  const parser = new Busboy({ headers: /** @type {any} */ (request.headers) })
  parser.on('field', (name, value) => {
    received.fields[name] = value
  })
  parser.on('file', (field, stream, fileName, _encoding, contentType) => {
    Object.assign(received, { field, fileName, contentType })
    const hash = createHash('sha256')
    stream.on('data', (chunk) => {
      received.bytes += chunk.length
      hash.update(chunk)
    })
    stream.on('end', () => {
      received.sha256 = hash.digest('hex')
    })
    // The pipeline below reports the same error.
    stream.on('error', () => {})
  })
  await pipeline(request, parser)
}

/** Starts the server on a free port of this machine. */
async function startReceiver() {
  /** @type {Received[]} */
  const whole = []
  /** @type {Received[]} */
  const cutOff = []
  const events = new EventEmitter()
  let requests = 0

  const server = http.createServer((request, response) => {
    requests += 1
    /** @type {Received} */
    const received = {
      path: request.url ?? '',
      label: request.headers['x-demo']?.toString(),
      contentLength: Number(request.headers['content-length']),
      fields: {},
      ...{ field: '', fileName: '', contentType: '', bytes: 0, sha256: '' },
    }
    receive(request, received).then(
      () => {
        whole.push(received)
        response.writeHead(201, { 'Content-Type': 'application/json' })
        response.end(JSON.stringify({ bytes: received.bytes, sha256: received.sha256 }))
      },
      () => {
        cutOff.push(received)
        events.emit('cut off')
        response.destroy()
      },
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())

  return {
    origin: `http://127.0.0.1:${port}`,
    /** The uploads that arrived whole. */
    whole,
    /** The uploads whose connection ended too early. */
    cutOff,
    get requests() {
      return requests
    },
    /** Waits, five seconds at most, until an upload was cut off. */
    async waitForCutOff() {
      if (cutOff.length === 0) await once(events, 'cut off', { signal: AbortSignal.timeout(5000) })
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

module.exports = { startReceiver }
