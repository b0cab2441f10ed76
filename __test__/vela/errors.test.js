'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { uploadFile, createRuntime } = /** @type {any} */ (require('uploadtask'))

const megabytes = (/** @type {number} */ count) => count * 1024 * 1024

/**
 * Uploads a small file; asserts fail(message, code) with a readable message and returns the message.
 *
 * @param {import('node:test').TestContext} context
 * @param {number} code
 * @param {{ runtime?: any, url: string, filePath?: string, timeout?: number }} options
 * @returns {Promise<string>}
 */
async function assertFails(context, code, { runtime = { vela: { uploadFile } }, ...options }) {
  const { name, values } = await outcome(runtime.vela.uploadFile, {
    filePath: temporaryFile(context),
    name: 'file',
    ...options,
  })
  const [message] = values
  assert.deepEqual([name, ...values], ['fail', message, code])
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

test('V21 V25 no answer within timeout: fail(message, 204); the message names limit and option', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const message = await assertFails(context, 204, { url: receiver.url, timeout: 300 })
  assert.match(message, /\b300 ms\b/)
  assert.match(message, /timeout/)
})

test('V21 timeout while sending: fail(message, 204)', async (context) => {
  const server = await startPausedServer(context)
  const filePath = sparseFile(context, megabytes(64))
  await assertFails(context, 204, { url: server.url, filePath, timeout: 300 })
})

test('V21 timeout while a response drips in: fail(message, 204)', async (context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket).catch(() => {})
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
    const dripping = setInterval(() => socket.write('a'), 20)
    socket.on('close', () => clearInterval(dripping))
  })
  await assertFails(context, 204, { url: server.url, timeout: 400 })
})

test('V21 the timeout counts from leaving the queue', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const answering = await startReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const filePath = temporaryFile(context)
  const ahead = { url: receiver.url, filePath, name: 'file', timeout: 1500 }
  const behind = { url: answering.url, filePath, name: 'file', timeout: 1000 }
  const [first, second] = await Promise.all([
    outcome(runtime.vela.uploadFile, ahead),
    outcome(runtime.vela.uploadFile, behind),
  ])
  assert.deepEqual([first.name, first.values[1]], ['fail', 204])
  assert.equal(second.name, 'success')
})

test('V22 V25 connection refused: fail("connect ECONNREFUSED …", 200)', async (context) => {
  const port = await unusedPort(context)
  const message = await assertFails(context, 200, { url: `http://127.0.0.1:${port}/upload` })
  assert.equal(message, `connect ECONNREFUSED 127.0.0.1:${port}`)
})

test('V22 a host name that DNS does not have: fail(message, 200)', async (context) => {
  // A label of 64 characters cannot be asked for: the answer comes from the resolver on the machine.
  const host = `${'a'.repeat(64)}.invalid`
  const message = await assertFails(context, 200, {
    runtime: createRuntime({ proxy: false }),
    url: `http://${host}/upload`,
  })
  assert.ok(message.includes(host), message)
})

test('V22 no TLS at an https address: fail(message, 200)', async (context) => {
  const server = await startRawServer(context, (socket) => {
    socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  })
  await assertFails(context, 200, { url: `https://127.0.0.1:${server.port}/upload` })
})

test('V22 a proxy that is not there: fail(message, 200)', async (context) => {
  const proxy = `http://127.0.0.1:${await unusedPort(context)}`
  await assertFails(context, 200, { runtime: createRuntime({ proxy }), url: 'http://upload.example/upload' })
})

test('V22 a proxy that refuses CONNECT: fail(message, 200), not its answer', async (context) => {
  const server = await startRawServer(context, (socket) => {
    socket.on('data', () => socket.end(answer(403, {}, 'refused by the proxy')))
  })
  const runtime = createRuntime({ proxy: `http://127.0.0.1:${server.port}` })
  await assertFails(context, 200, { runtime, url: 'https://upload.example/upload' })
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
  test(`V22 ${label}: fail(message, 200)`, async (context) => {
    const server = await startCanned(context, bytes)
    await assertFails(context, 200, { url: server.url })
  })
}

test('V22 a body above maxResponseBytes: fail(message, 200)', async (context) => {
  const server = await startCanned(context, answer(200, {}, 'a'.repeat(1001)))
  await assertFails(context, 200, { runtime: createRuntime({ maxResponseBytes: 1000 }), url: server.url })
})

test('V22 redirects without an end: fail(message, 200)', async (context) => {
  const server = await startCanned(context, answer(307, { Location: '/upload' }))
  await assertFails(context, 200, { url: server.url })
})

test('V23 reset after the request was taken: fail(message, 300)', async (context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.resetAndDestroy()
  })
  await assertFails(context, 300, { url: server.url })
})

test('V23 closed after the request was taken: fail(message, 300)', async (context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.end()
  })
  await assertFails(context, 300, { url: server.url })
})

test('V23 reset while sending: fail(message, 300)', async (context) => {
  const server = await startRawServer(context, (socket) => {
    socket.once('data', () => socket.resetAndDestroy())
  })
  await assertFails(context, 300, { url: server.url, filePath: sparseFile(context, megabytes(64)) })
})

for (const [label, bytes] of [
  ['a response shorter than its Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this'],
  [
    'a chunked response without its end',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
  ],
  ['a response cut within its head', 'HTTP/1.1 200 OK\r\nContent-Le'],
]) {
  test(`V23 ${label}: fail(message, 300)`, async (context) => {
    const server = await startCanned(context, bytes)
    await assertFails(context, 300, { url: server.url })
  })
}

test('V23 a file that shrinks while it is sent: fail(message, 300), and no whole request', async (context) => {
  const server = await startPausedServer(context)
  const filePath = sparseFile(context, megabytes(64))
  const failing = assertFails(context, 300, { url: server.url, filePath })
  const connection = await server.next()
  fs.truncateSync(filePath, 1000)
  connection.resume()
  await failing
  await connection.closed
  assert.ok(connection.bodyBytes() < connection.contentLength)
})

test('V23 a file that is gone at its turn in the queue: fail(message, 300), and no connection', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const never = await startReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const first = outcome(runtime.vela.uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const held = await receiver.next()
  const filePath = temporaryFile(context)
  const failing = assertFails(context, 300, { runtime, url: never.url, filePath })
  fs.rmSync(filePath)
  held.release()
  await failing
  assert.equal((await first).name, 'success')
  assert.equal(never.connections, 0)
})

test('V25 after a failure the next upload of the runtime succeeds', async (context) => {
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const port = await unusedPort(context)
  for (let count = 0; count < 3; count += 1) {
    await assertFails(context, 200, { runtime, url: `http://127.0.0.1:${port}/upload` })
  }
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { name } = await outcome(runtime.vela.uploadFile, options)
  assert.equal(name, 'success')
})
