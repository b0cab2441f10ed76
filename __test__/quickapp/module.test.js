'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const uploadtask = /** @type {any} */ (require('uploadtask'))
const quickapp = /** @type {any} */ (require('uploadtask/quickapp'))

const { uploadFile } = quickapp

/** The methods of a Quick App task. */
const methods = ['abort', 'offHeadersReceived', 'offProgressUpdate', 'onHeadersReceived', 'onProgressUpdate']

/** @param {any} task */
const methodsOf = (task) =>
  Object.keys(task)
    .filter((name) => typeof task[name] === 'function')
    .sort()

/** @param {import('node:test').TestContext} context */
async function working(context) {
  const receiver = await startReceiver(context)
  return { receiver, options: { url: receiver.url, filePath: temporaryFile(context), name: 'file' } }
}

test('V1 uploadtask/quickapp is its own default and the member of the package', () => {
  assert.equal(quickapp.default, quickapp)
  assert.equal(uploadtask.quickapp, quickapp)
  assert.equal(typeof uploadFile, 'function')
  assert.notEqual(uploadFile, uploadtask.uploadFile)
})

test('V1 import: named export and member of the default export are the same function', async () => {
  const imported = /** @type {any} */ (await import('uploadtask/quickapp'))
  assert.equal(imported.uploadFile, uploadFile)
  assert.equal(imported.default.uploadFile, uploadFile)
})

test('V1 createRuntime gives quickapp, a plain object with an own uploadFile', async (context) => {
  const runtime = uploadtask.createRuntime()
  assert.equal(Object.getPrototypeOf(runtime.quickapp), Object.prototype)
  assert.deepEqual(Object.keys(runtime.quickapp), ['uploadFile'])
  const { options, receiver } = await working(context)
  const { name } = await outcome(runtime.quickapp.uploadFile, options)
  assert.equal(name, 'success')
  assert.equal(receiver.uploads.length, 1)
})

test('V5 Q1 the task is no promise and has the five methods, the header methods among them', async (context) => {
  const { options } = await working(context)
  const task = await new Promise((resolve) => {
    const running = uploadFile({ ...options, complete: () => resolve(running) })
  })
  assert.deepEqual(methodsOf(task), methods)
  assert.equal('then' in task, false)
  assert.equal('onHeadersReceived' in task, true)
})

test('V5 Q1 the inert task of a failed check has the same methods, and none does anything', async (context) => {
  /** @type {any[]} */
  const calls = []
  /** @type {any} */
  let task
  await new Promise((resolve) => {
    task = uploadFile({ fail: () => calls.push('fail'), complete: resolve })
  })
  assert.deepEqual(methodsOf(task), methods)
  const listener = () => calls.push('listener')
  for (const name of ['onProgressUpdate', 'onHeadersReceived', 'offProgressUpdate', 'offHeadersReceived']) {
    assert.equal(task[name](listener), undefined, name)
  }
  assert.equal(task.onHeadersReceived(listener), undefined)
  assert.equal(task.abort(), undefined)
  assert.equal(task.abort(), undefined)
  const { options } = await working(context)
  await outcome(uploadFile, options)
  assert.deepEqual(calls, ['fail'])
})

test('V6 an upload without callbacks, and with null and undefined ones, is made', async (context) => {
  const { receiver, options } = await working(context)
  for (const callbacks of [
    {},
    { success: null, fail: null, complete: null },
    { success: undefined, fail: undefined, complete: undefined },
  ]) {
    const arrived = new Promise((resolve) => receiver.events.once('upload', resolve))
    uploadFile({ ...options, ...callbacks })
    const upload = await arrived
    assert.deepEqual([upload.files[0].field, upload.files[0].size], ['file', 12])
  }
})

test('V6 a failing check without callbacks, or with null ones, does not throw', () => {
  for (const nothing of [null, undefined]) {
    const task = uploadFile({ url: '', success: nothing, fail: nothing, complete: nothing })
    assert.deepEqual(methodsOf(task), methods)
  }
})
