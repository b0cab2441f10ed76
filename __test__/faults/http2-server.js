'use strict'
// A server that speaks HTTP/2 frame by frame (RFC 9113), for what Node's own server would not do.

const { once } = require('node:events')
const tls = require('node:tls')

/** Frame types, flags and error codes, as RFC 9113 numbers them. */
const DATA = 0
const HEADERS = 1
const RST_STREAM = 3
const SETTINGS = 4
const PING = 6
const GOAWAY = 7
const WINDOW_UPDATE = 8

const END_STREAM = 1
const ACK = 1
const END_HEADERS = 4

const codes = /** @type {const} */ ({
  NO_ERROR: 0,
  PROTOCOL_ERROR: 1,
  INTERNAL_ERROR: 2,
  REFUSED_STREAM: 7,
  CANCEL: 8,
  ENHANCE_YOUR_CALM: 11,
})

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

/** @param {number} type @param {number} flags @param {number} stream @param {Buffer} [payload] */
function frame(type, flags, stream, payload = Buffer.alloc(0)) {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** @param {number[]} values */
function numbers(...values) {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}

/** A field as a literal that is not indexed (RFC 7541 6.2.2), without Huffman coding. */
function field(/** @type {string} */ name, /** @type {string} */ value) {
  const text = (/** @type {string} */ one) => Buffer.concat([Buffer.from([one.length]), Buffer.from(one)])
  return Buffer.concat([Buffer.from([0]), text(name), text(value)])
}

/**
 * One stream of a client.
 *
 * @typedef {object} Stream
 * @property {number} id
 * @property {number} received Bytes of its body so far.
 * @property {Promise<void>} whole Resolves with the END_STREAM of the client.
 * @property {Promise<number>} reset Resolves with the code of the client's RST_STREAM.
 * @property {Promise<unknown>} gone Resolves with that too, or when the connection is gone.
 * @property {(status: number, fields?: Record<string, string>, isEnd?: boolean) => void} head
 * @property {(text: string, isEnd?: boolean) => void} data
 * @property {(code: number) => void} rst
 *
 * One connection.
 * @typedef {object} Session
 * @property {import('node:tls').TLSSocket} socket
 * @property {number} index
 * @property {Stream[]} streams
 * @property {(last: number, code?: number) => void} goaway `last` is the last stream that the server will answer.
 */

/**
 * @param {import('node:test').TestContext} context Closes the server after this test.
 * @param {import('node:tls').TlsOptions} secure
 * @param {(stream: Stream, session: Session) => unknown} serve Called with the head of each request.
 * @param {object} [options]
 * @param {Array<[number, number]>} [options.settings] Numbers and values of the server's SETTINGS.
 * @param {number} [options.window] How many bytes of bodies are let come beyond the first 65,535; default all.
 * @param {Buffer} [options.greeting] What is sent instead of the server's SETTINGS.
 */
async function startHttp2Server(context, secure, serve, options = {}) {
  const { settings = [], window = 2 ** 31 - 65536, greeting } = options
  /** @type {Session[]} */
  const sessions = []
  const server = tls.createServer({ ...secure, ALPNProtocols: ['h2'] }, (socket) => {
    socket.on('error', () => {})
    const closed = new Promise((resolve) => socket.on('close', resolve))
    /** @type {Map<number, Stream & { end: () => void, abort: (code: number) => void }>} */
    const open = new Map()
    /** @type {Session} */
    const session = {
      socket,
      index: sessions.length,
      streams: [],
      goaway: (last, code = codes.NO_ERROR) => socket.write(frame(GOAWAY, 0, 0, numbers(last, code))),
    }
    sessions.push(session)
    const pairs = settings.map(([number, value]) => {
      const bytes = Buffer.alloc(6)
      bytes.writeUInt16BE(number, 0)
      bytes.writeUInt32BE(value, 2)
      return bytes
    })
    socket.write(greeting ?? frame(SETTINGS, 0, 0, Buffer.concat(pairs)))
    if (!greeting && window > 0) socket.write(frame(WINDOW_UPDATE, 0, 0, numbers(window)))

    /** @param {number} id */
    const accept = (id) => {
      let end = () => {}
      let abort = (/** @type {number} */ _code) => {}
      const reset = /** @type {Promise<number>} */ (
        new Promise((resolve) => {
          abort = resolve
        })
      )
      const stream = {
        id,
        received: 0,
        whole: /** @type {Promise<void>} */ (
          new Promise((resolve) => {
            end = () => resolve()
          })
        ),
        reset,
        gone: Promise.race([reset, closed]),
        /** @type {Stream['head']} */
        head: (status, fields = {}, isEnd = false) => {
          const block = [
            field(':status', String(status)),
            ...Object.entries(fields).map((one) => field(...one)),
          ]
          const flags = END_HEADERS | (isEnd ? END_STREAM : 0)
          socket.write(frame(HEADERS, flags, id, Buffer.concat(block)))
        },
        /** @type {Stream['data']} */
        data: (text, isEnd = false) => {
          socket.write(frame(DATA, isEnd ? END_STREAM : 0, id, Buffer.from(text)))
        },
        /** @type {Stream['rst']} */
        rst: (code) => void socket.write(frame(RST_STREAM, 0, id, numbers(code))),
      }
      open.set(
        id,
        Object.assign(stream, { end: () => end(), abort: (/** @type {number} */ code) => abort(code) }),
      )
      session.streams.push(stream)
      if (window > 0) socket.write(frame(WINDOW_UPDATE, 0, id, numbers(window)))
      serve(stream, session)
    }

    let pending = Buffer.alloc(0)
    let isGreeted = false
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk])
      if (!isGreeted) {
        if (pending.length < PREFACE.length) return
        pending = pending.subarray(PREFACE.length)
        isGreeted = true
      }
      while (pending.length >= 9) {
        const size = pending.readUIntBE(0, 3)
        if (pending.length < 9 + size) return
        const [type, flags, id] = [pending[3], pending[4], pending.readUInt32BE(5)]
        const payload = pending.subarray(9, 9 + size)
        pending = pending.subarray(9 + size)
        const stream = open.get(id)
        if (type === SETTINGS && !(flags & ACK)) socket.write(frame(SETTINGS, ACK, 0))
        if (type === PING && !(flags & ACK)) socket.write(frame(PING, ACK, 0, payload))
        if (type === HEADERS) accept(id)
        if (type === DATA && stream) stream.received += size
        if (type === RST_STREAM) stream?.abort(payload.readUInt32BE(0))
        if ((type === DATA || type === HEADERS) && flags & END_STREAM) open.get(id)?.end()
      }
    })
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => {
    server.close()
    for (const { socket } of sessions) socket.destroy()
  })
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { url: `https://127.0.0.1:${port}/upload`, port, sessions }
}

module.exports = { startHttp2Server, codes, frame }
