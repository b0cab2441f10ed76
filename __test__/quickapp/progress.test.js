'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startPausedServer } = require('../support/paused-server')
const { answer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { uploadFile } = /** @type {any} */ (require('uploadtask/quickapp'))

const megabytes = (/** @type {number} */ count) => count * 1024 * 1024

/** @typedef {{ progress: number, totalBytesSent: number, totalBytesExpectedToSend: number }} ProgressEvent */

/**
 * @param {ProgressEvent[]} events
 * @param {number} total
 */
function assertProgressEvents(events, total) {
  let before = 0
  for (const event of events) {
    assert.deepEqual(event, {
      progress: Math.floor((100 * event.totalBytesSent) / total),
      totalBytesSent: event.totalBytesSent,
      totalBytesExpectedToSend: total,
    })
    assert.ok(event.totalBytesSent > before, `${event.totalBytesSent} after ${before}`)
    assert.ok(event.totalBytesSent <= total, `${event.totalBytesSent} of ${total}`)
    before = event.totalBytesSent
  }
}

/**
 * Starts an upload of 64 MiB to a server that has read the head and reads no more.
 *
 * @param {import('node:test').TestContext} context
 */
async function startStalled(context) {
  const server = await startPausedServer(context)
  /** @type {ProgressEvent[]} */
  const events = []
  const started = record(uploadFile, {
    url: server.url,
    filePath: sparseFile(context, megabytes(64)),
    name: 'file',
  })
  const firstEvent = new Promise((resolve) =>
    started.task.onProgressUpdate((/** @type {ProgressEvent} */ event) => {
      events.push(event)
      resolve(event)
    }),
  )
  const connection = await server.next()
  return { ...started, connection, events, firstEvent }
}

/** @param {import('node:test').TestContext} context */
async function smallUpload(context) {
  const receiver = await startReceiver(context)
  return { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
}

test('V28 Quick App: events count the whole body, strictly upwards, with 100 before success', async (context) => {
  const { connection, events, firstEvent, calls, done } = await startStalled(context)
  await firstEvent
  connection.resume()
  await done
  const total = connection.contentLength
  assert.equal(calls[0][0], 'success')
  assertProgressEvents(events, total)
  assert.ok(events[0].totalBytesSent < megabytes(16), 'what the server did not read is not reported')
  assert.deepEqual(events.at(-1), {
    progress: 100,
    totalBytesSent: total,
    totalBytesExpectedToSend: total,
  })
})

test('V28 Quick App: an empty file: an event with 100, then the headers, success and complete', async (context) => {
  const receiver = await startReceiver(context)
  /** @type {any[]} */
  const log = []
  await new Promise((resolve) => {
    const task = uploadFile({
      url: receiver.url,
      filePath: temporaryFile(context, 'file.txt', ''),
      name: 'file',
      success: () => log.push('success'),
      fail: () => log.push('fail'),
      complete: () => {
        log.push('complete')
        resolve(undefined)
      },
    })
    task.onProgressUpdate((/** @type {ProgressEvent} */ event) => log.push(event))
    task.onHeadersReceived(() => log.push('headers'))
  })
  const events = log.filter((entry) => typeof entry === 'object')
  assertProgressEvents(events, Number(receiver.uploads[0].headers['content-length']))
  assert.equal(events.at(-1)?.progress, 100)
  assert.deepEqual(log, [...events, 'headers', 'success', 'complete'])
})

test('V28 Quick App: after an early answer there is no further progress event', async (context) => {
  const { connection, events, firstEvent, done } = await startStalled(context)
  await firstEvent
  connection.socket.write(answer(413, {}, 'too large'))
  const [[name, result]] = await done
  assert.deepEqual([name, result.statusCode, result.data], ['success', 413, 'too large'])
  const atTheEnd = events.length
  assertProgressEvents(events, connection.contentLength)
  assert.ok(Number(events.at(-1)?.progress) < 100)
  await outcome(uploadFile, await smallUpload(context))
  assert.equal(events.length, atTheEnd)
})

test('V29 Quick App: every listener is called, and the same function added twice is one', async (context) => {
  const { task, done } = record(uploadFile, await smallUpload(context))
  /** @type {string[]} */
  const seen = []
  const first = () => seen.push('first')
  task.onProgressUpdate(first)
  task.onProgressUpdate(() => seen.push('second'))
  assert.equal(task.onProgressUpdate(first), undefined)
  await done
  assert.ok(seen.length >= 2)
  for (let index = 0; index < seen.length; index += 2) {
    assert.deepEqual(seen.slice(index, index + 2), ['first', 'second'])
  }
})

for (const [label, parameters, left] of /** @type {Array<[string, (one: any) => any[], string[]]>} */ ([
  ['off(cb)', (one) => [one], ['other', 'later']],
  ['off(unknown)', () => [() => {}], ['one', 'other', 'later']],
  ['off()', () => [], ['later']],
  ['off(null)', () => [null], ['later']],
  ['off(undefined)', () => [undefined], ['later']],
])) {
  test(`V29 Quick App: ${label} leaves ${left.join(', ')}`, async (context) => {
    const { task, done } = record(uploadFile, await smallUpload(context))
    /** @type {string[]} */
    const seen = []
    const one = () => seen.push('one')
    task.onProgressUpdate(one)
    task.onProgressUpdate(() => seen.push('other'))
    assert.equal(task.offProgressUpdate(...parameters(one)), undefined)
    task.onProgressUpdate(() => seen.push('later'))
    await done
    assert.deepEqual([...new Set(seen)], left)
  })
}

test('V29 Quick App: the listeners of one event are not those of the other', async (context) => {
  const { task, done } = record(uploadFile, await smallUpload(context))
  /** @type {string[]} */
  const seen = []
  const both = (/** @type {any} */ value) => seen.push('progress' in value ? 'progress' : 'headers')
  task.onProgressUpdate(both)
  task.onHeadersReceived(both)
  task.offProgressUpdate()
  await done
  assert.deepEqual(seen, ['headers'])
})

test('V30 Quick App: no progress after abort', async (context) => {
  const { task, connection, events, firstEvent, done } = await startStalled(context)
  await firstEvent
  task.abort()
  const atTheAbort = events.length
  connection.resume()
  await connection.closed
  await done
  await outcome(uploadFile, await smallUpload(context))
  assert.equal(events.length, atTheAbort)
})

test('V30 Quick App: no event after the end, for no listener', async (context) => {
  const { task, calls, done } = record(uploadFile, await smallUpload(context))
  let late = 0
  const count = () => {
    if (calls.length > 0) late += 1
  }
  task.onProgressUpdate(count)
  task.onHeadersReceived(count)
  await done
  task.onProgressUpdate(() => {
    late += 1
  })
  task.onHeadersReceived(() => {
    late += 1
  })
  await outcome(uploadFile, await smallUpload(context))
  assert.equal(late, 0)
})
