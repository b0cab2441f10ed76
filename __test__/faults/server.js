'use strict'
// A raw TCP or TLS server whose every connection is played by one function: what it does wrong is up to that.

const { startRawServer } = require('../support/raw-server')

/** The client was gone before the server had what it waited for. */
class ClientGone extends Error {}

/**
 * @typedef {object} Head
 * @property {string} requestLine
 * @property {Map<string, string>} headers By lower-case name.
 * @property {number} contentLength
 */

/** The server's side of one connection. It reads only what it is asked for. */
class Connection {
  #pending = Buffer.alloc(0)
  /** @type {(() => void) | undefined} */
  #wake
  #ended = false

  /**
   * @param {import('node:net').Socket} socket
   * @param {number} index How many connections the server had before.
   * @param {import('node:net').Socket} transport The connection below TLS, else the same.
   */
  constructor(socket, index, transport) {
    this.socket = socket
    this.transport = transport
    this.index = index
    /** The heads of the requests that came over this connection. @type {Head[]} */
    this.requests = []
    /** How many bytes of the body of the last request were read. */
    this.received = 0
    /** Resolves when the connection is gone; seen only while it is read. */
    this.closed = new Promise((resolve) => socket.on('close', resolve))
    socket.setNoDelay(true)
    socket.pause()
    socket.on('data', (chunk) => {
      this.#pending = Buffer.concat([this.#pending, chunk])
      socket.pause()
      this.#wake?.()
    })
    const end = () => {
      this.#ended = true
      this.#wake?.()
    }
    socket.on('end', end).on('close', end)
  }

  /** Waits for further bytes. */
  async #more() {
    if (this.#ended) throw new ClientGone()
    await new Promise((resolve) => {
      this.#wake = () => resolve(undefined)
      this.socket.resume()
    })
    this.#wake = undefined
    if (this.#ended && this.#pending.length === 0) throw new ClientGone()
  }

  /** Waits for the first bytes of the next request. */
  async readable() {
    if (this.#pending.length === 0) await this.#more()
  }

  /** Reads the head of the next request. */
  async head() {
    for (;;) {
      const end = this.#pending.indexOf('\r\n\r\n')
      if (end !== -1) {
        const [requestLine, ...lines] = this.#pending.subarray(0, end).toString('utf8').split('\r\n')
        this.#pending = this.#pending.subarray(end + 4)
        const headers = new Map(
          lines.map((line) => {
            const colon = line.indexOf(':')
            return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
          }),
        )
        const head = { requestLine, headers, contentLength: Number(headers.get('content-length') ?? 0) }
        this.requests.push(head)
        this.received = 0
        return head
      }
      await this.#more()
    }
  }

  /**
   * Reads on until so many bytes of the body have come in all.
   *
   * @param {number} count
   */
  async body(count) {
    /** @type {Buffer[]} */
    const chunks = []
    while (this.received < count) {
      const chunk = this.#pending.subarray(0, count - this.received)
      this.#pending = this.#pending.subarray(chunk.length)
      this.received += chunk.length
      chunks.push(chunk)
      if (this.received < count) await this.#more()
    }
    return Buffer.concat(chunks)
  }

  /** Reads the next request to its end. */
  async request() {
    const head = await this.head()
    return { ...head, body: await this.body(head.contentLength) }
  }

  /**
   * Writes and waits until the kernel has it.
   *
   * @param {string | Buffer} bytes
   */
  write(bytes) {
    return new Promise((resolve) => this.socket.write(bytes, resolve))
  }

  /** Reads and forgets whatever comes, so that the end of the connection is seen. */
  drain() {
    const { socket } = this
    socket.removeAllListeners('data')
    socket.on('data', () => {})
    socket.resume()
  }
}

/**
 * Plays a connection. `told` resolves when the client was told of the headers, where it is told of them.
 *
 * @typedef {(connection: Connection, told?: Promise<unknown>) => unknown} Misbehaviour
 */

/**
 * @param {import('node:test').TestContext | null} context Closes the server after this test.
 * @param {Misbehaviour} serve
 * @param {Parameters<typeof startRawServer>[2]} [options]
 */
async function startFaultyServer(context, serve, options) {
  /** @type {Connection[]} */
  const all = []
  const server = await startRawServer(
    context,
    async (socket) => {
      const transport = [...server.sockets].find(({ remotePort }) => remotePort === socket.remotePort)
      const connection = new Connection(socket, all.length, transport ?? socket)
      all.push(connection)
      try {
        await serve(connection)
      } catch (error) {
        if (!(error instanceof ClientGone)) throw error
      }
    },
    options,
  )
  return {
    url: server.url,
    port: server.port,
    close: server.close,
    /** Every connection so far, the closed ones too. */
    all,
    /** The heads of all requests, in the order of their connections. */
    get requests() {
      return all.flatMap(({ requests }) => requests)
    },
    /** Reads on all connections and resolves when they are gone. */
    gone: () =>
      Promise.all(
        all.map((connection) => {
          connection.drain()
          return connection.closed
        }),
      ),
  }
}

module.exports = { startFaultyServer, Connection, ClientGone }
