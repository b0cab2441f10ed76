'use strict'

const assert = require('node:assert/strict')

const { record } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startPausedServer } = require('../support/paused-server')
const { answer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { anotherUpload, assertAborted, same, smallUpload, testBoth } = require('./dialects')

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
 * @param {import('./dialects').SystemDialect} dialect
 * @param {import('node:test').TestContext} context
 */
async function startStalled({ uploadFile }, context) {
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

testBoth(
  same('V28'),
  'events count the whole multipart body, strictly upwards, with 100 before success',
  async (dialect, context) => {
    const { connection, events, firstEvent, calls, done } = await startStalled(dialect, context)
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
  },
)

for (const [label, content] of [
  ['a small file', 'hello, world'],
  ['an empty file', ''],
]) {
  testBoth(
    same('V28'),
    `${label}: an event with 100 before success, none at 0 bytes`,
    async (dialect, context) => {
      const receiver = await startReceiver(context)
      /** @type {any[]} */
      const log = []
      await new Promise((resolve) => {
        const task = dialect.uploadFile({
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
    },
  )
}

testBoth(
  same('V28'),
  'after an early answer there is no further progress event',
  async (dialect, context) => {
    const { connection, events, firstEvent, done } = await startStalled(dialect, context)
    await firstEvent
    connection.socket.write(answer(413, {}, 'too large'))
    const [[name, result]] = await done
    assert.deepEqual([name, result.statusCode, result.data], ['success', 413, 'too large'])
    const atTheEnd = events.length
    assertProgressEvents(events, connection.contentLength)
    assert.ok(Number(events.at(-1)?.progress) < 100)
    await anotherUpload(dialect, context)
    assert.equal(events.length, atTheEnd)
  },
)

testBoth(
  same('V28'),
  'a body sent whole again after a redirect reports nothing twice',
  async (dialect, context) => {
    const receiver = await startReceiver(context, (upload, _request, response) => {
      if (upload.path === '/upload') response.writeHead(307, { Location: '/second' })
      response.end()
    })
    /** @type {ProgressEvent[]} */
    const events = []
    const { task, done } = record(dialect.uploadFile, {
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
  },
)

testBoth(
  same('V28'),
  'a body sent again after an early redirect reports only what is above the highest value',
  async (dialect, context) => {
    const { server, connection, events, firstEvent, done } = await startStalled(dialect, context)
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
  },
)

testBoth(same('V29'), 'every listener is called, in the order of adding', async (dialect, context) => {
  const { task, done } = record(dialect.uploadFile, await smallUpload(context))
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

testBoth(same('V29'), 'the same function added twice is one listener', async (dialect, context) => {
  const { task, done } = record(dialect.uploadFile, await smallUpload(context))
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

testBoth(same('V29'), 'a function added twice is gone after one off', async (dialect, context) => {
  const { task, done } = record(dialect.uploadFile, await smallUpload(context))
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

testBoth(same('V29'), 'off(cb) removes only cb; an unknown cb is a no-op', async (dialect, context) => {
  const { task, done } = record(dialect.uploadFile, await smallUpload(context))
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
  testBoth(
    same('V29'),
    `${label} removes all listeners; a later one counts again`,
    async (dialect, context) => {
      const { task, done } = record(dialect.uploadFile, await smallUpload(context))
      /** @type {string[]} */
      const seen = []
      task.onProgressUpdate(() => seen.push('first'))
      task.onProgressUpdate(() => seen.push('second'))
      task.offProgressUpdate(...parameters)
      task.onProgressUpdate(() => seen.push('later'))
      await done
      assert.deepEqual([...new Set(seen)], ['later'])
    },
  )
}

testBoth(
  same('V29'),
  'a listener that is taken off during the upload hears nothing more; the others do',
  async (dialect, context) => {
    const { task, connection, events, firstEvent, done } = await startStalled(dialect, context)
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
  },
)

testBoth(same('V30'), 'no progress after abort', async (dialect, context) => {
  const { connection, events, firstEvent, ...started } = await startStalled(dialect, context)
  await firstEvent
  started.task.abort()
  const atTheAbort = events.length
  connection.resume()
  await connection.closed
  await assertAborted(dialect, context, started)
  assert.equal(events.length, atTheAbort)
})

testBoth(same('V30'), 'no progress after the end, for no listener', async (dialect, context) => {
  const { task, calls, done } = record(dialect.uploadFile, await smallUpload(context))
  let late = 0
  task.onProgressUpdate(() => {
    if (calls.length > 0) late += 1
  })
  await done
  task.onProgressUpdate(() => {
    late += 1
  })
  await anotherUpload(dialect, context)
  assert.equal(late, 0)
})
