'use strict'
// A TCP server on loopback for tests that look at the bytes themselves, or that misbehave on purpose.

const net = require('node:net')
const tls = require('node:tls')
const { listen } = require('./listen')

/**
 * @param {import('node:test').TestContext | null} context Closes the server after this test.
 * @param {(socket: import('node:net').Socket) => void} onConnection Called after the handshake where there is one.
 * @param {import('node:tls').TlsOptions} [secure] What a TLS server needs; without it the server speaks plain TCP.
 */
async function startRawServer(context, onConnection, secure) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set()
  let connections = 0
  const accept = (/** @type {import('node:net').Socket} */ socket) => {
    socket.on('error', () => {})
    onConnection(socket)
  }
  const server = secure ? tls.createServer(secure, accept) : net.createServer(accept)
  server.prependListener('connection', (socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  const { port, close } = await listen(context, server, () => {
    for (const socket of sockets) socket.destroy()
  })
  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}/upload`,
    port,
    server,
    /** The connections that are open now. */
    sockets,
    get connections() {
      return connections
    },
    close,
  }
}

/**
 * Reads one request with a Content-Length from a socket.
 *
 * @param {import('node:net').Socket} socket
 * @returns {Promise<{ requestLine: string, headers: Array<[string, string]>, head: string, body: Buffer }>}
 */
function readRequest(socket) {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const onData = (/** @type {Buffer} */ chunk) => {
      received = Buffer.concat([received, chunk])
      const end = received.indexOf('\r\n\r\n')
      if (end === -1) return
      const head = received.subarray(0, end).toString('utf8')
      const [requestLine, ...lines] = head.split('\r\n')
      const headers = lines.map((line) => {
        const colon = line.indexOf(':')
        return /** @type {[string, string]} */ ([line.slice(0, colon), line.slice(colon + 1).trim()])
      })
      const length = Number(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0)
      const body = received.subarray(end + 4)
      if (body.length < length) return
      socket.off('data', onData)
      socket.off('close', onClose)
      resolve({ requestLine, headers, head, body: body.subarray(0, length) })
    }
    const onClose = () => reject(new Error('the connection closed before the request was whole'))
    socket.on('data', onData)
    socket.on('close', onClose)
  })
}

/**
 * A server that answers each request with the bytes `answer` and keeps what it got in `requests`.
 *
 * @param {import('node:test').TestContext | null} context
 * @param {string | Buffer} answer
 */
async function startCanned(context, answer) {
  /** @type {Awaited<ReturnType<typeof readRequest>>[]} */
  const requests = []
  const server = await startRawServer(context, async (socket) => {
    try {
      requests.push(await readRequest(socket))
    } catch {
      return
    }
    socket.end(answer)
  })
  return Object.assign(server, { requests })
}

/**
 * An HTTP/1.1 answer with a Content-Length and `Connection: close`.
 *
 * @param {number} status
 * @param {Record<string, string | string[]>} headers
 * @param {string | Buffer} body
 */
function answer(status, headers = {}, body = '') {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}\r\n`),
  )
  const length = Buffer.byteLength(body)
  return Buffer.concat([
    Buffer.from(
      `HTTP/1.1 ${status} Status\r\n${lines.join('')}Content-Length: ${length}\r\nConnection: close\r\n\r\n`,
    ),
    Buffer.from(body),
  ])
}

module.exports = { startRawServer, startCanned, readRequest, answer }
