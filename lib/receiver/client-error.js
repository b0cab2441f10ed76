'use strict'
// What Node.js cannot read as HTTP. Its own handling closes the connection with an empty 400, and an answer that was on
// its way is lost: here the client is told what is wrong, or gets that answer first.

const http = require('node:http')
const { breakBody, closeGently } = require('./connection.js')
const { Failure, formatBytes } = require('./failure.js')

/** @typedef {import('./received-upload.js').Request} Request */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {Error & { code?: string, reason?: string, rawPacket?: Buffer }} ClientError */

/** The first byte of a connection that begins with TLS (RFC 8446, 5.1): a handshake. */
const TLS_HANDSHAKE = 0x16

/** What is wrong, for the one who has sent it. */
function failureOf(
  /** @type {ClientError} */ { code, reason, message, rawPacket },
  /** @type {number} */ headersTimeout,
) {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Failure(408, 'timeout', `The head of the request has not come within ${headersTimeout} ms.`)
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    const text = `The head of the request is larger than ${formatBytes(http.maxHeaderSize)}: node --max-http-header-size allows more.`
    return new Failure(431, 'headers_too_large', text, { max: http.maxHeaderSize })
  }
  if (code === 'HPE_INVALID_EOF_STATE') {
    return new Failure(400, 'bad_request', 'The connection was closed in the middle of the request.')
  }
  if (rawPacket?.[0] === TLS_HANDSHAKE) {
    return new Failure(
      400,
      'bad_request',
      'The receiver speaks HTTP, not HTTPS: its URL begins with http://.',
    )
  }
  return new Failure(
    400,
    'bad_request',
    `The request is not HTTP/1.1 that can be read: ${reason ?? message}.`,
  )
}

/** Answers without a request that could be answered. */
function answer(
  /** @type {import('node:stream').Duplex} */ socket,
  /** @type {Failure} */ { status = 400, code, message },
) {
  const body = JSON.stringify({ error: { code, message } })
  const headers = {
    Connection: 'close',
    'Content-Type': 'application/json',
    'X-Content-Type-Options': 'nosniff',
    'Content-Length': Buffer.byteLength(body),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
}

/** Answers what the server's connections have that is no request. @param {http.Server} server */
function answerClientErrors(server) {
  /** The request of a connection that is not answered yet. @type {WeakMap<object, { request: Request, response: Response }>} */
  const open = new WeakMap()
  /** Connections of which nothing more is read: what follows is an error again. @type {WeakSet<object>} */
  const over = new WeakSet()

  server.on('clientError', (/** @type {ClientError} */ error, /** @type {any} */ socket) => {
    const isOfParser = /^HPE_|^ERR_HTTP_REQUEST_TIMEOUT$/.test(error.code ?? '')
    // One that has been answered is read to its end, so that the answer arrives.
    if (isOfParser && (over.has(socket) || socket.writableEnded)) return
    over.add(socket)
    if (!isOfParser || !socket.writable) {
      socket.destroy(error)
      return
    }
    const { request, response } = open.get(socket) ?? {}
    // An end in the middle is the connection's, not that of the chunks.
    if (request?.complete === false && error.code !== 'HPE_INVALID_EOF_STATE') {
      const message = `The chunks of the body cannot be read: ${error.reason ?? error.message}.`
      if (breakBody(request, new Failure(400, 'malformed', message, { reason: 'chunks' }))) return
    }
    if (response && (request?.complete || response.headersSent)) {
      // More has come than the request has announced, or something else: its answer says what there is to say.
      if (!response.headersSent) response.setHeader('Connection', 'close')
      response.once('finish', () => closeGently(socket))
      socket.destroySoon = () => closeGently(socket)
      return
    }
    answer(socket, failureOf(error, server.headersTimeout))
    closeGently(socket)
  })

  /** To be called with each request. */
  return function note(/** @type {Request} */ request, /** @type {Response} */ response) {
    const { socket } = request
    open.set(socket, { request, response })
    // Else it would stay in memory as long as the connection.
    response.once('close', () => {
      if (open.get(socket)?.response === response) open.delete(socket)
    })
  }
}

exports.answerClientErrors = answerClientErrors
