'use strict'

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { runSnippet } = require('../support/child')
const { sparseFile, temporaryFile, temporaryFolder } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { createRuntime, quickapp } = /** @type {any} */ (require('uploadtask'))

const megabytes = (/** @type {number} */ count) => count * 1024 * 1024

/**
 * Uploads a small file; asserts fail(message, code) and complete(message), after the return and with a readable
 * message, and returns the message.
 *
 * @param {import('node:test').TestContext} context
 * @param {number} code
 * @param {{ runtime?: any, url: string, filePath?: string, timeout?: number }} options
 * @returns {Promise<string>}
 */
async function assertFails(context, code, { runtime = { quickapp }, ...options }) {
  const small = { filePath: temporaryFile(context), name: 'file' }
  const { calls, done } = record(runtime.quickapp.uploadFile, { ...small, ...options })
  assert.equal(calls.length, 0)
  await done
  const [[, message]] = calls
  assert.deepEqual(calls, [
    ['fail', message, code],
    ['complete', message],
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

test('Q5 V25 connection refused: fail("connect ECONNREFUSED …", 1000)', async (context) => {
  const port = await unusedPort(context)
  const message = await assertFails(context, 1000, { url: `http://127.0.0.1:${port}/upload` })
  assert.equal(message, `connect ECONNREFUSED 127.0.0.1:${port}`)
})

test('Q5 a host name that DNS does not have: fail(message, 1000)', async (context) => {
  // A label of 64 characters cannot be asked for: the answer comes from the resolver on the machine.
  const host = `${'a'.repeat(64)}.invalid`
  const runtime = createRuntime({ proxy: false })
  const message = await assertFails(context, 1000, { runtime, url: `http://${host}/upload` })
  assert.ok(message.includes(host), message)
})

test('Q5 no TLS at an https address: fail(message, 1000)', async (context) => {
  const server = await startRawServer(context, (socket) => {
    socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  })
  await assertFails(context, 1000, { url: `https://127.0.0.1:${server.port}/upload` })
})

test('Q5 a proxy that is not there: fail(message, 1000)', async (context) => {
  const runtime = createRuntime({ proxy: `http://127.0.0.1:${await unusedPort(context)}` })
  await assertFails(context, 1000, { runtime, url: 'http://upload.example/upload' })
})

test('Q5 a proxy that refuses CONNECT: fail(message, 1000), not its answer', async (context) => {
  const server = await startCanned(context, answer(403, {}, 'refused by the proxy'))
  const runtime = createRuntime({ proxy: `http://127.0.0.1:${server.port}` })
  await assertFails(context, 1000, { runtime, url: 'https://upload.example/upload' })
})

test('Q5 a host outside of domains: fail(message, 1000), and no connection', async (context) => {
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ domains: ['upload.example'] })
  await assertFails(context, 1000, { runtime, url: receiver.url })
  assert.equal(receiver.connections, 0)
})

for (const [label, bytes] of /** @type {Array<[string, string | Buffer]>} */ ([
  ['an answer that is no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
  [
    '101 Switching Protocols',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n',
  ],
  ['a corrupt gzip body', answer(200, { 'Content-Encoding': 'gzip' }, 'no gzip at all')],
  ['a redirect to another scheme', answer(307, { Location: 'ftp://127.0.0.1/upload' })],
  ['redirects without an end', answer(307, { Location: '/upload' })],
  ['no answer before the connection closes', ''],
  ['a response shorter than its Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this'],
  [
    'a chunked response without its end',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
  ],
  ['a response cut within its head', 'HTTP/1.1 200 OK\r\nContent-Le'],
])) {
  test(`Q5 ${label}: fail(message, 1000)`, async (context) => {
    const server = await startCanned(context, bytes)
    await assertFails(context, 1000, { url: server.url })
  })
}

test('Q5 a body above maxResponseBytes: fail(message, 1000)', async (context) => {
  const server = await startCanned(context, answer(200, {}, 'a'.repeat(1001)))
  await assertFails(context, 1000, { runtime: createRuntime({ maxResponseBytes: 1000 }), url: server.url })
})

test('Q5 reset after the request was taken: fail(message, 1000)', async (context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.resetAndDestroy()
  })
  await assertFails(context, 1000, { url: server.url })
})

test('Q5 reset while sending: fail(message, 1000)', async (context) => {
  const server = await startRawServer(context, (socket) => {
    socket.once('data', () => socket.resetAndDestroy())
  })
  await assertFails(context, 1000, { url: server.url, filePath: sparseFile(context, megabytes(64)) })
})

test('Q5 a file that shrinks while it is sent: fail(message, 1000), and no whole request', async (context) => {
  const server = await startPausedServer(context)
  const filePath = sparseFile(context, megabytes(64))
  const failing = assertFails(context, 1000, { url: server.url, filePath })
  const connection = await server.next()
  fs.truncateSync(filePath, 1000)
  connection.resume()
  await failing
  await connection.closed
  assert.ok(connection.bodyBytes() < connection.contentLength)
})

/**
 * Asserts that a file is refused with this code before a connection is made, as filePath and as one of files.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} file
 * @param {number} code
 */
async function assertNoUpload(context, file, code) {
  const receiver = await startReceiver(context)
  await assertFails(context, code, { url: receiver.url, filePath: file })
  const files = [{ uri: temporaryFile(context) }, { uri: file }]
  const { name, values } = await outcome(quickapp.uploadFile, { url: receiver.url, files })
  assert.deepEqual([name, values[1]], ['fail', code], values[0])
  assert.equal(receiver.connections, 0)
}

for (const [label, filePath] of [
  ['a nonexistent file', path.join(__dirname, 'no-such-file')],
  ['a file in a folder that does not exist', path.join(__dirname, 'no-such-folder', 'a.txt')],
  ['a nonexistent file of an area', 'internal://files/no-such-file'],
  ['a nonexistent resource of the app', '/Common/no-such-file.png'],
  ['a path below a file', `${__filename}/a`],
  ['a file with a trailing slash', `${__filename}/`],
  ['a path with a NUL byte', `${__filename}\0`],
  ['a path longer than the system takes', `/${'a'.repeat(5000)}`],
  ['an unknown area', 'internal://secret/a.txt'],
  ['an area without a file', 'internal://'],
]) {
  test(`Q5 ${label}: fail(message, 301), and no connection`, (context) =>
    assertNoUpload(context, filePath, 301))
}

const onWindows = process.platform === 'win32'

test('Q5 a symlink loop: fail(message, 301), and no connection', {
  skip: onWindows && 'symlinks need a privilege on Windows',
}, async (context) => {
  const filePath = path.join(temporaryFolder(context), 'loop')
  fs.symlinkSync('loop', filePath)
  await assertNoUpload(context, filePath, 301)
})

test('Q5 a directory, with and without a trailing slash: fail(message, 300), and no connection', async (context) => {
  await assertNoUpload(context, __dirname, 300)
  await assertNoUpload(context, `${__dirname}/`, 300)
})

test('Q5 a directory of an area: fail(message, 300)', async (context) => {
  const root = temporaryFolder(context)
  fs.mkdirSync(path.join(root, 'files', 'app', 'folder'), { recursive: true })
  const runtime = createRuntime({ root, package: 'app' })
  const url = 'http://127.0.0.1:1/upload'
  await assertFails(context, 300, { runtime, url, filePath: 'internal://files/folder' })
})

test('Q5 a FIFO: fail(message, 300), without waiting for a writer, and no connection', {
  skip: onWindows && 'Windows has no FIFO',
}, async (context) => {
  const filePath = path.join(temporaryFolder(context), 'fifo')
  execFileSync('mkfifo', [filePath])
  await assertNoUpload(context, filePath, 300)
})

test('Q5 an unreadable file: fail(message, 300)', {
  skip: onWindows && 'Windows has no file modes',
}, async (context) => {
  const filePath = temporaryFile(context)
  // The folder lets everyone pass: what is refused is the opening, not the way there.
  fs.chmodSync(path.dirname(filePath), 0o755)
  fs.chmodSync(filePath, 0o000)
  const { reports, stderr } = await runSnippet(
    `
      if (process.getuid() === 0) {
        process.setgroups([])
        process.setgid(65534)
        process.setuid(65534)
      }
      report(['size', require('node:fs').statSync(input.filePath).size])
      uploadtask.quickapp.uploadFile({
        ...input,
        success: () => report(['success']),
        fail: (message, code) => report(['fail', typeof message, code]),
        complete: (message) => report(['complete', typeof message]),
      })
      report(['returned'])
    `,
    { url: 'http://127.0.0.1:1/upload', filePath, name: 'file' },
  )
  assert.equal(stderr, '')
  assert.deepEqual(reports, [['size', 12], ['returned'], ['fail', 'string', 300], ['complete', 'string']])
})

test('Q5 a file that is gone at its turn in the queue: fail(message, 301), and no connection', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const never = await startReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const ahead = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = outcome(runtime.quickapp.uploadFile, ahead)
  const held = await receiver.next()
  const filePath = temporaryFile(context)
  const failing = assertFails(context, 301, { runtime, url: never.url, filePath })
  fs.rmSync(filePath)
  held.release()
  await failing
  assert.equal((await first).name, 'success')
  assert.equal(never.connections, 0)
})

test('Q5 after a failure the next upload of the runtime succeeds', async (context) => {
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const port = await unusedPort(context)
  for (let count = 0; count < 3; count += 1) {
    await assertFails(context, 1000, { runtime, url: `http://127.0.0.1:${port}/upload` })
    await assertFails(context, 300, { runtime, url: receiver.url, filePath: __dirname })
    await assertFails(context, 301, { runtime, url: receiver.url, filePath: `${__filename}.missing` })
  }
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  assert.equal((await outcome(runtime.quickapp.uploadFile, options)).name, 'success')
})
