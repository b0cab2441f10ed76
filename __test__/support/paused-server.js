'use strict'
// A server that reads a request's head and then nothing more until the test says so.

const { startRawServer, answer } = require('./raw-server')

/**
 * @typedef {object} PausedConnection
 * @property {import('node:net').Socket} socket
 * @property {string} head
 * @property {number} contentLength
 * @property {() => number} bodyBytes How many bytes of the body were read so far.
 * @property {() => void} resume Reads on; a request that is whole is answered with status 200.
 * @property {Promise<void>} closed Resolves when the connection is gone; seen only once `resume` was called.
 */

/**
 * @param {import('node:test').TestContext | null} context Closes the server after this test.
 */
async function startPausedServer(context) {
  /** @type {PausedConnection[]} */
  const arrived = []
  /** @type {Array<(connection: PausedConnection) => void>} */
  const waiting = []
  const server = await startRawServer(context, (socket) => {
    let received = Buffer.alloc(0)
    let bodyBytes = 0
    /** @type {PausedConnection | undefined} */
    let connection
    const closed = /** @type {Promise<void>} */ (new Promise((resolve) => socket.on('close', resolve)))
    socket.on('data', (chunk) => {
      if (connection) {
        bodyBytes += chunk.length
      } else {
        received = Buffer.concat([received, chunk])
        const end = received.indexOf('\r\n\r\n')
        if (end === -1) return
        socket.pause()
        const head = received.subarray(0, end).toString('utf8')
        bodyBytes = received.length - end - 4
        connection = {
          socket,
          head,
          contentLength: Number(/^content-length: *(\d+)$/im.exec(head)?.[1]),
          bodyBytes: () => bodyBytes,
          resume: () => {
            answerWhole()
            socket.resume()
          },
          closed,
        }
        const next = waiting.shift()
        if (next) next(connection)
        else arrived.push(connection)
        return
      }
      answerWhole()
    })
    const answerWhole = () => {
      if (connection && bodyBytes === connection.contentLength) socket.end(answer(200, {}, 'whole'))
    }
  })
  return Object.assign(server, {
    /**
     * The next connection whose head was read.
     *
     * @returns {Promise<PausedConnection>}
     */
    next() {
      const connection = arrived.shift()
      return connection ? Promise.resolve(connection) : new Promise((resolve) => waiting.push(resolve))
    },
  })
}

module.exports = { startPausedServer }
