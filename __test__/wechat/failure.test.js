'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const { test } = require('node:test')
const zlib = require('node:zlib')

const { record, outcome } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startPausedServer } = require('../support/paused-server')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = require('uploadtask')
/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

const MiB = 1024 * 1024

/**
 * The failure of an upload: asserts that fail and complete got one and the same plain object.
 *
 * @param {(options: any) => any} upload
 * @param {object} options
 * @returns {Promise<{ errMsg: string, errno: number }>}
 */
async function failureOf(upload, options) {
  const calls = await record(upload, options).done
  assert.deepEqual(
    calls.map(([name, ...values]) => [name, values.length]),
    [
      ['fail', 1],
      ['complete', 1],
    ],
    JSON.stringify(calls),
  )
  assert.equal(calls[0][1], calls[1][1])
  const failure = calls[0][1]
  assert.equal(Object.getPrototypeOf(failure), Object.prototype)
  assert.deepEqual(Object.keys(failure).sort(), ['errMsg', 'errno'])
  return failure
}

/**
 * @param {{ errMsg: string, errno: number }} failure
 * @param {RegExp} cause
 */
function assertNetworkFailure({ errMsg, errno }, cause) {
  assert.equal(errno, 600001)
  assert.match(errMsg, /^uploadFile:fail \S/)
  assert.doesNotMatch(errMsg, /undefined|\[object/)
  assert.match(errMsg, cause)
}

test('W14 abort: uploadFile:fail abort, 600004', async (context) => {
  const server = await startPausedServer(context)
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { task, done } = record(uploadFile, options)
  await server.next()
  task.abort()
  const failure = { errMsg: 'uploadFile:fail abort', errno: 600004 }
  assert.deepEqual(await done, [
    ['fail', failure],
    ['complete', failure],
  ])
})

test('W15 timeout: uploadFile:fail timeout, 5', async (context) => {
  const server = await startPausedServer(context)
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file', timeout: 200 }
  assert.deepEqual(await failureOf(uploadFile, options), { errMsg: 'uploadFile:fail timeout', errno: 5 })
})

test('W16 a refused connection: 600001', async (context) => {
  const server = await startRawServer(null, () => {})
  await server.close()
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  assertNetworkFailure(await failureOf(uploadFile, options), /refused/i)
})

test('W16 a name that DNS does not know: 600001', async (context) => {
  const { wx } = createRuntime({ proxy: false })
  const url = 'http://nonexistent.invalid/upload'
  const failure = await failureOf(wx.uploadFile, { url, filePath: temporaryFile(context), name: 'file' })
  assertNetworkFailure(failure, /\S/)
})

test('W16 TLS with a server that speaks none: 600001', async (context) => {
  const server = await startRawServer(context, (socket) => {
    socket.once('data', () => socket.end(answer(400)))
  })
  const url = server.url.replace('http:', 'https:')
  const options = { url, filePath: temporaryFile(context), name: 'file' }
  assertNetworkFailure(await failureOf(uploadFile, options), /\S/)
})

test('W16 a reset while the request is sent: 600001', async (context) => {
  const server = await startRawServer(context, (socket) => {
    socket.once('data', () => socket.resetAndDestroy())
  })
  const options = { url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file' }
  assertNetworkFailure(await failureOf(uploadFile, options), /\S/)
})

test('W16 a reset after the whole request: 600001, and the request is not sent again', async (context) => {
  let requests = 0
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    requests += 1
    socket.resetAndDestroy()
  })
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  assertNetworkFailure(await failureOf(uploadFile, options), /\S/)
  assert.equal(requests, 1)
})

/** @type {Array<[string, string | Buffer]>} */
const brokenAnswers = [
  ['a connection closed without an answer', ''],
  ['a head that is cut off', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ['a body shorter than its Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'],
  ['a chunked body that is cut off', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel'],
  ['a chunked body without its end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'],
  ['an answer that is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
  [
    '101 Switching Protocols',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
  ],
  ['a gzip body that is none', answer(200, { 'Content-Encoding': 'gzip' }, 'this is no gzip')],
  [
    'a gzip body that is cut off',
    answer(200, { 'Content-Encoding': 'gzip' }, zlib.gzipSync('hello, world'.repeat(100)).subarray(0, 20)),
  ],
]
for (const [label, bytes] of brokenAnswers) {
  test(`W16 ${label}: 600001`, async (context) => {
    const server = await startCanned(context, bytes)
    const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
    assertNetworkFailure(await failureOf(uploadFile, options), /\S/)
    assert.equal(server.requests.length, 1)
  })
}

test('W16 a body larger than maxResponseBytes: 600001; one of exactly that size is success', async (context) => {
  const { wx } = createRuntime({ maxResponseBytes: 1000 })
  const filePath = temporaryFile(context)
  const fitting = await startCanned(context, answer(200, {}, 'a'.repeat(1000)))
  const { values } = await outcome(wx.uploadFile, { url: fitting.url, filePath, name: 'file' })
  assert.equal(values[0].data, 'a'.repeat(1000))
  const larger = await startCanned(context, answer(200, {}, 'a'.repeat(1001)))
  const failure = await failureOf(wx.uploadFile, { url: larger.url, filePath, name: 'file' })
  assertNetworkFailure(failure, /\S/)
})

for (const url of [
  '',
  'upload',
  '/upload',
  '//127.0.0.1/upload',
  '127.0.0.1:80/upload',
  'http:',
  'http://',
  'http://[::1/',
  'http://127.0.0.1:65536/',
  'http://a b/',
  'ftp://127.0.0.1/upload',
  'ws://127.0.0.1/upload',
  'file:///etc/hosts',
  'httpx://127.0.0.1/',
  'javascript:alert(1)',
]) {
  test(`W20 the url ${JSON.stringify(url)}: invalid url, 600009`, async (context) => {
    const failure = await failureOf(uploadFile, { url, filePath: temporaryFile(context), name: 'file' })
    assert.deepEqual(failure, { errMsg: `uploadFile:fail invalid url "${url}"`, errno: 600009 })
  })
}

test('W20 a scheme in capitals is a URL', async (context) => {
  const receiver = await startReceiver(context)
  const url = receiver.url.replace('http', 'HTTP')
  const { name } = await outcome(uploadFile, { url, filePath: temporaryFile(context), name: 'file' })
  assert.equal(name, 'success')
})

const notInDomainList = { errMsg: 'uploadFile:fail url not in domain list', errno: 600002 }

test('W21 a host that is not in the domain list: 600002, no connection', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  const options = { url: receiver.url, filePath, name: 'file' }
  for (const domains of [['example.com'], ['127.0.0.1:1'], [`https://127.0.0.1:${receiver.port}`]]) {
    const { wx } = createRuntime({ domains })
    assert.deepEqual(await failureOf(wx.uploadFile, options), notInDomainList, JSON.stringify(domains))
  }
  const { wx } = createRuntime({ domains: ['example.com', `127.0.0.1:${receiver.port}`] })
  assert.equal((await outcome(wx.uploadFile, options)).name, 'success')
  assert.equal(receiver.connections, 1)
})

for (const status of [301, 302, 303, 307, 308]) {
  test(`W21 a ${status} redirect to a host that is not in the domain list: 600002`, async (context) => {
    const target = await startReceiver(context)
    const origin = await startCanned(context, answer(status, { Location: target.url }))
    const { wx } = createRuntime({ domains: [`127.0.0.1:${origin.port}`] })
    const options = { url: origin.url, filePath: temporaryFile(context), name: 'file' }
    assert.deepEqual(await failureOf(wx.uploadFile, options), notInDomainList)
    assert.equal(origin.requests.length, 1)
    assert.equal(target.connections, 0)
  })
}

test('W22 more than 20 redirects: 600008', async (context) => {
  const receiver = await startReceiver(context, (_upload, _request, response) => {
    response.writeHead(307, { Location: '/upload' }).end()
  })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const failure = await failureOf(uploadFile, options)
  assert.equal(failure.errno, 600008)
  assert.match(failure.errMsg, /^uploadFile:fail \S/)
  assert.equal(receiver.uploads.length, 21)
})

test('W22 20 redirects are followed', async (context) => {
  const receiver = await startReceiver(context, (_upload, _request, response) => {
    if (receiver.uploads.length <= 20) response.writeHead(307, { Location: '/upload' })
    response.end()
  })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { name } = await outcome(uploadFile, options)
  assert.equal(name, 'success')
  assert.equal(receiver.uploads.length, 21)
})

/** @type {Array<[label: string, change: (filePath: string) => void, whole: boolean]>} */
const changes = [
  ['truncated', (filePath) => fs.truncateSync(filePath, MiB), false],
  ['emptied', (filePath) => fs.truncateSync(filePath, 0), false],
  ['written over in place', (filePath) => fs.writeFileSync(filePath, 'x', { flag: 'r+' }), false],
  ['grown', (filePath) => fs.appendFileSync(filePath, 'more'), true],
]
for (const [label, change, whole] of changes) {
  test(`W24 a file that is ${label} during the upload: 600010`, async (context) => {
    const server = await startPausedServer(context)
    const filePath = sparseFile(context, 64 * MiB)
    // An mtime in the past: a change now shows whatever the grain of the clock is.
    fs.utimesSync(filePath, 1, 1)
    const failing = failureOf(uploadFile, { url: server.url, filePath, name: 'file' })
    const connection = await server.next()
    change(filePath)
    connection.resume()
    const { errMsg, errno } = await failing
    assert.equal(errno, 600010)
    assert.match(errMsg, /^uploadFile:fail \S/)
    await connection.closed
    assert.equal(connection.bodyBytes() === connection.contentLength, whole)
  })
}

test('W24 a file that is removed during the upload is sent whole: its bytes are still there', {
  skip: process.platform === 'win32' && 'Windows does not remove a file that is open',
}, async (context) => {
  const server = await startPausedServer(context)
  const filePath = sparseFile(context, 64 * MiB)
  const { done } = record(uploadFile, { url: server.url, filePath, name: 'file' })
  const connection = await server.next()
  fs.rmSync(filePath)
  connection.resume()
  const [[name, result]] = await done
  assert.equal(name, 'success', JSON.stringify(result))
  assert.equal(connection.bodyBytes(), connection.contentLength)
})
