'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startPausedServer } = require('../support/paused-server')
const { answer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { uploadFile } = /** @type {any} */ (require('uploadtask'))

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
    assert.equal(typeof event.totalBytesSent, 'number')
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
  return { ...started, server, connection, events, firstEvent }
}

/** @param {import('node:test').TestContext} context */
async function smallUpload(context) {
  const receiver = await startReceiver(context)
  return { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
}

test('V28 events count the whole multipart body, strictly upwards, with 100 before success', async (context) => {
  const { connection, events, firstEvent, calls, done } = await startStalled(context)
  await firstEvent
  const stalledAt = events.length
  connection.resume()
  await done
  const total = connection.contentLength
  assert.ok(total > megabytes(64))
  assert.equal(calls[0][0], 'success')
  assertProgressEvents(events, total)
  assert.ok(stalledAt >= 1)
  assert.ok(events[0].totalBytesSent < megabytes(16), 'what the server did not read is not reported')
  assert.deepEqual(events.at(-1), {
    progress: 100,
    totalBytesSent: total,
    totalBytesExpectedToSend: total,
  })
})

for (const [label, content] of [
  ['a small file', 'hello, world'],
  ['an empty file', ''],
]) {
  test(`V28 ${label}: an event with 100 before success, none at 0 bytes`, async (context) => {
    const receiver = await startReceiver(context)
    /** @type {any[]} */
    const log = []
    await new Promise((resolve) => {
      const task = uploadFile({
        url: receiver.url,
        filePath: temporaryFile(context, 'file.txt', content),
        name: 'file',
        success: () => log.push('success'),
        fail: () => log.push('fail'),
        complete: () => {
          log.push('complete')
          resolve(undefined)
        },
      })
      task.onProgressUpdate((/** @type {ProgressEvent} */ event) => log.push(event))
    })
    const events = log.filter((entry) => typeof entry === 'object')
    assertProgressEvents(events, Number(receiver.uploads[0].headers['content-length']))
    assert.equal(events.at(-1)?.progress, 100)
    assert.deepEqual(log, [...events, 'success', 'complete'])
  })
}

test('V28 after an early answer there is no further progress event', async (context) => {
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

test('V28 a body sent whole again after a redirect reports nothing twice', async (context) => {
  const receiver = await startReceiver(context, (upload, _request, response) => {
    if (upload.path === '/upload') response.writeHead(307, { Location: '/second' })
    response.end()
  })
  /** @type {ProgressEvent[]} */
  const events = []
  const { task, done } = record(uploadFile, {
    url: receiver.url,
    filePath: sparseFile(context, megabytes(8)),
    name: 'file',
  })
  task.onProgressUpdate((/** @type {ProgressEvent} */ event) => events.push(event))
  const [[name]] = await done
  assert.equal(name, 'success')
  assert.deepEqual(
    receiver.uploads.map(({ path, files }) => [path, files[0].size]),
    [
      ['/upload', megabytes(8)],
      ['/second', megabytes(8)],
    ],
  )
  assertProgressEvents(events, Number(receiver.uploads[0].headers['content-length']))
  assert.equal(events.at(-1)?.progress, 100)
})

test('V28 a body sent again after an early redirect reports only what is above the highest value', async (context) => {
  const { server, connection, events, firstEvent, done } = await startStalled(context)
  await firstEvent
  connection.socket.write(answer(307, { Location: '/second' }))
  const second = await server.next()
  assert.match(second.head, /^POST \/second /)
  second.resume()
  const [[name]] = await done
  assert.equal(name, 'success')
  assert.equal(second.bodyBytes(), second.contentLength)
  assertProgressEvents(events, second.contentLength)
  assert.equal(events.at(-1)?.progress, 100)
})

test('V29 every listener is called, in the order of adding', async (context) => {
  const { task, done } = record(uploadFile, await smallUpload(context))
  /** @type {Array<[string, ProgressEvent]>} */
  const seen = []
  task.onProgressUpdate((/** @type {ProgressEvent} */ event) => seen.push(['first', event]))
  task.onProgressUpdate((/** @type {ProgressEvent} */ event) => seen.push(['second', event]))
  task.onProgressUpdate((/** @type {ProgressEvent} */ event) => seen.push(['third', event]))
  await done
  assert.ok(seen.length >= 3)
  for (let index = 0; index < seen.length; index += 3) {
    const [first, second, third] = seen.slice(index, index + 3)
    assert.deepEqual([first[0], second[0], third[0]], ['first', 'second', 'third'])
    assert.deepEqual(second[1], first[1])
    assert.deepEqual(third[1], first[1])
  }
})

test('V29 the same function added twice is one listener', async (context) => {
  const { task, done } = record(uploadFile, await smallUpload(context))
  let twice = 0
  let once = 0
  const listener = () => {
    twice += 1
  }
  task.onProgressUpdate(listener)
  task.onProgressUpdate(listener)
  task.onProgressUpdate(() => {
    once += 1
  })
  await done
  assert.ok(once > 0)
  assert.equal(twice, once)
})

test('V29 a function added twice is gone after one off', async (context) => {
  const { task, done } = record(uploadFile, await smallUpload(context))
  let calls = 0
  const listener = () => {
    calls += 1
  }
  task.onProgressUpdate(listener)
  task.onProgressUpdate(listener)
  task.offProgressUpdate(listener)
  await done
  assert.equal(calls, 0)
})

test('V29 off(cb) removes only cb; an unknown cb is a no-op', async (context) => {
  const { task, done } = record(uploadFile, await smallUpload(context))
  /** @type {string[]} */
  const seen = []
  const removed = () => seen.push('removed')
  const kept = () => seen.push('kept')
  task.onProgressUpdate(removed)
  task.onProgressUpdate(kept)
  assert.equal(task.offProgressUpdate(removed), undefined)
  assert.equal(
    task.offProgressUpdate(() => {}),
    undefined,
  )
  await done
  assert.deepEqual([...new Set(seen)], ['kept'])
})

for (const [label, parameters] of /** @type {Array<[string, any[]]>} */ ([
  ['off()', []],
  ['off(null)', [null]],
  ['off(undefined)', [undefined]],
])) {
  test(`V29 ${label} removes all listeners; a later one counts again`, async (context) => {
    const { task, done } = record(uploadFile, await smallUpload(context))
    /** @type {string[]} */
    const seen = []
    task.onProgressUpdate(() => seen.push('first'))
    task.onProgressUpdate(() => seen.push('second'))
    task.offProgressUpdate(...parameters)
    task.onProgressUpdate(() => seen.push('later'))
    await done
    assert.deepEqual([...new Set(seen)], ['later'])
  })
}

test('V29 a listener that is taken off during the upload hears nothing more; the others do', async (context) => {
  const { task, connection, events, firstEvent, done } = await startStalled(context)
  let calls = 0
  const onlyOnce = () => {
    calls += 1
    task.offProgressUpdate(onlyOnce)
  }
  task.onProgressUpdate(onlyOnce)
  await firstEvent
  connection.resume()
  await done
  assert.equal(calls, 1)
  assert.ok(events.length >= 2)
})

test('V30 no progress after abort', async (context) => {
  const { task, connection, events, firstEvent, calls } = await startStalled(context)
  await firstEvent
  task.abort()
  const atTheAbort = events.length
  connection.resume()
  await connection.closed
  await outcome(uploadFile, await smallUpload(context))
  assert.equal(events.length, atTheAbort)
  assert.deepEqual(calls, [])
})

test('V30 no progress after the end, for no listener', async (context) => {
  const { task, calls, done } = record(uploadFile, await smallUpload(context))
  let late = 0
  task.onProgressUpdate(() => {
    if (calls.length > 0) late += 1
  })
  await done
  task.onProgressUpdate(() => {
    late += 1
  })
  await outcome(uploadFile, await smallUpload(context))
  assert.equal(late, 0)
})
