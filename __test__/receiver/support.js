'use strict'
// Receivers for tests, bodies written by hand, and a client that says exactly what it is told to.

const { once } = require('node:events')
const { existsSync } = require('node:fs')
const fs = require('node:fs/promises')
const net = require('node:net')
const path = require('node:path')
const { createReceiver } = require('../../lib/receiver/index.js')
const { entriesBelow } = require('../support/files.js')

const BOUNDARY = 'boundary-of-the-test'

/**
 * A receiver that listens, and is closed after the test.
 *
 * @param {import('node:test').TestContext} context
 * @param {import('../../lib/receiver/index.js').ReceiverOptions} [options]
 */
async function startReceiver(context, options) {
  const receiver = createReceiver(options)
  context.after(() => receiver.close())
  const listening = await receiver.listen()
  return { receiver, ...listening }
}

/** A part: `text` is what stands in its headers, `body` its bytes. */
function part(/** @type {string} */ text, /** @type {string | Buffer} */ body) {
  return Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\n${text}\r\n\r\n`),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ])
}

function field(/** @type {string} */ name, /** @type {string} */ value) {
  return part(`Content-Disposition: form-data; name="${name}"`, value)
}

function file(
  /** @type {string} */ name,
  /** @type {string} */ filename,
  /** @type {string | Buffer} */ body,
) {
  return part(
    `Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: text/plain`,
    body,
  )
}

/** A whole body of these parts. */
function body(/** @type {Buffer[]} */ ...parts) {
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)])
}

/**
 * A request of this body as bytes.
 *
 * @param {string | Buffer} content
 * @param {object} [options]
 * @param {string} [options.target]
 * @param {string} [options.method]
 * @param {string | null} [options.contentType] null: none.
 * @param {Record<string, string>} [options.headers] Further ones, or instead of `Host` and `Content-Length`.
 */
function request(content, { target = '/upload', method = 'POST', contentType, headers = {} } = {}) {
  const all = {
    Host: '127.0.0.1',
    'Content-Length': String(Buffer.byteLength(content)),
    ...(contentType === null
      ? {}
      : { 'Content-Type': contentType ?? `multipart/form-data; boundary=${BOUNDARY}` }),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`),
    Buffer.from(content),
  ])
}

/** A connection whose answers are read as text. */
class Connection {
  constructor(/** @type {number} */ port) {
    this.text = ''
    this.socket = net.connect(port, '127.0.0.1')
    this.socket.setEncoding('latin1')
    this.socket.on('data', (chunk) => {
      this.text += chunk
    })
    /** @type {NodeJS.ErrnoException | undefined} */
    this.error = undefined
    this.socket.on('error', (error) => {
      this.error = error
    })
    this.closed = once(this.socket, 'close').catch(() => {})
  }

  send(/** @type {string | Buffer} */ bytes) {
    this.socket.write(bytes)
  }

  /** Resolves when what has come matches. */
  async until(/** @type {RegExp} */ pattern) {
    while (!pattern.test(this.text)) {
      const over = await Promise.race([
        once(this.socket, 'data').then(() => false),
        this.closed.then(() => true),
      ])
      if (over && !pattern.test(this.text)) throw new Error(`closed after ${JSON.stringify(this.text)}`)
    }
  }

  /** The JSON in the last answer. */
  json() {
    return JSON.parse(this.text.slice(this.text.lastIndexOf('\r\n\r\n') + 4))
  }

  destroy() {
    this.socket.destroy()
  }
}

/** Opens one that is closed after the test. */
function connect(/** @type {import('node:test').TestContext} */ context, /** @type {number} */ port) {
  const connection = new Connection(port)
  context.after(() => connection.destroy())
  return connection
}

/** Sends these bytes, and gives the whole answer: status and JSON. */
async function exchange(
  /** @type {import('node:test').TestContext} */ context,
  /** @type {number} */ port,
  /** @type {Buffer} */ bytes,
) {
  const connection = connect(context, port)
  connection.send(bytes)
  await connection.until(/\r\n\r\n\{.*\}$/s)
  connection.destroy()
  return { status: Number(connection.text.slice(9, 12)), head: connection.text, json: connection.json() }
}

/**
 * Comes between the receiver and the disk until the test ends.
 *
 * @param {import('node:test').TestContext} context
 * @param {(write: (buffers: Buffer[]) => Promise<unknown>, buffers: Buffer[]) => Promise<unknown>} instead Called for
 *   each write; `write` really does it.
 */
async function replaceWrites(context, instead) {
  const handle = await fs.open(__filename)
  await handle.close()
  const prototype = Object.getPrototypeOf(handle)
  const { writev } = prototype
  /** @this {unknown} */
  function replaced(/** @type {Buffer[]} */ buffers) {
    return instead((some) => writev.call(this, some), buffers)
  }
  context.mock.method(prototype, 'writev', replaced)
}

/** All files in a folder and below, as paths from there, without those that the receiver itself writes. */
function filesIn(/** @type {string} */ folder) {
  if (!existsSync(folder)) return []
  return entriesBelow(folder)
    .filter((entry) => entry.isFile() && entry.name !== 'upload.json')
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
}

module.exports = {
  BOUNDARY,
  startReceiver,
  part,
  field,
  file,
  body,
  request,
  connect,
  exchange,
  replaceWrites,
  filesIn,
}
