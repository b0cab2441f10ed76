'use strict'

const assert = require('node:assert/strict')
const { EventEmitter, once } = require('node:events')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { readRequest, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { createRuntime, quickapp } = /** @type {any} */ (require('uploadtask'))

const { uploadFile } = quickapp

const megabytes = (/** @type {number} */ count) => count * 1024 * 1024

/** What the callbacks of an aborted upload get. */
const canceled = [
  ['fail', 'Canceled', 1000],
  ['complete', 'Canceled'],
]

/**
 * Makes a whole further upload: what was still on its way from an earlier one has arrived by its end.
 *
 * @param {import('node:test').TestContext} context
 */
async function anotherUpload(context) {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  assert.equal((await outcome(uploadFile, options)).name, 'success')
}

test('Q3 abort right after the call: fail("Canceled", 1000), then complete, after abort returned', async (context) => {
  const receiver = await startReceiver(context)
  const { task, calls, done } = record(uploadFile, {
    url: receiver.url,
    filePath: sparseFile(context, megabytes(64)),
    name: 'file',
  })
  assert.equal(task.abort(), undefined)
  assert.deepEqual(calls, [])
  assert.deepEqual(await done, canceled)
  await anotherUpload(context)
  assert.deepEqual(calls, canceled)
  assert.deepEqual(receiver.uploads, [])
})

test('Q3 V26 abort while sending: fail("Canceled", 1000); the connection closes before the body is whole', async (context) => {
  const server = await startPausedServer(context)
  const { task, done } = record(uploadFile, {
    url: server.url,
    filePath: sparseFile(context, megabytes(64)),
    name: 'file',
  })
  const connection = await server.next()
  task.abort()
  assert.deepEqual(await done, canceled)
  connection.resume()
  await connection.closed
  assert.ok(connection.bodyBytes() < connection.contentLength)
})

test('Q3 V26 abort while waiting for the answer: fail("Canceled", 1000); the connection closes', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, done } = record(uploadFile, options)
  const held = await receiver.next()
  task.abort()
  assert.deepEqual(await done, canceled)
  await held.closed
})

test('Q3 V26 abort while the response comes in: fail("Canceled", 1000); the connection closes', async (context) => {
  const events = new EventEmitter()
  const halfAnswered = once(events, 'half answered')
  const closed = once(events, 'closed')
  const server = await startRawServer(context, async (socket) => {
    socket.on('close', () => events.emit('closed'))
    await readRequest(socket)
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => events.emit('half answered'))
  })
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { task, done } = record(uploadFile, options)
  await halfAnswered
  task.abort()
  assert.deepEqual(await done, canceled)
  await closed
})

test('Q3 abort in the queue: fail("Canceled", 1000); it is never sent and the next one moves up', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const options = { filePath: temporaryFile(context), name: 'file' }
  const first = record(runtime.quickapp.uploadFile, { ...options, url: `${receiver.origin}/first` })
  const held = await receiver.next()
  const queued = record(runtime.quickapp.uploadFile, { ...options, url: `${receiver.origin}/queued` })
  const last = record(runtime.quickapp.uploadFile, { ...options, url: `${receiver.origin}/last` })
  queued.task.abort()
  assert.deepEqual(queued.calls, [])
  assert.deepEqual(await queued.done, canceled)
  assert.deepEqual(first.calls, [])
  held.release()
  const next = await receiver.next()
  next.release()
  await Promise.all([first.done, last.done])
  assert.deepEqual(queued.calls, canceled)
  assert.deepEqual(
    receiver.uploads.map(({ path }) => path),
    ['/first', '/last'],
  )
})

test('Q3 an aborted upload gives its place in the queue to the next', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: { quickapp: 1 } })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = record(runtime.quickapp.uploadFile, options)
  await receiver.next()
  const second = record(runtime.quickapp.uploadFile, options)
  first.task.abort()
  const held = await receiver.next()
  held.release()
  await second.done
  assert.equal(second.calls[0][0], 'success')
  assert.deepEqual(first.calls, canceled)
})

test('Q3 abort from within a progress listener: fail("Canceled", 1000)', async (context) => {
  const server = await startPausedServer(context)
  const { task, done } = record(uploadFile, {
    url: server.url,
    filePath: sparseFile(context, megabytes(64)),
    name: 'file',
  })
  task.onProgressUpdate(() => task.abort())
  const connection = await server.next()
  assert.deepEqual(await done, canceled)
  connection.resume()
  await connection.closed
})

for (const abort of ['silent', 'fail']) {
  test(`Q3 abort: '${abort}' of the runtime, which is Vela's, changes nothing`, async (context) => {
    const receiver = await startHoldingReceiver(context)
    const runtime = createRuntime({ abort })
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const { task, done } = record(runtime.quickapp.uploadFile, options)
    await receiver.next()
    task.abort()
    assert.deepEqual(await done, canceled)
  })
}

test('Q3 V26 abort twice, and after the failure: one fail and one complete', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, calls, done } = record(uploadFile, options)
  const held = await receiver.next()
  task.abort()
  assert.equal(task.abort(), undefined)
  await done
  assert.equal(task.abort(), undefined)
  await held.closed
  await anotherUpload(context)
  assert.deepEqual(calls, canceled)
})

test('V26 Quick App: abort from within success, from within complete and after the end is a no-op', async (context) => {
  const receiver = await startReceiver(context)
  /** @type {string[]} */
  const calls = []
  /** @type {any} */
  let task
  await new Promise((resolve) => {
    task = uploadFile({
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
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
  await anotherUpload(context)
  assert.deepEqual(calls, ['success', 'complete'])
})

test('V26 Quick App: abort before the report of a failed check changes nothing', async (context) => {
  const { task, calls, done } = record(uploadFile, { url: '' })
  task.abort()
  const [[name, , code]] = await done
  assert.deepEqual([name, code], ['fail', 202])
  await anotherUpload(context)
  assert.equal(calls.length, 2)
})

test('V26 Quick App: abort works detached from the task', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, done } = record(uploadFile, options)
  const held = await receiver.next()
  const { abort } = task
  abort()
  assert.deepEqual(await done, canceled)
  await held.closed
})

test("V27 Quick App: the documentation's own order: start, abort, then listeners on and off", async (context) => {
  const receiver = await startReceiver(context)
  /** @type {any[]} */
  const events = []
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, done } = record(uploadFile, options)
  const listener = (/** @type {any} */ event) => events.push(event)
  task.abort()
  for (const name of ['ProgressUpdate', 'HeadersReceived']) {
    assert.equal(task[`on${name}`](listener), undefined)
    assert.equal(task[`off${name}`](), undefined)
    assert.equal(task[`on${name}`](listener), undefined)
    assert.equal(
      task[`on${name}`]((/** @type {any} */ event) => events.push(event)),
      undefined,
    )
    assert.equal(task[`off${name}`](listener), undefined)
  }
  assert.deepEqual(await done, canceled)
  await anotherUpload(context)
  assert.deepEqual(events, [])
})
