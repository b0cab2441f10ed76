'use strict'

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { test } = require('node:test')

const { record, outcome } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startFullListener } = require('../support/full-listener')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { patient } = require('../support/within')

const { createRuntime } = require('uploadtask')
/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

const MiB = 1024 * 1024
const failure = { errMsg: 'uploadFile:fail abort', errno: 600004 }
const aborted = [
  ['fail', failure],
  ['complete', failure],
]

/**
 * Uploads to a receiver of its own: when it has ended, what earlier uploads still had to report has come.
 *
 * @param {import('node:test').TestContext} context
 */
async function afterAnotherUpload(context) {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  assert.equal((await outcome(uploadFile, options)).name, 'success')
}

/**
 * Waits for what an abort ends, such as a connection; it may take 2 s at most.
 *
 * @param {Promise<unknown>} end
 */
async function assertPrompt(end) {
  const start = performance.now()
  await end
  const elapsed = performance.now() - start
  assert.equal(elapsed < patient(2000), true, `${Math.round(elapsed)} ms after the abort`)
}

test('W27 abort in the tick of the call: one fail, one complete, after abort returned, no connection', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, calls, done } = record(uploadFile, options)
  task.abort()
  assert.deepEqual(calls, [])
  assert.deepEqual(await done, aborted)
  assert.equal((await outcome(uploadFile, options)).name, 'success')
  assert.equal(receiver.connections, 1)
  assert.equal(receiver.uploads.length, 1)
  assert.deepEqual(calls, aborted)
})

test('W27 abort in the tick of the call, again and again on a warm runtime: nothing reaches the server', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  const start = (/** @type {string} */ label) =>
    record(uploadFile, { url: receiver.url, filePath, name: 'file', formData: { label } })
  for (let round = 0; round < 100; round += 1) {
    assert.equal((await start('whole').done)[0][0], 'success')
    const { task, done } = start('aborted')
    task.abort()
    assert.deepEqual(await done, aborted)
  }
  assert.equal((await start('whole').done)[0][0], 'success')
  assert.deepEqual(
    receiver.uploads.map(({ fields }) => fields[0][1]),
    Array(101).fill('whole'),
  )
})

test('W27 abort in the queue: no connection, the others go on in their order', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const { wx } = createRuntime({ maxConcurrency: 1 })
  const filePath = temporaryFile(context)
  const start = (/** @type {string} */ label) =>
    record(wx.uploadFile, { url: receiver.url, filePath, name: 'file', formData: { label } })
  const [first, second, third, fourth] = ['first', 'second', 'third', 'fourth'].map(start)
  const held = await receiver.next()
  second.task.abort()
  assert.deepEqual(await second.done, aborted)
  third.task.abort()
  held.release()
  assert.deepEqual(await third.done, aborted)
  assert.equal((await first.done)[0][0], 'success')
  const next = await receiver.next()
  assert.deepEqual(next.upload.fields, [['label', 'fourth']])
  next.release()
  assert.equal((await fourth.done)[0][0], 'success')
  assert.equal(receiver.uploads.length, 2)
  assert.deepEqual([second.calls, third.calls], [aborted, aborted])
})

test('W27 abort while connecting', {
  skip: process.platform !== 'linux' && 'a full backlog drops a SYN silently on Linux only',
}, async (context) => {
  const { url } = await startFullListener(context)
  const { task, calls, done } = record(uploadFile, { url, filePath: temporaryFile(context), name: 'file' })
  // That a connect has begun shows nowhere: another upload from start to end gives it time to begin.
  await afterAnotherUpload(context)
  assert.deepEqual(calls, [])
  task.abort()
  await assertPrompt(done)
  await afterAnotherUpload(context)
  assert.deepEqual(calls, aborted)
})

test('W27 abort during the TLS handshake', async (context) => {
  const server = await startRawServer(context, () => {})
  const connected = once(server.server, 'connection')
  const url = server.url.replace('http:', 'https:')
  const { task, done } = record(uploadFile, { url, filePath: temporaryFile(context), name: 'file' })
  const [socket] = await connected
  const closed = new Promise((resolve) => socket.on('close', resolve))
  await once(socket, 'data')
  task.abort()
  await assertPrompt(closed)
  assert.deepEqual(await done, aborted)
})

test('W27 abort while sending: the connection closes promptly, the request stays unfinished', async (context) => {
  const server = await startPausedServer(context)
  const options = { url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file' }
  const { task, calls, done } = record(uploadFile, options)
  const connection = await server.next()
  task.abort()
  connection.resume()
  await assertPrompt(connection.closed)
  assert.equal(connection.bodyBytes() < connection.contentLength, true)
  assert.deepEqual(await done, aborted)
  await afterAnotherUpload(context)
  assert.deepEqual(calls, aborted)
})

test('W27 abort while waiting for the answer: the connection closes promptly', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, calls, done } = record(uploadFile, options)
  const { closed } = await receiver.next()
  task.abort()
  await assertPrompt(closed)
  assert.deepEqual(await done, aborted)
  await afterAnotherUpload(context)
  assert.deepEqual(calls, aborted)
})

test('W27 abort while receiving: still abort', async (context) => {
  /** @type {Promise<unknown> | undefined} */
  let closed
  const server = await startRawServer(context, async (socket) => {
    closed = new Promise((resolve) => socket.on('close', resolve))
    await readRequest(socket)
    socket.resume()
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe first of 1000 bytes')
  })
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { task, calls, done } = record(uploadFile, options)
  await new Promise((resolve) => task.onHeadersReceived(resolve))
  assert.deepEqual(calls, [])
  task.abort()
  assert.deepEqual(await done, aborted)
  await assertPrompt(/** @type {Promise<unknown>} */ (closed))
  await afterAnotherUpload(context)
  assert.deepEqual(calls, aborted)
})

test('W27 abort twice in every stage: one fail, one complete', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const { wx } = createRuntime({ maxConcurrency: 1 })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const running = record(wx.uploadFile, options)
  const queued = record(wx.uploadFile, options)
  await receiver.next()
  for (const { task } of [running, queued]) {
    task.abort()
    task.abort()
  }
  for (const { task, done } of [running, queued]) {
    await done
    task.abort()
  }
  await afterAnotherUpload(context)
  assert.deepEqual([running.calls, queued.calls], [aborted, aborted])
})

test('W27 abort after the end is a no-op', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const succeeded = record(uploadFile, options)
  const failed = record(uploadFile, { ...options, filePath: `${options.filePath}.missing` })
  await succeeded.done
  await failed.done
  succeeded.task.abort()
  failed.task.abort()
  await afterAnotherUpload(context)
  assert.deepEqual(
    succeeded.calls.map(([name, result]) => [name, result.errMsg]),
    [
      ['success', 'uploadFile:ok'],
      ['complete', 'uploadFile:ok'],
    ],
  )
  assert.deepEqual(
    failed.calls.map(([name, result]) => [name, result.errno]),
    [
      ['fail', 1300002],
      ['complete', 1300002],
    ],
  )
})

for (const [from, fault, expected] of /** @type {Array<[string, object, string[]]>} */ ([
  ['success', {}, ['success', 'complete']],
  ['fail', { url: 'http://127.0.0.1:1/' }, ['fail', 'complete']],
  ['complete', {}, ['success', 'complete']],
])) {
  test(`W27 abort from inside ${from} is a no-op`, async (context) => {
    const receiver = await startReceiver(context)
    /** @type {string[]} */
    const calls = []
    await new Promise((resolve) => {
      const callback = (/** @type {string} */ name) => () => {
        calls.push(name)
        if (name === from) task.abort()
        if (name === 'complete') resolve(undefined)
      }
      const task = uploadFile({
        url: receiver.url,
        filePath: temporaryFile(context),
        name: 'file',
        ...fault,
        success: callback('success'),
        fail: callback('fail'),
        complete: callback('complete'),
      })
    })
    await afterAnotherUpload(context)
    assert.deepEqual(calls, expected)
  })
}

test('W27 abort from inside a progress listener: abort, and no event after it', async (context) => {
  const server = await startPausedServer(context)
  const options = { url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file' }
  const { task, calls, done } = record(uploadFile, options)
  /** @type {string[]} */
  const events = []
  task.onProgressUpdate(() => {
    events.push('progress')
    task.abort()
  })
  task.onHeadersReceived(() => events.push('headers'))
  const connection = await server.next()
  assert.deepEqual(await done, aborted)
  connection.resume()
  await assertPrompt(connection.closed)
  await afterAnotherUpload(context)
  assert.deepEqual(events, ['progress'])
  assert.deepEqual(calls, aborted)
})

test('W27 abort from inside a headers listener: abort, though the whole answer is there', async (context) => {
  const server = await startCanned(context, answer(200, {}, 'whole'))
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { task, calls, done } = record(uploadFile, options)
  task.onHeadersReceived(() => task.abort())
  assert.deepEqual(await done, aborted)
  await afterAnotherUpload(context)
  assert.deepEqual(calls, aborted)
})

test('W27 no event after abort: listeners added before and after it stay silent', async (context) => {
  const server = await startPausedServer(context)
  const options = { url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file' }
  const { task, calls, done } = record(uploadFile, options)
  /** @type {any[]} */
  const after = []
  let isAborted = false
  const listener = (/** @type {any} */ event) => {
    if (isAborted) after.push(event)
  }
  task.onProgressUpdate(listener)
  task.onHeadersReceived(listener)
  const connection = await server.next()
  task.abort()
  isAborted = true
  task.onProgressUpdate(listener)
  task.onHeadersReceived(listener)
  connection.resume()
  await connection.closed
  assert.deepEqual(await done, aborted)
  await afterAnotherUpload(context)
  assert.deepEqual(after, [])
  assert.deepEqual(calls, aborted)
})
