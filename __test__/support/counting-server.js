'use strict'
// A server for bodies that are too big to keep: it counts and hashes them, and can stop reading in the middle.

const { createHash } = require('node:crypto')
const { startRawServer, answer } = require('./raw-server')

/**
 * @typedef {object} CountedRequest
 * @property {import('node:net').Socket} socket
 * @property {string} requestLine
 * @property {(name: string) => string | undefined} header The value of a header, whatever its letter case.
 * @property {number} contentLength
 * @property {number} received How many bytes of the body were read so far.
 * @property {number} surplus How many bytes came after the body.
 * @property {() => string} sha256 Hex digest of the body; to be called once.
 * @property {() => void} resume Reads on, without a further pause.
 * @property {Promise<void>} paused Resolves when `pauseAfter` bytes were read.
 * @property {Promise<void>} whole Resolves when the body is whole.
 * @property {Promise<void>} closed Resolves when the connection is gone; a paused server does not see that.
 */

/** A promise with its `resolve` at hand. */
function deferred() {
  /** @type {(value?: any) => void} */
  let resolve = () => {}
  const promise = /** @type {Promise<any>} */ (
    new Promise((settle) => {
      resolve = settle
    })
  )
  return { promise, resolve }
}

/**
 * Reads one request from each connection.
 *
 * @param {import('node:test').TestContext | null} context Closes the server after this test.
 * @param {object} [options]
 * @param {number} [options.pauseAfter] Stops reading a body after this many bytes, until `resume` is called.
 * @param {boolean} [options.withHash] Whether `sha256` is wanted, default true; it costs more than all the rest.
 * @param {(request: CountedRequest, index: number) => void} [options.onHead] Called before the body is read.
 * @param {(request: CountedRequest, index: number) => void} [options.onWhole] Answers; default: status 200.
 */
async function startCountingServer(context, options = {}) {
  const { pauseAfter = Number.POSITIVE_INFINITY, withHash = true, onHead = () => {} } = options
  const { onWhole = (/** @type {CountedRequest} */ { socket }) => socket.end(answer(200)) } = options
  /** @type {CountedRequest[]} */
  const requests = []
  /** @type {Map<number, ReturnType<typeof deferred>>} */
  const expected = new Map()

  const server = await startRawServer(context, (socket) => {
    const closed = deferred()
    socket.on('close', closed.resolve)
    let head = Buffer.alloc(0)
    const onHeadData = (/** @type {Buffer} */ chunk) => {
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end === -1) return
      socket.off('data', onHeadData)
      onRequest(socket, head.subarray(0, end).toString('utf8'), head.subarray(end + 4), closed.promise)
    }
    socket.on('data', onHeadData)
  })

  /**
   * @param {import('node:net').Socket} socket
   * @param {string} head
   * @param {Buffer} first What came of the body together with the head.
   * @param {Promise<void>} closed
   */
  function onRequest(socket, head, first, closed) {
    const [requestLine, ...lines] = head.split('\r\n')
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.replace(/^[^:]*:\s*/, '')]),
    )
    const contentLength = Number(headers.get('content-length') ?? 0)
    const hash = createHash('sha256')
    const paused = deferred()
    const whole = deferred()
    const index = requests.length
    /** @type {CountedRequest} */
    const request = {
      socket,
      requestLine,
      header: (name) => headers.get(name.toLowerCase()),
      contentLength,
      received: 0,
      surplus: 0,
      sha256: () => hash.digest('hex'),
      resume: () => {
        pauseAt = Number.POSITIVE_INFINITY
        socket.resume()
      },
      paused: paused.promise,
      whole: whole.promise,
      closed,
    }
    let pauseAt = pauseAfter
    let isWhole = false
    const onData = (/** @type {Buffer} */ chunk) => {
      const part = chunk.subarray(0, contentLength - request.received)
      request.received += part.length
      request.surplus += chunk.length - part.length
      if (withHash) hash.update(part)
      if (request.received >= pauseAt) {
        pauseAt = Number.POSITIVE_INFINITY
        socket.pause()
        paused.resolve()
      }
      if (!isWhole && request.received === contentLength) {
        isWhole = true
        whole.resolve()
        onWhole(request, index)
      }
    }
    requests.push(request)
    onHead(request, index)
    expected.get(index)?.resolve(request)
    onData(first)
    socket.on('data', onData)
  }

  return Object.assign(server, {
    /** The requests whose head has come. */
    requests,
    /**
     * The request with this index, as soon as its head has come.
     *
     * @param {number} index
     * @returns {Promise<CountedRequest>}
     */
    request(index) {
      if (requests[index]) return Promise.resolve(requests[index])
      const waiting = expected.get(index) ?? deferred()
      expected.set(index, waiting)
      return waiting.promise
    },
  })
}

module.exports = { startCountingServer, deferred }
