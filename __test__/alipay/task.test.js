'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { runSnippet } = require('../support/child')
const { sparseFile, temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = require('uploadtask')
const alipay = require('uploadtask/alipay')
/** @type {any} */
const { uploadFile } = alipay

const METHODS = ['abort', 'onProgressUpdate', 'offProgressUpdate', 'onHeadersReceived', 'offHeadersReceived']

test('A1 a promise that is the task too, with five methods that work detached', async (context) => {
  const { url } = await startReceiver(context)
  /** @type {any} */
  const task = uploadFile({ url, filePath: temporaryFile(context), name: 'file' })
  assert.equal(task instanceof Promise, true)
  assert.deepEqual(Object.keys(task).sort(), [...METHODS].sort())
  const { abort, ...listening } = task
  for (const [name, method] of Object.entries(listening))
    assert.equal(
      method(() => {}),
      undefined,
      name,
    )
  const { statusCode } = await task
  assert.equal(statusCode, 200)
  assert.equal(abort(), undefined)
})

test('A1 the promise settles with what the callbacks got, after complete', async (context) => {
  const { url } = await startReceiver(context)
  const { task, calls } = record(uploadFile, { url, filePath: temporaryFile(context), name: 'file' })
  const result = await task
  assert.deepEqual(
    calls.map(([name]) => name),
    ['success', 'complete'],
  )
  assert.equal(result, calls[0][1])
})

for (const [callbacks, unhandled] of /** @type {const} */ ([
  ['{}', [['unhandledRejection', 12]]],
  ['{ success() {} }', [['unhandledRejection', 12]]],
  ['{ fail() {} }', []],
  ['{ complete() {} }', []],
])) {
  test(`A1 a failure that nobody awaits, with ${callbacks}: ${unhandled.length} unhandledRejection`, async (context) => {
    const { code, reports, stderr } = await runSnippet(
      `
        process.on('unhandledRejection', (reason) => report(['unhandledRejection', reason.error]))
        uploadtask.alipay.uploadFile({ ...input, ...${callbacks} })
      `,
      { url: 'http://127.0.0.1:1/', filePath: temporaryFile(context), name: 'file' },
    )
    assert.deepEqual({ code, stderr, reports }, { code: 0, stderr: '', reports: unhandled })
  })
}

test('A2 a plain object with uploadFile, fit to be globalThis.my', () => {
  assert.equal(Object.getPrototypeOf(alipay), Object.prototype)
  assert.ok(Object.prototype.propertyIsEnumerable.call(alipay, 'uploadFile'))
  assert.equal(/** @type {any} */ (alipay).default, alipay)
  assert.equal(require('uploadtask').alipay.uploadFile, uploadFile)
})

test('A2 the register hook sets no my, by which code tells Alipay from WeChat', async () => {
  const { code, reports, stderr } = await runSnippet(
    "require('uploadtask/register'); report([typeof wx, typeof my])",
    {},
  )
  assert.deepEqual({ code, stderr, reports }, { code: 0, stderr: '', reports: [['object', 'undefined']] })
})

test('A15 ten at once in a queue of its own; the others wait in the order of their calls', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime()
  const filePath = temporaryFile(context)
  const started = Array.from({ length: 12 }, (_, index) =>
    runtime.alipay.uploadFile({ url: receiver.url, filePath, name: 'file', formData: { index } }),
  )
  const running = []
  for (let arrived = 0; arrived < 10; arrived += 1) running.push(await receiver.next())
  // WeChat's queue is another one.
  const other = runtime.wx.uploadFile({
    url: receiver.url,
    filePath,
    name: 'file',
    formData: { index: 'wx' },
  })
  const indexOf = (/** @type {any} */ { upload }) => upload.fields[0][1]
  const fromWeChat = await receiver.next()
  assert.equal(indexOf(fromWeChat), 'wx')
  assert.equal(receiver.held.length, 0)
  for (const expected of ['10', '11']) {
    running.shift()?.release()
    const held = await receiver.next()
    assert.equal(indexOf(held), expected)
    running.push(held)
  }
  for (const { release } of [...running, fromWeChat]) release()
  await Promise.all(started)
  assert.ok(other)
})

test('A15 maxConcurrency.alipay sets the limit; above it 12 with onLimit: fail', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: { alipay: 1 }, onLimit: 'fail' })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = runtime.alipay.uploadFile(options)
  const held = await receiver.next()
  await assert.rejects(runtime.alipay.uploadFile(options), (/** @type {any} */ reason) => reason.error === 12)
  held.release()
  assert.equal((await first).statusCode, 200)
})

test('A16 complete gets an object of its own, which what fail does to its own leaves alone', async () => {
  /** @type {any[]} */
  const [failed, completed] = await new Promise((resolve) => {
    /** @type {any} */
    let given
    uploadFile({
      url: 'http://127.0.0.1:1/',
      filePath: `${__filename}.missing`,
      name: 'file',
      // As uni-app's runtime does.
      fail: (/** @type {any} */ error) => {
        given = { ...error }
        delete error.error
        delete error.errorMessage
      },
      complete: (/** @type {any} */ result) => resolve([given, result]),
    })
  })
  assert.equal(failed.error, 11)
  assert.deepEqual(completed, failed)
})

test('A16 fail and complete come after the call has returned, once each', async () => {
  /** @type {string[]} */
  const order = []
  const task = uploadFile({
    fail: () => order.push('fail'),
    complete: () => order.push('complete'),
  })
  order.push('returned')
  await assert.rejects(task)
  assert.deepEqual(order, ['returned', 'fail', 'complete'])
})

test('A17 progress: { progress, totalBytesWritten, totalBytesExpectedToWrite }, up to 100', async (context) => {
  const receiver = await startReceiver(context)
  const { task, calls, done } = record(uploadFile, {
    url: receiver.url,
    filePath: sparseFile(context, 8 * 1024 * 1024),
    name: 'file',
  })
  /** @type {Array<{ progress: number, totalBytesWritten: number, totalBytesExpectedToWrite: number }>} */
  const events = []
  task.onProgressUpdate((/** @type {any} */ event) => {
    assert.deepEqual(calls, [])
    events.push(event)
  })
  await done
  const total = Number(receiver.uploads[0].headers['content-length'])
  for (const event of events) {
    assert.deepEqual(Object.keys(event), ['progress', 'totalBytesWritten', 'totalBytesExpectedToWrite'])
    assert.equal(event.totalBytesExpectedToWrite, total)
    assert.equal(event.progress, Math.floor((100 * event.totalBytesWritten) / total))
  }
  const written = events.map(({ totalBytesWritten }) => totalBytesWritten)
  assert.deepEqual(
    written,
    [...new Set(written)].sort((a, b) => a - b),
  )
  assert.equal(events.at(-1)?.progress, 100)
})

test('A17 a function added twice is called twice; off takes one registration, or all', async (context) => {
  const { url } = await startReceiver(context)
  const task = uploadFile({ url, filePath: temporaryFile(context), name: 'file' })
  let kept = 0
  let removed = 0
  const listener = () => {
    kept += 1
  }
  task.onProgressUpdate(listener)
  task.onProgressUpdate(listener)
  task.onHeadersReceived(() => {
    removed += 1
  })
  task.offHeadersReceived()
  const events = []
  task.onProgressUpdate((/** @type {any} */ event) => events.push(event))
  task.offProgressUpdate(listener)
  await task
  assert.equal(kept, events.length)
  assert.equal(removed, 0)
})

test('A18 onHeadersReceived: { header }, once, before success', async (context) => {
  const { url } = await startReceiver(context, (_upload, _request, response) => {
    response.writeHead(500, { 'X-A': '1' })
    response.end('no')
  })
  const { task, calls, done } = record(uploadFile, { url, filePath: temporaryFile(context), name: 'file' })
  task.onHeadersReceived((/** @type {any} */ argument) => calls.push(['headers', argument]))
  await done
  assert.deepEqual(
    calls.map(([name]) => name),
    ['headers', 'success', 'complete'],
  )
  assert.deepEqual(Object.keys(calls[0][1]), ['header'])
  assert.equal(calls[0][1].header['X-A'], '1')
  assert.deepEqual(calls[0][1].header, calls[1][1].header)
})
