'use strict'
// Limits that the caller sets; the default is in idle.test.js.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { readRequest, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { patient } = require('../support/within')

const { createRuntime, quickapp } = /** @type {any} */ (require('uploadtask'))

/**
 * Asserts that an upload fails with 204 after its own timeout, ± 0.5 s.
 *
 * @param {{ timeout: number, [option: string]: any }} options
 */
async function assertTimesOut(options) {
  const start = performance.now()
  const calls = await record(quickapp.uploadFile, options).done
  const elapsed = performance.now() - start
  const [[, message]] = calls
  assert.deepEqual(calls, [
    ['fail', message, 204],
    ['complete', message],
  ])
  assert.match(message, new RegExp(`\\b${options.timeout} ms\\b.*timeout`))
  assert.ok(Math.abs(elapsed - options.timeout) <= patient(500), `${Math.round(elapsed)} ms`)
}

test('Q5 Q7 no answer within timeout: fail(message, 204); the message names limit and option', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const filePath = temporaryFile(context)
  await assertTimesOut({ url: receiver.url, filePath, name: 'file', timeout: 700 })
})

test('Q5 Q7 a server that stops reading: fail(message, 204)', async (context) => {
  const server = await startPausedServer(context)
  const filePath = sparseFile(context, 64 * 1024 * 1024)
  await assertTimesOut({ url: server.url, filePath, name: 'file', timeout: 700 })
})

test('Q7 an explicit timeout is total: an answer that drips ends with it all the same', async (context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket).catch(() => {})
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
    const dripping = setInterval(() => socket.write('a'), 20)
    socket.on('close', () => clearInterval(dripping))
  })
  await assertTimesOut({ url: server.url, filePath: temporaryFile(context), name: 'file', timeout: 700 })
})

test('Q7 an explicit timeout counts from leaving the queue', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const answering = await startReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const options = { filePath: temporaryFile(context), name: 'file' }
  const [first, second] = await Promise.all([
    outcome(runtime.quickapp.uploadFile, { ...options, url: receiver.url, timeout: patient(1500) }),
    outcome(runtime.quickapp.uploadFile, { ...options, url: answering.url, timeout: patient(1000) }),
  ])
  assert.deepEqual([first.name, first.values[1]], ['fail', 204])
  assert.equal(second.name, 'success')
})

test('Q7 networkTimeout of the runtime is not for Quick App', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ networkTimeout: { uploadFile: 300 } })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const upload = record(runtime.quickapp.uploadFile, options)
  const held = await receiver.next()
  const limited = await outcome(runtime.wx.uploadFile, options)
  assert.equal(limited.values[0].errno, 5)
  assert.deepEqual(upload.calls, [])
  held.release()
  assert.equal((await upload.done)[0][0], 'success')
})

for (const timeout of [0, -0, 0.5e9, 2 ** 31, 2 ** 53, 1e300]) {
  test(`Q7 timeout ${Object.is(timeout, -0) ? '-0' : timeout} neither overflows nor ends an upload at once`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file', timeout }
    assert.equal((await outcome(quickapp.uploadFile, options)).name, 'success')
  })
}
