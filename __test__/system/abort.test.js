'use strict'

const assert = require('node:assert/strict')
const { EventEmitter, once } = require('node:events')

const { record } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { readRequest, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { anotherUpload, assertAborted, same, smallUpload, testBoth } = require('./dialects')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

/** Vela is silent after an abort; Quick App says `fail("Canceled", 1000)`, and completes. */
const aborts = { vela: 'V24 V26', quickapp: 'Q3 V26' }

const megabytes = (/** @type {number} */ count) => count * 1024 * 1024

testBoth(aborts, 'abort right after the call: no whole request', async (dialect, context) => {
  const receiver = await startReceiver(context)
  const filePath = sparseFile(context, megabytes(64))
  const started = record(dialect.uploadFile, { url: receiver.url, filePath, name: 'file' })
  started.task.abort()
  assert.deepEqual(started.calls, [], 'it says nothing before abort has returned')
  await assertAborted(dialect, context, started)
  assert.deepEqual(receiver.uploads, [])
})

testBoth(
  aborts,
  'abort while sending: the connection closes before the body is whole',
  async (dialect, context) => {
    const server = await startPausedServer(context)
    const filePath = sparseFile(context, megabytes(64))
    const started = record(dialect.uploadFile, { url: server.url, filePath, name: 'file' })
    const connection = await server.next()
    started.task.abort()
    connection.resume()
    await connection.closed
    assert.ok(connection.bodyBytes() < connection.contentLength)
    await assertAborted(dialect, context, started)
  },
)

testBoth(aborts, 'abort while waiting for the answer: the connection closes', async (dialect, context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const started = record(dialect.uploadFile, options)
  const held = await receiver.next()
  started.task.abort()
  await held.closed
  await assertAborted(dialect, context, started)
})

testBoth(aborts, 'abort while the response comes in: the connection closes', async (dialect, context) => {
  const answering = new EventEmitter()
  const server = await startRawServer(context, async (socket) => {
    socket.on('close', () => answering.emit('closed'))
    await readRequest(socket)
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning', () =>
      answering.emit('begun'),
    )
  })
  const [begun, closed] = [once(answering, 'begun'), once(answering, 'closed')]
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const started = record(dialect.uploadFile, options)
  await begun
  started.task.abort()
  await closed
  await assertAborted(dialect, context, started)
})

testBoth(
  aborts,
  'abort in the queue: it is never sent and the next one moves up',
  async (dialect, context) => {
    const receiver = await startHoldingReceiver(context)
    const { uploadFile } = createRuntime({ maxConcurrency: { [dialect.name]: 1 } })[dialect.name]
    const options = { filePath: temporaryFile(context), name: 'file' }
    const first = record(uploadFile, { ...options, url: `${receiver.origin}/first` })
    const held = await receiver.next()
    const queued = record(uploadFile, { ...options, url: `${receiver.origin}/queued` })
    const last = record(uploadFile, { ...options, url: `${receiver.origin}/last` })
    queued.task.abort()
    assert.deepEqual(queued.calls, [])
    held.release()
    const heldLast = await receiver.next()
    assert.equal(heldLast.upload.path, '/last')
    heldLast.release()
    for (const { done } of [first, last]) assert.equal((await done)[0][0], 'success')
    assert.deepEqual(queued.calls, dialect.aborted)
    assert.deepEqual(
      receiver.uploads.map(({ path }) => path),
      ['/first', '/last'],
    )
  },
)

testBoth(aborts, 'an aborted upload gives its place in the queue to the next', async (dialect, context) => {
  const receiver = await startHoldingReceiver(context)
  const { uploadFile } = createRuntime({ maxConcurrency: 1 })[dialect.name]
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = record(uploadFile, options)
  await receiver.next()
  const second = record(uploadFile, options)
  first.task.abort()
  const held = await receiver.next()
  held.release()
  assert.equal((await second.done)[0][0], 'success')
  assert.deepEqual(first.calls, dialect.aborted)
})

testBoth(aborts, 'abort from within a progress listener', async (dialect, context) => {
  const server = await startPausedServer(context)
  const filePath = sparseFile(context, megabytes(64))
  const started = record(dialect.uploadFile, { url: server.url, filePath, name: 'file' })
  const aborted = new Promise((resolve) =>
    started.task.onProgressUpdate(() => {
      started.task.abort()
      resolve(undefined)
    }),
  )
  const connection = await server.next()
  await aborted
  connection.resume()
  await connection.closed
  await assertAborted(dialect, context, started)
})

testBoth(aborts, 'abort twice, and after its end, is a no-op', async (dialect, context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const started = record(dialect.uploadFile, options)
  const held = await receiver.next()
  assert.equal(started.task.abort(), undefined)
  assert.equal(started.task.abort(), undefined)
  await held.closed
  assert.equal(started.task.abort(), undefined)
  await assertAborted(dialect, context, started)
})

testBoth(
  same('V26'),
  'abort from within success, from within complete and after the end is a no-op',
  async (dialect, context) => {
    const options = await smallUpload(context)
    /** @type {string[]} */
    const calls = []
    /** @type {any} */
    let task
    await new Promise((resolve) => {
      task = dialect.uploadFile({
        ...options,
        success: () => {
          calls.push('success')
          task.abort()
        },
        fail: () => calls.push('fail'),
        complete: () => {
          calls.push('complete')
          task.abort()
          resolve(undefined)
        },
      })
    })
    assert.equal(task.abort(), undefined)
    await anotherUpload(dialect, context)
    assert.deepEqual(calls, ['success', 'complete'])
  },
)

testBoth(same('V26'), 'abort works detached from the task', async (dialect, context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const started = record(dialect.uploadFile, options)
  const held = await receiver.next()
  const { abort } = started.task
  abort()
  await held.closed
  await assertAborted(dialect, context, started)
})

testBoth(
  same('V27'),
  "the documentation's own order: start, abort, then listeners on and off",
  async (dialect, context) => {
    /** @type {any[]} */
    const events = []
    const started = record(dialect.uploadFile, await smallUpload(context))
    const { task } = started
    const listener = (/** @type {any} */ event) => events.push(event)
    task.abort()
    for (const name of ['ProgressUpdate', 'HeadersReceived'].filter((event) => `on${event}` in task)) {
      assert.equal(task[`on${name}`](listener), undefined)
      assert.equal(task[`off${name}`](), undefined)
      assert.equal(task[`on${name}`](listener), undefined)
      assert.equal(
        task[`on${name}`]((/** @type {any} */ event) => events.push(event)),
        undefined,
      )
      assert.equal(task[`off${name}`](listener), undefined)
    }
    await assertAborted(dialect, context, started)
    assert.deepEqual(events, [])
  },
)
