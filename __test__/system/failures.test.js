'use strict'
// Which failures of the network are which, by the numbers of each dialect.

const assert = require('node:assert/strict')
const fs = require('node:fs')

const { outcome, record } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { testBoth } = require('./dialects')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const noConnection = { vela: 'V22', quickapp: 'Q5' }
const broken = { vela: 'V23', quickapp: 'Q5' }

const megabytes = (/** @type {number} */ count) => count * 1024 * 1024

/**
 * Uploads a small file; asserts `fail(message, code)` and `complete`, after the return and with a readable message, and
 * returns the message.
 *
 * @param {import('./dialects').SystemDialect} dialect
 * @param {import('node:test').TestContext} context
 * @param {'connect' | 'broken' | 'fileGone'} cause
 * @param {{ runtime?: any, url: string, filePath?: string }} options
 * @returns {Promise<string>}
 */
async function assertFails(dialect, context, cause, { runtime, ...options }) {
  const { uploadFile } = runtime ? runtime[dialect.name] : dialect
  const small = { filePath: temporaryFile(context), name: 'file' }
  const { calls, done } = record(uploadFile, { ...small, ...options })
  assert.equal(calls.length, 0)
  await done
  const [[, message]] = calls
  assert.deepEqual(calls, [
    ['fail', message, dialect.codes[cause]],
    ['complete', ...dialect.completed(message)],
  ])
  assert.equal(typeof message, 'string')
  assert.notEqual(message.trim(), '')
  assert.doesNotMatch(message, /undefined|\[object|panicked/)
  return message
}

/** @param {import('node:test').TestContext} context */
async function unusedPort(context) {
  const server = await startRawServer(context, () => {})
  await server.close()
  return server.port
}

testBoth(noConnection, 'connection refused', async (dialect, context) => {
  const port = await unusedPort(context)
  const message = await assertFails(dialect, context, 'connect', { url: `http://127.0.0.1:${port}/upload` })
  assert.equal(message, `connect ECONNREFUSED 127.0.0.1:${port}`)
})

testBoth(noConnection, 'a host name that DNS does not have', async (dialect, context) => {
  // A label of 64 characters cannot be asked for: the answer comes from the resolver on the machine.
  const host = `${'a'.repeat(64)}.invalid`
  const message = await assertFails(dialect, context, 'connect', {
    runtime: createRuntime({ proxy: false }),
    url: `http://${host}/upload`,
  })
  assert.ok(message.includes(host), message)
})

testBoth(noConnection, 'no TLS at an https address', async (dialect, context) => {
  const server = await startRawServer(context, (socket) => {
    socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  })
  await assertFails(dialect, context, 'connect', { url: `https://127.0.0.1:${server.port}/upload` })
})

testBoth(noConnection, 'a proxy that is not there', async (dialect, context) => {
  const proxy = `http://127.0.0.1:${await unusedPort(context)}`
  await assertFails(dialect, context, 'connect', {
    runtime: createRuntime({ proxy }),
    url: 'http://upload.example/upload',
  })
})

testBoth(noConnection, 'a proxy that refuses CONNECT, not its answer', async (dialect, context) => {
  const server = await startRawServer(context, (socket) => {
    socket.on('data', () => socket.end(answer(403, {}, 'refused by the proxy')))
  })
  const runtime = createRuntime({ proxy: `http://127.0.0.1:${server.port}` })
  await assertFails(dialect, context, 'connect', { runtime, url: 'https://upload.example/upload' })
})

for (const [label, bytes] of /** @type {Array<[string, string | Buffer]>} */ ([
  ['an answer that is no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
  ['a status line that is not one', 'HTTP/1.1 abc\r\n\r\n'],
  ['a header line without a name', 'HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 0\r\n\r\n'],
  [
    '101 Switching Protocols',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n',
  ],
  ['a corrupt gzip body', answer(200, { 'Content-Encoding': 'gzip' }, 'no gzip at all')],
  ['a redirect to another scheme', answer(307, { Location: 'ftp://127.0.0.1/upload' })],
])) {
  testBoth(noConnection, `${label}`, async (dialect, context) => {
    const server = await startCanned(context, bytes)
    await assertFails(dialect, context, 'connect', { url: server.url })
  })
}

testBoth(noConnection, 'a body above maxResponseBytes', async (dialect, context) => {
  const server = await startCanned(context, answer(200, {}, 'a'.repeat(1001)))
  await assertFails(dialect, context, 'connect', {
    runtime: createRuntime({ maxResponseBytes: 1000 }),
    url: server.url,
  })
})

testBoth(noConnection, 'redirects without an end', async (dialect, context) => {
  const server = await startCanned(context, answer(307, { Location: '/upload' }))
  await assertFails(dialect, context, 'connect', { url: server.url })
})

testBoth(broken, 'reset after the request was taken', async (dialect, context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.resetAndDestroy()
  })
  await assertFails(dialect, context, 'broken', { url: server.url })
})

testBoth(broken, 'closed after the request was taken', async (dialect, context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.end()
  })
  await assertFails(dialect, context, 'broken', { url: server.url })
})

testBoth(broken, 'reset while sending', async (dialect, context) => {
  const server = await startRawServer(context, (socket) => {
    socket.once('data', () => socket.resetAndDestroy())
  })
  await assertFails(dialect, context, 'broken', {
    url: server.url,
    filePath: sparseFile(context, megabytes(64)),
  })
})

for (const [label, bytes] of [
  ['a response shorter than its Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this'],
  [
    'a chunked response without its end',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
  ],
  ['a response cut within its head', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ['no answer before the connection closes', ''],
]) {
  testBoth(broken, `${label}`, async (dialect, context) => {
    const server = await startCanned(context, bytes)
    await assertFails(dialect, context, 'broken', { url: server.url })
  })
}

testBoth(broken, 'a file that shrinks while it is sent, and no whole request', async (dialect, context) => {
  const server = await startPausedServer(context)
  const filePath = sparseFile(context, megabytes(64))
  const failing = assertFails(dialect, context, 'broken', { url: server.url, filePath })
  const connection = await server.next()
  fs.truncateSync(filePath, 1000)
  connection.resume()
  await failing
  await connection.closed
  assert.ok(connection.bodyBytes() < connection.contentLength)
})

testBoth(
  broken,
  'a file that is gone at its turn in the queue, and no connection',
  async (dialect, context) => {
    const receiver = await startHoldingReceiver(context)
    const never = await startReceiver(context)
    const runtime = createRuntime({ maxConcurrency: 1 })
    const first = outcome(runtime[dialect.name].uploadFile, {
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
    })
    const held = await receiver.next()
    const filePath = temporaryFile(context)
    const failing = assertFails(dialect, context, 'fileGone', { runtime, url: never.url, filePath })
    fs.rmSync(filePath)
    held.release()
    await failing
    assert.equal((await first).name, 'success')
    assert.equal(never.connections, 0)
  },
)

testBoth(
  { vela: 'V25', quickapp: 'Q5' },
  'after a failure the next upload of the runtime succeeds',
  async (dialect, context) => {
    const receiver = await startReceiver(context)
    const runtime = createRuntime({ maxConcurrency: 1 })
    const { uploadFile } = runtime[dialect.name]
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const port = await unusedPort(context)
    for (let count = 0; count < 3; count += 1) {
      await assertFails(dialect, context, 'connect', { runtime, url: `http://127.0.0.1:${port}/upload` })
      for (const filePath of [__dirname, `${__filename}.missing`]) {
        assert.equal((await outcome(uploadFile, { ...options, filePath })).name, 'fail')
      }
    }
    assert.equal((await outcome(uploadFile, options)).name, 'success')
  },
)
