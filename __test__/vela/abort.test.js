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

const { uploadFile, createRuntime } = /** @type {any} */ (require('uploadtask'))

const megabytes = (/** @type {number} */ count) => count * 1024 * 1024

/**
 * Makes a whole further upload: what was still on its way from an earlier one has arrived by its end.
 *
 * @param {import('node:test').TestContext} context
 * @param {any} [runtime]
 */
async function anotherUpload(context, runtime = { vela: { uploadFile } }) {
  const receiver = await startReceiver(context)
  const { name } = await outcome(runtime.vela.uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  assert.equal(name, 'success')
}

test('V24 V26 abort right after the call: silence, and no whole request', async (context) => {
  const receiver = await startReceiver(context)
  const { task, calls } = record(uploadFile, {
    url: receiver.url,
    filePath: sparseFile(context, megabytes(64)),
    name: 'file',
  })
  assert.equal(task.abort(), undefined)
  await anotherUpload(context)
  assert.deepEqual(calls, [])
  assert.deepEqual(receiver.uploads, [])
})

test('V24 V26 abort while sending: silence; the connection closes before the body is whole', async (context) => {
  const server = await startPausedServer(context)
  const { task, calls } = record(uploadFile, {
    url: server.url,
    filePath: sparseFile(context, megabytes(64)),
    name: 'file',
  })
  const connection = await server.next()
  task.abort()
  connection.resume()
  await connection.closed
  assert.ok(connection.bodyBytes() < connection.contentLength)
  await anotherUpload(context)
  assert.deepEqual(calls, [])
})

test('V24 V26 abort while waiting for the answer: silence; the connection closes', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const { task, calls } = record(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const held = await receiver.next()
  task.abort()
  await held.closed
  await anotherUpload(context)
  assert.deepEqual(calls, [])
})

test('V24 V26 abort while the response comes in: silence; the connection closes', async (context) => {
  const events = new EventEmitter()
  const halfAnswered = once(events, 'half answered')
  const closed = once(events, 'closed')
  const server = await startRawServer(context, async (socket) => {
    socket.on('close', () => events.emit('closed'))
    await readRequest(socket)
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => events.emit('half answered'))
  })
  const { task, calls } = record(uploadFile, {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  await halfAnswered
  task.abort()
  await closed
  await anotherUpload(context)
  assert.deepEqual(calls, [])
})

test('V24 V26 abort in the queue: silence; it is never sent and the next one moves up', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const options = { filePath: temporaryFile(context), name: 'file' }
  const first = record(runtime.vela.uploadFile, { ...options, url: `${receiver.origin}/first` })
  const held = await receiver.next()
  const queued = record(runtime.vela.uploadFile, { ...options, url: `${receiver.origin}/queued` })
  const last = record(runtime.vela.uploadFile, { ...options, url: `${receiver.origin}/last` })
  queued.task.abort()
  held.release()
  const next = await receiver.next()
  next.release()
  await Promise.all([first.done, last.done])
  assert.deepEqual(queued.calls, [])
  assert.deepEqual(
    receiver.uploads.map(({ path }) => path),
    ['/first', '/last'],
  )
})

test('V24 an aborted upload gives its place in the queue to the next', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = record(runtime.vela.uploadFile, options)
  await receiver.next()
  const second = record(runtime.vela.uploadFile, options)
  first.task.abort()
  const held = await receiver.next()
  held.release()
  await second.done
  assert.equal(second.calls[0][0], 'success')
  assert.deepEqual(first.calls, [])
})

test('V24 abort from within a progress listener: silence', async (context) => {
  const server = await startPausedServer(context)
  const { task, calls } = record(uploadFile, {
    url: server.url,
    filePath: sparseFile(context, megabytes(64)),
    name: 'file',
  })
  const aborted = new Promise((resolve) =>
    task.onProgressUpdate(() => {
      task.abort()
      resolve(undefined)
    }),
  )
  const connection = await server.next()
  await aborted
  connection.resume()
  await connection.closed
  await anotherUpload(context)
  assert.deepEqual(calls, [])
})

test('V26 abort twice is a no-op the second time', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const { task, calls } = record(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const held = await receiver.next()
  assert.equal(task.abort(), undefined)
  assert.equal(task.abort(), undefined)
  await held.closed
  assert.equal(task.abort(), undefined)
  await anotherUpload(context)
  assert.deepEqual(calls, [])
})

test('V26 abort from within success, from within complete and after the end is a no-op', async (context) => {
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

test('V26 abort works detached from the task', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const { task, calls } = record(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const held = await receiver.next()
  const { abort } = task
  abort()
  await held.closed
  await anotherUpload(context)
  assert.deepEqual(calls, [])
})

test("V27 the documentation's own order: start, abort, then listeners on and off", async (context) => {
  const receiver = await startReceiver(context)
  /** @type {any[]} */
  const events = []
  const { task, calls } = record(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const listener = (/** @type {any} */ event) => events.push(event)
  task.abort()
  assert.equal(task.onProgressUpdate(listener), undefined)
  assert.equal(task.offProgressUpdate(), undefined)
  assert.equal(task.onProgressUpdate(listener), undefined)
  assert.equal(
    task.onProgressUpdate(() => events.push('another')),
    undefined,
  )
  assert.equal(task.offProgressUpdate(listener), undefined)
  await anotherUpload(context)
  assert.deepEqual(calls, [])
  assert.deepEqual(events, [])
})

test('V40 abort: \'fail\' gives fail("user cancel request", 1002) and complete, after abort returned', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ abort: 'fail' })
  const { task, calls, done } = record(runtime.vela.uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const held = await receiver.next()
  task.abort()
  task.abort()
  assert.deepEqual(calls, [])
  await done
  await held.closed
  task.abort()
  await anotherUpload(context, runtime)
  assert.deepEqual(calls, [['fail', 'user cancel request', 1002], ['complete']])
})

test("V40 abort: 'fail' right after the call and in the queue", async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ abort: 'fail', maxConcurrency: 1 })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = record(runtime.vela.uploadFile, options)
  const queued = record(runtime.vela.uploadFile, options)
  queued.task.abort()
  assert.deepEqual(await queued.done, [['fail', 'user cancel request', 1002], ['complete']])
  first.task.abort()
  assert.deepEqual(await first.done, [['fail', 'user cancel request', 1002], ['complete']])
})

test("V40 abort: 'fail' makes no second failure after the end or on an inert task", async (context) => {
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ abort: 'fail' })
  const ended = record(runtime.vela.uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  await ended.done
  ended.task.abort()
  const inert = record(runtime.vela.uploadFile, { url: '' })
  inert.task.abort()
  await anotherUpload(context, runtime)
  assert.deepEqual(
    ended.calls.map(([name]) => name),
    ['success', 'complete'],
  )
  assert.deepEqual(inert.calls, [['fail', 'invalid url', 202], ['complete']])
})

test("V40 abort: 'silent' is the default", async (context) => {
  for (const config of [{}, { abort: 'silent' }, { abort: undefined }]) {
    const receiver = await startHoldingReceiver(context)
    const runtime = createRuntime(config)
    const { task, calls } = record(runtime.vela.uploadFile, {
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
    })
    const held = await receiver.next()
    task.abort()
    await held.closed
    await anotherUpload(context, runtime)
    assert.deepEqual(calls, [])
  }
})
