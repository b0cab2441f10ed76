'use strict'
// The one test that waits for the default of 30 s, with all its cases at once; in a file of its own so that it runs
// beside the others.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { setTimeout: delay } = require('node:timers/promises')

const { outcome, record } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startFullListener } = require('../support/full-listener')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { answer, readRequest, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { patient } = require('../support/within')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const megabytes = (/** @type {number} */ count) => count * 1024 * 1024

const seconds = (/** @type {number} */ count) => count * 1000

/** What an upload ends with when nothing moved for the default's 30 s. */
const idle = {
  name: 'fail',
  values: ['no byte moved within 30000 ms (the Quick App default; set timeout)', 204],
}

/**
 * An upload's outcome and how long it took.
 *
 * @param {(options: any) => any} uploadFile
 * @param {object} options
 */
async function timed(uploadFile, options) {
  const start = performance.now()
  const ended = await outcome(uploadFile, { name: 'file', ...options })
  return { ...ended, elapsed: performance.now() - start }
}

/**
 * Asserts that an upload ended so, not before `least` and not later than 2 s after it.
 *
 * @param {string} label
 * @param {Promise<{ name: string, values: any[], elapsed: number }>} ending
 * @param {number} least In milliseconds.
 */
async function assertIdle(label, ending, least = seconds(30)) {
  const { elapsed, ...ended } = await ending
  assert.deepEqual(ended, idle, label)
  assert.ok(elapsed >= least - 500 && elapsed <= least + patient(2000), `${label}: ${Math.round(elapsed)} ms`)
}

/**
 * Asserts that an upload succeeded, and only after more than 30 s.
 *
 * @param {string} label
 * @param {Promise<{ name: string, values: any[], elapsed: number }>} ending
 * @param {string} data
 */
async function assertLong(label, ending, data) {
  const { name, values, elapsed } = await ending
  assert.equal(name, 'success', `${label}: ${values}`)
  assert.equal(values[0].data, data, label)
  assert.ok(elapsed > seconds(30), `${label}: ${Math.round(elapsed)} ms`)
}

/**
 * A server that takes a body in small amounts and answers when it is whole.
 *
 * @param {import('node:test').TestContext} context
 * @param {number} amount Bytes that it takes each second.
 */
async function startSlowReader(context, amount) {
  return startRawServer(context, (socket) => {
    let received = 0
    let allowed = amount
    let length = Number.POSITIVE_INFINITY
    socket.on('data', (chunk) => {
      if (length === Number.POSITIVE_INFINITY) {
        const end = chunk.indexOf('\r\n\r\n') + 4
        length = end + Number(/^content-length: *(\d+)$/im.exec(chunk.subarray(0, end).toString())?.[1])
      }
      received += chunk.length
      if (received >= allowed) socket.pause()
      if (received === length) socket.end(answer(200, {}, 'read slowly'))
    })
    const timer = setInterval(() => {
      allowed = received + amount
      socket.resume()
    }, 1000)
    socket.on('close', () => clearInterval(timer))
  })
}

test('Q7 by default 30 s without a byte end the upload with 204, and nothing else does', async (context) => {
  const filePath = temporaryFile(context)
  const { quickapp } = createRuntime({ maxConcurrency: { quickapp: 100 } })
  const { uploadFile } = quickapp

  // Servers at which nothing moves any more, at each stage.
  const full = await startFullListener(context)
  const untalkative = await startRawServer(context, (socket) => socket.resume())
  const unreading = await startPausedServer(context)
  const unanswering = await startHoldingReceiver(context)
  const stalling = await startRawServer(context, async (socket) => {
    await readRequest(socket).catch(() => {})
    await delay(seconds(5))
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n')
    await delay(seconds(5))
    socket.write('a')
  })

  // Servers at which something moves now and then.
  const slow = await startSlowReader(context, megabytes(1.5))
  const dripping = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    await delay(seconds(10))
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n')
    for (const letter of 'drip') {
      await delay(seconds(9))
      socket.write(letter)
    }
  })
  const late = await startReceiver(context, async (_upload, _request, response) => {
    await delay(seconds(34))
    response.end('late')
  })

  // An upload that waits in its queue for longer than the limit.
  const narrow = createRuntime({ maxConcurrency: 1 })
  const waiting = timed(narrow.quickapp.uploadFile, { url: late.url, filePath, timeout: 0 }).then(
    () => 'first',
  )
  const receiver = await startReceiver(context, (_upload, _request, response) => response.end('in turn'))
  const queued = record(narrow.quickapp.uploadFile, { url: receiver.url, filePath, name: 'file' })

  await Promise.all([
    assertIdle('no connection', timed(uploadFile, { url: full.url, filePath })),
    assertIdle(
      'no TLS handshake',
      timed(uploadFile, { url: untalkative.url.replace('http:', 'https:'), filePath }),
    ),
    assertIdle(
      'nothing read',
      timed(uploadFile, { url: unreading.url, filePath: sparseFile(context, megabytes(64)) }),
    ),
    assertIdle('no answer', timed(uploadFile, { url: unanswering.url, filePath })),
    ...[Number.NaN, -1, Number.POSITIVE_INFINITY, null].map((timeout) =>
      assertIdle(`timeout ${timeout}`, timed(uploadFile, { url: unanswering.url, filePath, timeout })),
    ),
    assertIdle(
      'an answer that stalls after 10 s',
      timed(uploadFile, { url: stalling.url, filePath }),
      seconds(40),
    ),
    assertLong(
      'a slow reader',
      timed(uploadFile, { url: slow.url, filePath: sparseFile(context, megabytes(64)) }),
      'read slowly',
    ),
    assertLong('a dripping answer', timed(uploadFile, { url: dripping.url, filePath }), 'drip'),
    assertLong('timeout 0', timed(uploadFile, { url: late.url, filePath, timeout: 0 }), 'late'),
    assertLong(
      'an explicit timeout',
      timed(uploadFile, { url: late.url, filePath, timeout: seconds(60) }),
      'late',
    ),
    (async () => {
      assert.equal(await Promise.race([waiting, queued.done]), 'first')
      const [[name, result]] = await queued.done
      assert.deepEqual([name, result.data], ['success', 'in turn'])
    })(),
  ])
})
