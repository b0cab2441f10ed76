'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { setTimeout: delay } = require('node:timers/promises')

const { record, outcome } = require('../support/calls')
const { runSnippet } = require('../support/child')
const { sparseFile, temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { readRequest, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { patient } = require('../support/within')

const { createRuntime } = require('uploadtask')
/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

const MiB = 1024 * 1024
const failure = { errMsg: 'uploadFile:fail timeout', errno: 5 }
const timedOut = [
  ['fail', failure],
  ['complete', failure],
]

/**
 * Asserts that an upload times out after this many milliseconds, ± 0.5 s.
 *
 * @param {(options: any) => any} upload
 * @param {object} options
 * @param {number} limit
 */
async function assertTimesOut(upload, options, limit) {
  const start = performance.now()
  const calls = await record(upload, options).done
  const elapsed = performance.now() - start
  assert.deepEqual(calls, timedOut)
  assert.equal(
    Math.abs(elapsed - limit) <= patient(500),
    true,
    `${Math.round(elapsed)} ms for a limit of ${limit} ms`,
  )
}

test('W33 no answer: timeout', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file', timeout: 700 }
  await assertTimesOut(uploadFile, options, 700)
})

test('W33 a server that stops reading: timeout', async (context) => {
  const server = await startPausedServer(context)
  const options = { url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file', timeout: 700 }
  await assertTimesOut(uploadFile, options, 700)
})

test('W33 a TLS handshake without an answer: timeout', async (context) => {
  const server = await startRawServer(context, (socket) => socket.resume())
  const url = server.url.replace('http:', 'https:')
  const options = { url, filePath: temporaryFile(context), name: 'file', timeout: 700 }
  await assertTimesOut(uploadFile, options, 700)
})

test('W33 a response that drips: the timeout covers the whole transfer', async (context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n')
    const dripping = setInterval(() => socket.write('.'), 50)
    socket.on('close', () => clearInterval(dripping))
  })
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file', timeout: 700 }
  await assertTimesOut(uploadFile, options, 700)
})

test('W33 redirects share one timeout', async (context) => {
  const server = await startReceiver(context, async (_upload, _request, response) => {
    await delay(200)
    response.writeHead(307, { Location: '/upload' }).end()
  })
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file', timeout: 700 }
  await assertTimesOut(uploadFile, options, 700)
})

test('W33 the time in the queue does not count', async (context) => {
  const { wx } = createRuntime({ maxConcurrency: 1 })
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = record(wx.uploadFile, options)
  const second = record(wx.uploadFile, { ...options, timeout: patient(600) })
  const held = await receiver.next()
  // Longer than the second one's limit: this wait is what is under test.
  await delay(patient(900))
  assert.deepEqual(second.calls, [])
  held.release()
  assert.equal((await first.done)[0][0], 'success')
  const next = await receiver.next()
  next.release()
  assert.equal((await second.done)[0][0], 'success')
})

test('W33 a late response calls nothing, and its connection is closed', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, calls, done } = record(uploadFile, { ...options, timeout: patient(700) })
  task.onHeadersReceived(() => calls.push(['headers']))
  const held = await receiver.next()
  await done
  held.release()
  await held.closed
  const next = outcome(uploadFile, options)
  ;(await receiver.next()).release('of the next one')
  const { values } = await next
  assert.equal(values[0].data, 'of the next one')
  assert.deepEqual(calls, timedOut)
})

test('W33 timers end with the upload: the process ends though the timeout is far away', async (context) => {
  const receiver = await startReceiver(context)
  const { code, reports } = await runSnippet(
    `
      uploadtask.wx.uploadFile({
        ...input,
        complete: ({ errMsg }) => {
          report(errMsg)
          const ended = performance.now()
          process.on('exit', () => report(performance.now() - ended))
        },
      })
    `,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file', timeout: 600_000 },
  )
  assert.equal(code, 0)
  const [errMsg, elapsed] = reports
  assert.equal(errMsg, 'uploadFile:ok')
  assert.equal(elapsed < patient(500), true, `${elapsed} ms after complete`)
})

test('W33 networkTimeout.uploadFile is the default, for wx and taro; a value of the call wins', async (context) => {
  const { wx, taro } = createRuntime({ networkTimeout: { uploadFile: 700 } })
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  await assertTimesOut(wx.uploadFile, options, 700)
  await assertTimesOut(taro.uploadFile, options, 700)
  await assertTimesOut(wx.uploadFile, { ...options, timeout: 1500 }, 1500)
})

for (const timeout of [0, -0, -1, Number.NaN, Number.NEGATIVE_INFINITY]) {
  test(`W33 timeout ${Object.is(timeout, -0) ? '-0' : timeout} is the default`, async (context) => {
    const { wx } = createRuntime({ networkTimeout: { uploadFile: 700 } })
    const receiver = await startHoldingReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file', timeout }
    await assertTimesOut(wx.uploadFile, options, 700)
  })
}

for (const timeout of [2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, 1e300, Number.POSITIVE_INFINITY]) {
  test(`W33 timeout ${timeout} does not overflow`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file', timeout }
    assert.equal((await outcome(uploadFile, options)).name, 'success')
  })
}
