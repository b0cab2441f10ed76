'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { answer, startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = require('uploadtask')
/** @type {any} */
const { uploadFile } = require('uploadtask/taro')

/** @type {Array<[label: string, fault: any, errno: number]>} */
const failing = [
  ['a wrong-typed url', { url: 1 }, 1001],
  ['an invalid header', { header: { 'X-Bad': '\n' } }, 1001],
  ['an empty url', { url: '' }, 600009],
  ['a missing file', { filePath: `${__filename}.missing` }, 1300002],
  ['a directory', { filePath: __dirname }, 1300021],
  ['a refused connection', { url: 'http://127.0.0.1:1/' }, 600001],
]

test('W4 the promise resolves to the object that success and complete got', async (context) => {
  const receiver = await startReceiver(context)
  const { task, done } = record(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const [[name, result], [, completed]] = await done
  assert.equal(name, 'success')
  assert.equal(result.errMsg, 'uploadFile:ok')
  assert.equal(completed, result)
  assert.equal(await task, result)
  assert.equal(await task, result)
})

test('W4 the promise resolves without callbacks, for status 500 too', async (context) => {
  const server = await startCanned(context, answer(500, { 'Content-Type': 'text/plain' }, 'broken'))
  const { profile: _measured, ...result } = await uploadFile({
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  assert.deepEqual(result, {
    errMsg: 'uploadFile:ok',
    statusCode: 500,
    data: 'broken',
    header: { 'Content-Type': 'text/plain', 'Content-Length': '6', Connection: 'close' },
    cookies: [],
  })
})

for (const [label, fault, errno] of failing) {
  test(`W4 ${label}: the promise rejects with the object that fail and complete got`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file', ...fault }
    const { task, calls, done } = record(uploadFile, options)
    assert.equal(calls.length, 0)
    await done
    const [[name, reason], [last, completed]] = calls
    assert.deepEqual([calls.length, name, last], [2, 'fail', 'complete'])
    assert.equal(completed, reason)
    await assert.rejects(task, (/** @type {unknown} */ rejected) => rejected === reason)
    assert.equal(Object.getPrototypeOf(reason), Object.prototype)
    assert.deepEqual(Object.keys(reason).sort(), ['errMsg', 'errno'])
    assert.equal(reason.errno, errno)
    assert.match(reason.errMsg, /^uploadFile:fail \S/)
  })

  test(`W4 ${label}: the promise rejects without callbacks`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file', ...fault }
    await assert.rejects(uploadFile(options), (/** @type {any} */ reason) => reason.errno === errno)
  })
}

/**
 * The order in which an upload's callbacks run and its promise settles.
 *
 * @param {(options: any) => any} upload
 * @param {object} options
 */
async function orderOf(upload, options) {
  /** @type {string[]} */
  const order = []
  const seen = (/** @type {string} */ name) => () => order.push(name)
  const task = upload({
    ...options,
    success: seen('success'),
    fail: seen('fail'),
    complete: seen('complete'),
  })
  order.push('returned')
  await task.then(seen('resolved'), seen('rejected'))
  return order
}

test('W4 the order is success, complete, then the promise', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  assert.deepEqual(await orderOf(uploadFile, options), ['returned', 'success', 'complete', 'resolved'])
})

for (const [label, fault] of failing) {
  test(`W4 ${label}: the order is fail, complete, then the promise`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file', ...fault }
    assert.deepEqual(await orderOf(uploadFile, options), ['returned', 'fail', 'complete', 'rejected'])
  })
}

test('W4 an abort: the order is fail, complete, then the promise', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const order = await orderOf((given) => {
    const task = uploadFile(given)
    receiver.next().then(() => {
      task.abort()
    })
    return task
  }, options)
  assert.deepEqual(order, ['returned', 'fail', 'complete', 'rejected'])
})

/** @type {Array<[options: any, errMsg: string]>} */
const wrongTyped = [
  [
    {},
    'parameter.url should be String instead of Undefined;' +
      'parameter.filePath should be String instead of Undefined;' +
      'parameter.name should be String instead of Undefined;',
  ],
  [{ url: null, filePath: 'a', name: 'file' }, 'parameter.url should be String instead of Null;'],
  [
    { url: 'http://127.0.0.1:1/', filePath: ['a'], name: 'file', timeout: '1' },
    'parameter.filePath should be String instead of Array;parameter.timeout should be Number instead of String;',
  ],
]
for (const [options, complaints] of wrongTyped) {
  test(`W19 uploadFile(${JSON.stringify(options)}) rejects`, async () => {
    await assert.rejects(uploadFile(options), {
      errMsg: `uploadFile:fail parameter error: ${complaints}`,
      errno: 1001,
    })
  })
}

for (const [label, parameters] of /** @type {Array<[string, any[]]>} */ ([
  ['uploadFile()', []],
  ['uploadFile(undefined)', [undefined]],
  ['uploadFile(null)', [null]],
])) {
  test(`W25 ${label} rejects, does not throw`, async () => {
    const task = uploadFile(...parameters)
    assert.equal(task instanceof Promise, true)
    assert.equal(typeof task.abort, 'function')
    await assert.rejects(task, (/** @type {any} */ { errMsg, errno }) => {
      assert.equal(errno, 1001)
      assert.match(errMsg, /^uploadFile:fail parameter error: \S/)
      return true
    })
  })
}

test('W19 W25 a getter of the options that throws rejects with 1001; nothing is thrown', async (context) => {
  const task = uploadFile({
    ...{ url: 'http://127.0.0.1:1/', filePath: temporaryFile(context), name: 'file' },
    get timeout() {
      throw new Error('thrown by the caller')
    },
  })
  assert.equal(task instanceof Promise, true)
  assert.deepEqual(await task.catch((/** @type {unknown} */ reason) => reason), {
    errMsg: 'uploadFile:fail parameter error: parameter.timeout cannot be read;',
    errno: 1001,
  })
})

test('W19 W25 what cannot be made text rejects with 1001', async (context) => {
  const options = { url: 'http://127.0.0.1:1/', filePath: temporaryFile(context), name: 'file' }
  await assert.rejects(
    uploadFile({ ...options, formData: { user: Object.create(null) } }),
    (/** @type {any} */ { errno, errMsg }) => errno === 1001 && /parameter\.formData\.user/.test(errMsg),
  )
})

test('W23 onLimit fail: the promise rejects', async (context) => {
  const { taro } = /** @type {any} */ (createRuntime({ maxConcurrency: 1, onLimit: 'fail' }))
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = taro.uploadFile(options)
  await assert.rejects(taro.uploadFile(options), {
    errMsg: 'uploadFile:fail exceed max task count',
    errno: 600007,
  })
  const { release } = await receiver.next()
  release('of the first')
  assert.equal((await first).data, 'of the first')
})

test('W27 abort after the promise has resolved changes nothing', async (context) => {
  const receiver = await startReceiver(context)
  const { task, calls } = record(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const result = await task
  task.abort()
  assert.equal(await task, result)
  await uploadFile({ url: receiver.url, filePath: temporaryFile(context), name: 'file' })
  assert.deepEqual(
    calls.map(([name]) => name),
    ['success', 'complete'],
  )
})
