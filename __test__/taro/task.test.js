'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = require('uploadtask')
/** @type {any} */
const taro = require('uploadtask/taro')

const { uploadFile } = taro
const failure = { errMsg: 'uploadFile:fail abort', errno: 600004 }
const wxMethods = [
  'abort',
  'onProgressUpdate',
  'offProgressUpdate',
  'onHeadersReceived',
  'offHeadersReceived',
]
const methods = [...wxMethods, 'progress', 'headersReceive']

/**
 * A running task, held by its server, and a task of a parameter error.
 *
 * @param {import('node:test').TestContext} context
 */
async function bothKinds(context) {
  const receiver = await startHoldingReceiver(context)
  const running = record(uploadFile, { url: receiver.url, filePath: temporaryFile(context), name: 'file' })
  const inert = record(uploadFile, {})
  return [running, inert]
}

test('W3 uploadFile returns a Promise, of a running upload and of a parameter error', async (context) => {
  for (const { task, done } of await bothKinds(context)) {
    assert.equal(task instanceof Promise, true)
    assert.equal(typeof task.then, 'function')
    task.abort()
    await done
    await assert.rejects(task)
  }
})

test('W3 the promise carries the five methods, progress and headersReceive', async (context) => {
  for (const { task, done } of await bothKinds(context)) {
    for (const name of methods) {
      assert.equal(name in task, true, name)
      assert.equal(typeof task[name], 'function', name)
    }
    task.abort()
    await done
  }
})

test('W3 promises derived by then, catch and finally carry none of the methods', async (context) => {
  const receiver = await startReceiver(context)
  const task = uploadFile({ url: receiver.url, filePath: temporaryFile(context), name: 'file' })
  const derived = [task.then(() => 'derived'), task.catch(() => {}), task.finally(() => {})]
  for (const promise of derived) {
    assert.equal(promise instanceof Promise, true)
    for (const name of methods) assert.equal(name in promise, false, name)
  }
  const [value] = await Promise.all(derived)
  assert.equal(value, 'derived')
})

test('W3 progress(cb) and abort(cb?) return the same promise', async (context) => {
  for (const { task, done } of await bothKinds(context)) {
    assert.equal(
      task.progress(() => {}),
      task,
    )
    assert.equal(
      task.abort(() => {}),
      task,
    )
    assert.equal(task.abort(), task)
    await done
    assert.equal(task.abort(), task)
    assert.equal(
      task.progress(() => {}),
      task,
    )
  }
})

test('W3 progress(cb) and onProgressUpdate, headersReceive(cb) and onHeadersReceived see the same events', async (context) => {
  const receiver = await startReceiver(context)
  const { task, calls, done } = record(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  /** @type {Record<string, any[]>} */
  const seen = { progress: [], onProgressUpdate: [], headersReceive: [], onHeadersReceived: [] }
  for (const [method, events] of Object.entries(seen)) {
    task[method]((/** @type {any[]} */ ...values) => {
      assert.equal(calls.length, 0)
      events.push(values)
    })
  }
  await done
  const [[, result]] = calls
  assert.deepEqual(seen.progress, seen.onProgressUpdate)
  const total = Number(receiver.uploads[0].headers['content-length'])
  assert.deepEqual(seen.progress[seen.progress.length - 1], [
    { progress: 100, totalBytesSent: total, totalBytesExpectedToSend: total },
  ])
  assert.deepEqual(seen.headersReceive, [[{ header: result.header }]])
  assert.deepEqual(seen.onHeadersReceived, [[{ header: result.header }]])
})

test('W3 progress(cb) can be chained and awaited', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  /** @type {number[]} */
  const percents = []
  const result = await uploadFile(options).progress((/** @type {any} */ event) =>
    percents.push(event.progress),
  )
  assert.equal(result.errMsg, 'uploadFile:ok')
  assert.equal(percents[percents.length - 1], 100)
})

test('W3 off methods remove what progress and headersReceive added', async (context) => {
  const receiver = await startReceiver(context)
  const { task, done } = record(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  /** @type {string[]} */
  const seen = []
  const removed = () => seen.push('removed')
  task.progress(removed)
  task.headersReceive(removed)
  task.offProgressUpdate(removed)
  task.offHeadersReceived(removed)
  task.headersReceive(() => seen.push('kept'))
  await done
  assert.deepEqual(seen, ['kept'])
})

test('W3 abort(cb) calls cb first, at once, then fail and complete', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const { task, calls, done } = record(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  await receiver.next()
  task.abort((/** @type {any[]} */ ...values) => calls.push(['callback', ...values]))
  assert.deepEqual(
    calls.map(([name]) => name),
    ['callback'],
  )
  await done
  assert.deepEqual(calls.slice(1), [
    ['fail', failure],
    ['complete', failure],
  ])
  await assert.rejects(task, (/** @type {unknown} */ reason) => reason === calls[1][1])
})

test('W3 abort ignores what is no function', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  for (const value of [undefined, null, 1, {}]) {
    const { task, done } = record(uploadFile, options)
    assert.equal(task.abort(value), task)
    assert.deepEqual(await done, [
      ['fail', failure],
      ['complete', failure],
    ])
  }
})

test('W2 W3 the methods of the promise work detached and bound', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const task = uploadFile({
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
    fail: () => {},
  })
  const { abort, progress, headersReceive, onProgressUpdate, offProgressUpdate } = task
  const listener = () => {}
  assert.equal(progress(listener), task)
  headersReceive.bind(null)(listener)
  onProgressUpdate(listener)
  offProgressUpdate.call({ unrelated: true })
  await receiver.next()
  assert.equal(abort(), task)
  await assert.rejects(task, failure)
})

test('W5 uploadtask/taro: uploadFile is a named export and a member of the default export', async () => {
  assert.equal(typeof taro.uploadFile, 'function')
  assert.equal(taro.default, taro)
  const imported = await import('uploadtask/taro')
  assert.equal(imported.uploadFile, uploadFile)
  assert.equal(imported.default.uploadFile, uploadFile)
  const { taro: own } = /** @type {any} */ (createRuntime())
  assert.equal(Object.getPrototypeOf(own), Object.prototype)
  assert.equal(Object.keys(own).includes('uploadFile'), true)
})
