'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const uploadtask = /** @type {any} */ (require('uploadtask'))
const vela = /** @type {any} */ (require('uploadtask/vela'))

test('V1 require: uploadFile is a function of the package itself', () => {
  assert.equal(typeof uploadtask.uploadFile, 'function')
  assert.ok(Object.hasOwn(uploadtask, 'uploadFile'))
})

test('V1 require: the package itself is the Vela module', () => {
  assert.equal(uploadtask.uploadFile, vela.uploadFile)
  assert.equal(uploadtask.vela.uploadFile, vela.uploadFile)
})

test('V1 import: named export and member of the default export are the same function', async () => {
  const imported = /** @type {any} */ (await import('uploadtask'))
  assert.equal(typeof imported.uploadFile, 'function')
  assert.equal(imported.default.uploadFile, imported.uploadFile)
  assert.equal(imported.uploadFile, uploadtask.uploadFile)
})

for (const specifier of ['uploadtask', 'uploadtask/vela', 'uploadtask/wx', 'uploadtask/taro']) {
  test(`V1 require('${specifier}').default is the module itself`, () => {
    const required = require(specifier)
    assert.equal(required.default, required)
    assert.equal(typeof required.uploadFile, 'function')
  })
}

test('V1 uploadFile works detached from its module', async (context) => {
  const receiver = await startReceiver(context)
  const { uploadFile } = uploadtask
  const { name, values } = await outcome(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  assert.equal(name, 'success')
  assert.equal(values[0].statusCode, 200)
})

test('V5 uploadFile returns a task at once, with abort and the progress methods', async (context) => {
  const receiver = await startReceiver(context)
  /** @type {any} */
  let task
  await new Promise((resolve) => {
    task = uploadtask.uploadFile({
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
      complete: resolve,
    })
    assert.equal(typeof task, 'object')
  })
  for (const method of ['abort', 'onProgressUpdate', 'offProgressUpdate']) {
    assert.equal(typeof task[method], 'function', method)
  }
})

test('V5 the task is no promise and has no header methods', () => {
  const task = uploadtask.uploadFile({ fail() {} })
  assert.equal('then' in task, false)
  assert.equal('onHeadersReceived' in task, false)
  assert.equal('offHeadersReceived' in task, false)
})

test('V5 an inert task has the same methods as a running one', async (context) => {
  const receiver = await startReceiver(context)
  const inert = uploadtask.uploadFile({ fail() {} })
  const running = await new Promise((resolve) => {
    const task = uploadtask.uploadFile({
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
      complete: () => resolve(task),
    })
  })
  assert.deepEqual(methods(inert), ['abort', 'offProgressUpdate', 'onProgressUpdate'])
  assert.deepEqual(methods(running), ['abort', 'offProgressUpdate', 'onProgressUpdate'])
})

test('V6 an upload without callbacks is made', async (context) => {
  const receiver = await startReceiver(context)
  const arrived = new Promise((resolve) => receiver.events.once('upload', resolve))
  uploadtask.uploadFile({ url: receiver.url, filePath: temporaryFile(context), name: 'file' })
  const upload = await arrived
  assert.equal(upload.files[0].field, 'file')
})

test('V6 null and undefined callbacks are ignored', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  for (const nothing of [null, undefined]) {
    const arrived = new Promise((resolve) => receiver.events.once('upload', resolve))
    const none = { success: nothing, fail: nothing, complete: nothing }
    uploadtask.uploadFile({ url: receiver.url, filePath, name: 'file', ...none })
    const upload = await arrived
    assert.equal(upload.files[0].size, 12)
  }
})

test('V6 a failing check without callbacks, or with null ones, does not throw', () => {
  for (const nothing of [null, undefined]) {
    const task = uploadtask.uploadFile({ url: '', success: nothing, fail: nothing, complete: nothing })
    assert.equal(typeof task.abort, 'function')
  }
})

/**
 * The names of an object's methods, its own and those of its class.
 *
 * @param {any} object
 */
function methods(object) {
  const names = new Set()
  for (let level = object; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) {
      if (name !== 'constructor' && typeof object[name] === 'function') names.add(name)
    }
  }
  return [...names].sort()
}
