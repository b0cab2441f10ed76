'use strict'
// The promise of Taro, made by the adapter, and what becomes of a host's own.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { RESULT, TIMEOUT, SHAPE, event, settled, hostOf } = require('./expected')
const { createHost, OPTIONS } = require('./hosts')
const { unhandledRejections } = require('../support/unhandled.js')

/** @type {any} */
const adapt = require('uploadtask/adapt')

const TARO = ['taroFromVela', 'taroFromWx', 'taroFromQuickapp']
for (const name of TARO) {
  const host = hostOf(name)
  const begin = (/** @type {object} */ more = {}) => {
    const fake = createHost(host)
    return { host: fake, task: adapt[name](fake.implementation).uploadFile({ ...OPTIONS, ...more }) }
  }

  test(`X1 promise: ${name} resolves to what success and complete got, after them`, async () => {
    /** @type {any[]} */
    const order = []
    const { host: fake, task } = begin({
      success: (/** @type {any} */ result) => order.push(result),
      complete: (/** @type {any} */ result) => order.push(result),
    })
    task.then((/** @type {any} */ result) => order.push(result))
    fake.succeed(RESULT[host])
    assert.equal(order.length, 2)
    const result = await task
    await settled()
    assert.deepEqual(result, RESULT.taro)
    assert.deepEqual(
      order.map((value) => value === result),
      [true, true, true],
    )
  })

  test(`W4 ${name}: rejects with the plain object that fail and complete got, after them`, async () => {
    /** @type {any[]} */
    const order = []
    const { host: fake, task } = begin({
      fail: (/** @type {any} */ reason) => order.push(reason),
      complete: (/** @type {any} */ reason) => order.push(reason),
    })
    fake.fail(...TIMEOUT[host])
    await assert.rejects(task, (/** @type {any} */ reason) => reason === order[0] && reason === order[1])
    assert.equal(Object.getPrototypeOf(order[0]), Object.prototype)
  })

  test(`W4 ${name}: with a fail or a complete nobody has to await; without, the rejection is unhandled`, async (context) => {
    const unhandled = unhandledRejections(context)
    for (const callbacks of [{ fail() {} }, { complete() {} }]) {
      const { host: fake } = begin(callbacks)
      fake.fail(...TIMEOUT[host])
      await settled()
    }
    assert.deepEqual(unhandled, [])
    const { host: fake } = begin({ success() {} })
    fake.fail(...TIMEOUT[host])
    await settled()
    assert.deepEqual(unhandled, [{ errMsg: 'uploadFile:fail timeout', errno: 5 }])
  })

  test(`W3 ${name}: progress, headersReceive and abort give the promise; abort calls its callback first`, async () => {
    const { host: fake, task } = begin({ fail() {} })
    /** @type {any[]} */
    const order = []
    assert.equal(
      task.progress((/** @type {any} */ given) => order.push(given)),
      task,
    )
    assert.equal(
      task.headersReceive(() => {}),
      task,
    )
    fake.progress(event(7))
    assert.deepEqual(order.splice(0), [event(7)])
    assert.equal(
      task.abort(() => order.push(fake.aborts)),
      task,
    )
    assert.deepEqual([order, fake.aborts], [[0], 1])
    await assert.rejects(task, { errMsg: 'uploadFile:fail abort', errno: 600004 })
    const derived = task.catch(() => {})
    assert.equal('abort' in derived, false)
  })

  test(`W19 W25 ${name}: a getter that throws rejects with 1001; nothing is thrown`, async () => {
    const { implementation, options } = createHost(host)
    const task = adapt[name](implementation).uploadFile(
      Object.defineProperty({ ...OPTIONS }, 'header', {
        get() {
          throw new Error('thrown by the caller')
        },
      }),
    )
    assert.deepEqual(Object.keys(task).sort(), [...SHAPE.taro].sort())
    const reason = await task.catch((/** @type {unknown} */ error) => error)
    assert.deepEqual(reason, {
      errMsg: 'uploadFile:fail parameter error: parameter.header cannot be read;',
      errno: 1001,
    })
    assert.deepEqual(options, [])
    task.abort()
    task.onProgressUpdate(() => {})
  })
}

for (const name of ['taroFromVela', 'taroFromQuickapp', 'wxFromVela', 'wxFromQuickapp']) {
  for (const nothing of [undefined, null]) {
    test(`W25 ${name}: uploadFile(${nothing}) does not throw, and says what is missing`, async () => {
      const { implementation, options } = createHost(hostOf(name))
      const task = adapt[name](implementation).uploadFile(nothing)
      assert.equal(typeof task.abort, 'function')
      assert.deepEqual(options, [])
      if (name.startsWith('taro')) {
        await assert.rejects(task, (/** @type {any} */ { errMsg, errno }) => {
          assert.match(
            errMsg,
            /^uploadFile:fail parameter error: parameter\.url should be String instead of Undefined;/,
          )
          assert.equal(errno, 1001)
          return true
        })
      }
    })
  }
}

test('W1 wxFromTaro: a failing upload leaves no unhandled rejection of the Taro below', async (context) => {
  /** @type {unknown[]} */
  const unhandled = []
  const listen = (/** @type {unknown} */ reason) => unhandled.push(reason)
  process.on('unhandledRejection', listen)
  context.after(() => process.off('unhandledRejection', listen))
  for (const name of ['wxFromTaro', 'velaFromTaro', 'quickappFromTaro']) {
    const fake = createHost('taro')
    adapt[name](fake.implementation).uploadFile(OPTIONS)
    fake.fail(...TIMEOUT.taro)
  }
  await settled()
  assert.deepEqual(unhandled, [])
})
