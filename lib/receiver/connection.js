'use strict'
// How a connection ends when the request's body was not fully read.

const { clearTimeout, setTimeout } = require('./node-globals.js')

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {import('./failure.js').Failure} Failure */

/** How long a client may go on sending after it was answered; nginx's `lingering_time`. */
const LINGER_MS = 30_000
/** How long it may be silent meanwhile; nginx's `lingering_timeout`. */
const LINGER_SILENCE_MS = 5_000
/** How long it may take to notice that the connection was closed without an answer. */
const CLOSED_MS = 2_000

/** Requests whose clients wait for `100 Continue` before they send the body. @type {WeakMap<Request, Response>} */
const expecting = new WeakMap()

/** A client asks whether to send the body. */
function expectBody(/** @type {Request} */ request, /** @type {Response} */ response) {
  expecting.set(request, response)
}

/** The body is going to be read: a client that waits is told to send it. */
function askForBody(/** @type {Request} */ request) {
  const response = expecting.get(request)
  if (expecting.delete(request)) response?.writeContinue()
}

/** What is told when a body cannot be read as HTTP. @type {WeakMap<Request, (failure: Failure) => void>} */
const broken = new WeakMap()

/** Calls back when the request's body cannot be read as HTTP: its chunks are none. What is returned ends that. */
function onBrokenBody(/** @type {Request} */ request, /** @type {(failure: Failure) => void} */ tell) {
  broken.set(request, tell)
  return () => broken.delete(request)
}

/** False when nobody reads the body who could be told. */
function breakBody(/** @type {Request} */ request, /** @type {Failure} */ failure) {
  const tell = broken.get(request)
  tell?.(failure)
  return tell !== undefined
}

/** HTTP/2 has streams of its own on a connection: none of this is needed there. */
function isHttp2(/** @type {Request} */ request) {
  return request.httpVersionMajor >= 2
}

function hasBody(/** @type {Request} */ { headers }) {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/**
 * The response is going to be sent while the request's body is still coming in, and ends the connection. A socket
 * that is closed with unread bytes resets the connection, and then the client loses the answer that was on its way:
 * so the answer's end closes our half only, and the rest is read and dropped until the client closes too, for a while.
 */
function lingerOnClose(/** @type {Request} */ request, /** @type {Response} */ response) {
  if (isHttp2(request) || request.complete || !hasBody(request)) return
  response.setHeader('Connection', 'close')
  const { socket } = request
  const { destroySoon } = socket
  // What node:http calls when the response has been sent.
  socket.destroySoon = () => {
    socket.destroySoon = destroySoon
    if (request.complete) return socket.destroySoon()
    drain(request, LINGER_MS, LINGER_SILENCE_MS)
    socket.end()
  }
}

/** Reads and drops what comes, until the request or a time limit ends; then the connection is closed. */
function drain(
  /** @type {Request} */ request,
  /** @type {number} */ milliseconds,
  /** @type {number} */ silence = milliseconds,
) {
  const { socket } = request
  const destroy = () => socket.destroy()
  const timer = setTimeout(destroy, milliseconds).unref()
  socket.setTimeout(silence, destroy)
  socket.once('close', () => clearTimeout(timer))
  request.once('end', () => socket.destroySoon())
  request.unpipe()
  request.removeAllListeners('data')
  request.resume()
}

/** Closes our half of a connection that has been answered, and reads what comes until the client closes too, for a while. */
function closeGently(/** @type {import('node:net').Socket} */ socket) {
  socket.end()
  const destroy = () => socket.destroy()
  const timer = setTimeout(destroy, LINGER_MS).unref()
  socket.setTimeout(LINGER_SILENCE_MS, destroy)
  socket.once('close', () => clearTimeout(timer))
}

/** Closes the connection without an answer: with a FIN. */
function closeConnection(/** @type {Request} */ request, /** @type {Response} */ response) {
  if (isHttp2(request)) return closeStream(response)
  const { socket } = request
  drain(request, CLOSED_MS)
  // The response ends with the socket, so that nothing waits for it.
  socket.end()
}

/** Closes the connection without an answer: with a RST. */
function resetConnection(/** @type {Request} */ request, /** @type {Response} */ response) {
  if (isHttp2(request)) return closeStream(response)
  const { socket } = request
  try {
    socket.resetAndDestroy()
  } catch {
    // Not over TLS, which has no reset of its own.
    socket.destroy()
  }
}

function closeStream(/** @type {Response} */ response) {
  const { stream } = /** @type {{ stream?: import('node:http2').ServerHttp2Stream }} */ (
    /** @type {unknown} */ (response)
  )
  stream?.close(require('node:http2').constants.NGHTTP2_INTERNAL_ERROR)
}

module.exports = {
  askForBody,
  breakBody,
  closeConnection,
  closeGently,
  expectBody,
  lingerOnClose,
  onBrokenBody,
  resetConnection,
}
