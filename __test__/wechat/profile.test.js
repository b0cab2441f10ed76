'use strict'
// `profile`: when the steps of an upload happened, and how much went either way.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { setTimeout: sleep } = require('node:timers/promises')
const { gzipSync } = require('node:zlib')

const { outcome } = require('../support/calls')
const { issueRoot, issueServer } = require('../support/certificates')
const { startCountingServer } = require('../support/counting-server')
const { sparseFile, temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { patient } = require('../support/within')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))
const { uploadFile } = /** @type {any} */ (require('uploadtask/wx'))
const taro = /** @type {any} */ (require('uploadtask/taro'))
const vela = /** @type {any} */ (require('uploadtask/vela'))

const MiB = 1024 * 1024

/** The times, in the order in which they pass. */
const TIMES = [
  ...['invokeStart', 'queueStart', 'queueEnd', 'fetchStart'],
  ...['requestStart', 'requestEnd', 'responseStart', 'responseEnd'],
]
const FIELDS = [...TIMES, 'sendBytesCount', 'receivedBytedCount', 'protocol', 'peerIP', 'port']

/**
 * @param {import('node:test').TestContext} context
 * @param {object} options
 * @param {(options: any) => any} [upload]
 */
async function resultOf(context, options, upload = uploadFile) {
  const given = { filePath: temporaryFile(context), name: 'file', formData: { a: '1' }, ...options }
  const { name, values } = await outcome(upload, given)
  assert.equal(name, 'success', JSON.stringify(values))
  return values[0]
}

/**
 * Expects times in order, between these two, and nothing that was not measured.
 *
 * @param {Record<string, any>} profile
 * @param {{ from: number, to: number, without?: string[] }} expected
 */
function assertProfile(profile, { from, to, without = [] }) {
  assert.equal(Object.getPrototypeOf(profile), Object.prototype)
  assert.deepEqual(Object.keys(profile).sort(), FIELDS.filter((field) => !without.includes(field)).sort())
  let last = from
  for (const field of TIMES.filter((one) => !without.includes(one))) {
    assert.ok(Number.isInteger(profile[field]), `${field} ${profile[field]}`)
    assert.ok(profile[field] >= last, `${field} ${profile[field]} after ${last}: ${JSON.stringify(profile)}`)
    last = profile[field]
  }
  assert.ok(last <= to, `${last} after ${to}`)
  for (const [field, value] of Object.entries(profile)) assert.notEqual(value, undefined, field)
}

/** Now. The engine reads the time of day once and measures from there, so that it can be a moment ahead. */
const after = () => Date.now() + 1

test('W13 all fields, in order', async (context) => {
  const server = await startCanned(context, answer(200, {}, 'hello'))
  const from = Date.now()
  const { profile } = await resultOf(context, { url: server.url })
  assertProfile(profile, { from, to: after() })
  const [{ body }] = server.requests
  const { sendBytesCount, receivedBytedCount, protocol, peerIP, port } = profile
  assert.deepEqual(
    { sendBytesCount, receivedBytedCount, protocol, peerIP, port },
    {
      sendBytesCount: body.length,
      receivedBytedCount: 5,
      protocol: 'http1.1',
      peerIP: '127.0.0.1',
      port: server.port,
    },
  )
})

test('W13 Taro has it too; Vela and failures have none', async (context) => {
  const server = await startCanned(context, answer(200))
  const from = Date.now()
  const { profile } = await resultOf(context, { url: server.url }, taro.uploadFile)
  assertProfile(profile, { from, to: after() })
  assert.equal('profile' in (await resultOf(context, { url: server.url }, vela.uploadFile)), false)
  const options = { url: 'http://127.0.0.1:1/', filePath: temporaryFile(context), name: 'file' }
  const { name, values } = await outcome(uploadFile, options)
  assert.equal(name, 'fail')
  assert.deepEqual(Object.keys(values[0]).sort(), ['errMsg', 'errno'])
})

test('W13 enableProfile: false gives none; anything else gives one', async (context) => {
  const server = await startCanned(context, answer(200))
  assert.equal('profile' in (await resultOf(context, { url: server.url, enableProfile: false })), false)
  for (const enableProfile of [true, undefined, null, 'false']) {
    const { profile } = await resultOf(context, { url: server.url, enableProfile })
    assert.equal(typeof profile, 'object', String(enableProfile))
    assert.notEqual(profile, null)
  }
})

test('W13 it is real data: it survives JSON, and its fields can be listed', async (context) => {
  const server = await startCanned(context, answer(200))
  const { profile } = await resultOf(context, { url: server.url })
  assert.deepEqual(JSON.parse(JSON.stringify(profile)), profile)
})

test('W13 sendBytesCount is the body of the request, however large', async (context) => {
  const receiver = await startReceiver(context)
  const { profile } = await resultOf(context, { url: receiver.url, filePath: sparseFile(context, 16 * MiB) })
  assert.equal(profile.sendBytesCount, Number(receiver.uploads[0].headers['content-length']))
})

const packed = gzipSync('hello, world'.repeat(1000))
const bodies = /** @type {Array<[string, Buffer, number, string]>} */ ([
  ['an empty body', answer(200), 0, ''],
  [
    'a packed body',
    answer(200, { 'Content-Encoding': 'gzip' }, packed),
    packed.length,
    'hello, world'.repeat(1000),
  ],
  [
    'a body in chunks',
    Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n'),
    5,
    'abcde',
  ],
  ['a body of other letters', answer(200, {}, 'é文😀'), 9, 'é文😀'],
])
for (const [what, bytes, length, data] of bodies) {
  test(`W13 receivedBytedCount of ${what} is what came, before it was decoded`, async (context) => {
    const server = await startCanned(context, bytes)
    const result = await resultOf(context, { url: server.url })
    assert.equal(result.data, data)
    assert.equal(result.profile.receivedBytedCount, length)
  })
}

test('W13 the times are those of the steps', async (context) => {
  const pause = 300
  // The clocks of the profile and of Date may be apart by a little.
  const apart = 5
  /** @type {(time: number) => void} */
  let tellHeaders = () => {}
  /** @type {Promise<number>} */
  const headersHeard = new Promise((resolve) => {
    tellHeaders = resolve
  })
  const times = { head: 0, tail: 0 }
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    await sleep(pause)
    times.head = Date.now()
    socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhe')
    await headersHeard
    await sleep(pause)
    times.tail = Date.now()
    socket.end('llo')
  })
  const from = Date.now()
  const { profile } = await resultOf(context, { url: server.url }, (options) => {
    const task = uploadFile(options)
    task.onHeadersReceived(() => tellHeaders(Date.now()))
    return task
  })
  assertProfile(profile, { from, to: after() })
  const told = JSON.stringify({ profile, times, heard: await headersHeard })
  assert.ok(profile.requestEnd <= times.head + apart, told)
  assert.ok(profile.responseStart >= times.head - apart, told)
  assert.ok(profile.responseStart <= (await headersHeard) + apart, told)
  assert.ok(profile.responseEnd >= times.tail - apart, told)
})

test('W13 requestStart to requestEnd is the time that sending took', async (context) => {
  const pause = 300
  const server = await startCountingServer(context, { pauseAfter: 1 })
  const result = resultOf(context, { url: server.url, filePath: sparseFile(context, 32 * MiB) })
  const request = await server.request(0)
  await request.paused
  await sleep(pause)
  request.resume()
  const { profile } = await result
  assert.ok(profile.requestEnd - profile.requestStart >= pause - 50, JSON.stringify(profile))
})

test('W13 queueStart to queueEnd is the time in the queue', async (context) => {
  const pause = patient(200)
  const receiver = await startHoldingReceiver(context)
  const { wx } = createRuntime({ maxConcurrency: 1 })
  const from = Date.now()
  const first = resultOf(context, { url: receiver.url }, wx.uploadFile)
  const second = resultOf(context, { url: receiver.url }, wx.uploadFile)
  const held = await receiver.next()
  await sleep(pause)
  held.release()
  const { profile: ahead } = await first
  ;(await receiver.next()).release()
  const { profile: behind } = await second
  for (const profile of [ahead, behind]) assertProfile(profile, { from, to: after() })
  assert.ok(ahead.queueEnd - ahead.queueStart < pause, JSON.stringify(ahead))
  assert.ok(behind.queueEnd - behind.queueStart >= pause - 5, JSON.stringify(behind))
  assert.ok(behind.invokeStart - from < pause, JSON.stringify(behind))
  // Two clocks are compared here, each of whole milliseconds.
  assert.ok(behind.queueEnd >= ahead.responseEnd - 1, JSON.stringify([ahead, behind]))
})

test('W13 over a used connection: no field of a connection that was not made, and none is 0', async (context) => {
  const receiver = await startReceiver(context)
  const { wx } = createRuntime()
  for (let count = 0; count < 3; count += 1) {
    const from = Date.now()
    const { profile } = await resultOf(context, { url: receiver.url }, wx.uploadFile)
    assertProfile(profile, { from, to: after() })
    for (const [field, value] of Object.entries(profile)) assert.notEqual(value, 0, field)
  }
  assert.equal(receiver.connections, 1)
})

test('W13 of an early answer there is no requestEnd, and sendBytesCount is less than the body', async (context) => {
  const server = await startRawServer(context, (socket) => {
    socket.once('data', () => {
      socket.pause()
      socket.write(answer(413, {}, 'too large'))
    })
  })
  const from = Date.now()
  const { statusCode, profile } = await resultOf(context, {
    url: server.url,
    filePath: sparseFile(context, 64 * MiB),
  })
  assert.equal(statusCode, 413)
  assertProfile(profile, { from, to: after(), without: ['requestEnd'] })
  assert.ok(profile.sendBytesCount > 0 && profile.sendBytesCount < 64 * MiB, String(profile.sendBytesCount))
})

test('W13 after a redirect that sends no body, what belongs to a body is absent', async (context) => {
  const target = await startReceiver(context)
  const server = await startCanned(context, answer(303, { Location: target.url }))
  const from = Date.now()
  const { profile } = await resultOf(context, { url: server.url })
  assertProfile(profile, { from, to: after(), without: ['requestStart', 'requestEnd', 'sendBytesCount'] })
  assert.equal(profile.port, target.port)
})

test('W13 after a redirect with the body, the peer and the counts are those of the last request', async (context) => {
  const target = await startReceiver(context)
  const server = await startCanned(context, answer(307, { Location: target.url }, 'moved'))
  const from = Date.now()
  const { data, profile } = await resultOf(context, { url: server.url })
  assertProfile(profile, { from, to: after() })
  assert.equal(profile.port, target.port)
  assert.equal(profile.sendBytesCount, Number(target.uploads[0].headers['content-length']))
  assert.equal(profile.receivedBytedCount, Buffer.byteLength(data))
})

test('W13 over TLS', async (context) => {
  const root = await issueRoot()
  const receiver = await startReceiver(context, undefined, await issueServer(root))
  const from = Date.now()
  const { wx } = createRuntime({ ca: root.cert })
  const { profile } = await resultOf(context, { url: receiver.url }, wx.uploadFile)
  assertProfile(profile, { from, to: after() })
  assert.deepEqual([profile.protocol, profile.peerIP, profile.port], ['http1.1', '127.0.0.1', receiver.port])
  assert.equal(profile.sendBytesCount, Number(receiver.uploads[0].headers['content-length']))
})
