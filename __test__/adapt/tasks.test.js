'use strict'
// The tasks that adapters give: their shape, listeners, abort, the end.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { RESULT, TIMEOUT, ABORTED, SHAPE, event, settled, hostOf } = require('./expected')
const { createHost, OPTIONS } = require('./hosts')
const { record } = require('../support/calls')
const { unhandledRejections } = require('../support/unhandled.js')

/** @type {any} */
const adapt = require('uploadtask/adapt')

/** @type {Record<string, string>} */
const LINE = { vela: 'V5', quickapp: 'Q1', wx: 'W1', taro: 'W3' }

for (const name of Object.keys(adapt)) {
  const [caller, host] = name.split('From').map((dialect) => dialect.toLowerCase())
  const aborted = ABORTED[caller]
  const begin = (/** @type {any} */ during = undefined) => {
    const fake = createHost(host, during)
    const started = record(adapt[name](fake.implementation).uploadFile, OPTIONS)
    return { ...started, host: fake }
  }

  test(`${LINE[caller]} ${name}: the task has exactly the methods of its dialect`, () => {
    const { task } = begin()
    assert.deepEqual(Object.keys(task).sort(), [...SHAPE[caller]].sort())
    assert.equal(task instanceof Promise, caller === 'taro')
    assert.equal('then' in task, caller === 'taro')
    assert.equal('onHeadersReceived' in task, caller !== 'vela')
  })

  test(`W2 ${name}: the methods work detached and return nothing`, async () => {
    const { task, calls, host } = begin()
    const { abort, onProgressUpdate, offProgressUpdate } = task
    /** @type {any[]} */
    const seen = []
    const listener = (/** @type {any} */ given) => seen.push(given)
    assert.equal(onProgressUpdate(listener), undefined)
    host.progress(event(1))
    assert.equal(offProgressUpdate(listener), undefined)
    host.progress(event(2))
    const returned = abort()
    assert.equal(returned, caller === 'taro' ? task : undefined)
    await settled()
    assert.deepEqual(seen, [event(1)])
    assert.deepEqual(calls, aborted)
  })

  test(`X1 progress: ${name} copies the three numbers and nothing else`, () => {
    const { task, host } = begin()
    /** @type {any[]} */
    const seen = []
    task.onProgressUpdate((/** @type {any[]} */ ...values) => seen.push(values))
    host.progress({ ...event(50), extra: 1 })
    assert.deepEqual(seen, [[event(50)]])
  })

  test(`X1 end: ${name} gives complete what its dialect gives it, after success`, async () => {
    const { calls, host } = begin()
    host.succeed(RESULT[hostOf(name)])
    const complete = caller === 'vela' ? [] : [RESULT[caller]]
    assert.deepEqual(calls, [
      ['success', RESULT[caller]],
      ['complete', ...complete],
    ])
    if (caller === 'wx' || caller === 'taro') assert.equal(calls[0][1], calls[1][1], 'the very same object')
    await settled()
    assert.equal(calls.length, 2)
  })

  test(`X1 abort: ${name} while running: ${JSON.stringify(aborted[0] ?? 'silence')}, after abort has returned, once`, async () => {
    const { task, calls, host } = begin()
    /** @type {string[]} */
    const events = []
    task.onProgressUpdate(() => events.push('progress'))
    task.onHeadersReceived?.(() => events.push('headers'))
    task.abort()
    assert.deepEqual(calls, [])
    assert.equal(host.aborts, 1)
    task.abort()
    host.progress(event(3))
    host.headers({ header: {} })
    host.succeed(RESULT[hostOf(name)])
    host.fail(...TIMEOUT[hostOf(name)])
    await settled()
    assert.deepEqual(calls, aborted)
    assert.deepEqual(events, [])
    assert.equal(host.aborts, 1)
  })

  test(`X1 abort: ${name} after the end changes nothing`, async () => {
    const { task, calls, host } = begin()
    host.fail(...TIMEOUT[hostOf(name)])
    task.abort()
    await settled()
    assert.deepEqual(
      calls.map(([callback]) => callback),
      ['fail', 'complete'],
    )
    assert.equal(host.aborts, 0)
  })

  test(`X1 abort: ${name} from a listener ends it`, async () => {
    const { task, calls, host } = begin()
    /** @type {string[]} */
    const events = []
    task.onProgressUpdate(() => {
      events.push('first')
      task.abort()
    })
    task.onProgressUpdate(() => events.push('second'))
    host.progress(event(1))
    host.progress(event(2))
    await settled()
    assert.deepEqual(events, ['first'])
    assert.deepEqual(calls, aborted)
  })

  test(`X1 end: ${name} hears a host once that says it twice, and nothing after the end`, async () => {
    /** @type {any} */
    let options
    const calls = /** @type {string[]} */ ([])
    const { uploadFile } = adapt[name]({
      uploadFile: (/** @type {any} */ given) => {
        options = given
        return {}
      },
    })
    const note = (/** @type {string} */ callback) => () => calls.push(callback)
    uploadFile({ ...OPTIONS, success: note('success'), fail: note('fail'), complete: note('complete') })
    options.success(RESULT[hostOf(name)])
    options.success(RESULT[hostOf(name)])
    options.fail(...TIMEOUT[hostOf(name)])
    await settled()
    assert.deepEqual(calls, ['success', 'complete'])
  })

  const repeats = caller === 'wx' || caller === 'taro'
  test(`${repeats ? 'W30' : 'V29'} ${name}: a function added twice is ${repeats ? 'two listeners' : 'one listener'}; off removes it, off() all`, () => {
    const { task, host } = begin()
    /** @type {string[]} */
    const seen = []
    const twice = () => seen.push('twice')
    const other = () => seen.push('other')
    task.onProgressUpdate(twice)
    task.onProgressUpdate(twice)
    task.onProgressUpdate(other)
    task.onProgressUpdate('no function')
    host.progress(event(1))
    assert.deepEqual(seen.splice(0), repeats ? ['twice', 'twice', 'other'] : ['twice', 'other'])
    task.offProgressUpdate(() => {})
    task.offProgressUpdate(twice)
    host.progress(event(2))
    assert.deepEqual(seen.splice(0), repeats ? ['twice', 'other'] : ['other'])
    task.offProgressUpdate()
    host.progress(event(3))
    task.onProgressUpdate(other)
    task.offProgressUpdate(null)
    host.progress(event(4))
    assert.deepEqual(seen, [])
  })

  test(`W30 ${name}: listeners may come and go during an event; one added after the end is never called`, () => {
    const { task, host } = begin()
    /** @type {string[]} */
    const seen = []
    const late = () => seen.push('late')
    const removed = () => seen.push('removed')
    task.onProgressUpdate(() => {
      seen.push('first')
      task.offProgressUpdate(removed)
      task.onProgressUpdate(late)
    })
    task.onProgressUpdate(removed)
    host.progress(event(1))
    assert.deepEqual(seen.splice(0), ['first'])
    host.progress(event(2))
    assert.deepEqual(seen.splice(0, 2), ['first', 'late'])
    seen.length = 0
    host.succeed(RESULT[hostOf(name)])
    task.onProgressUpdate(late)
    host.progress(event(100))
    assert.deepEqual(seen, [])
  })

  test(`W26 ${name}: what a callback or listener throws stops nothing else and surfaces once`, async (context) => {
    const surfaced = unhandledRejections(context)
    const fake = createHost(host)
    /** @type {string[]} */
    const seen = []
    const broken = (/** @type {string} */ place) => () => {
      seen.push(place)
      throw new Error(place)
    }
    const task = adapt[name](fake.implementation).uploadFile({
      ...OPTIONS,
      success: broken('success'),
      complete: broken('complete'),
    })
    task.onProgressUpdate(broken('first'))
    task.onProgressUpdate(broken('second'))
    fake.progress(event(1))
    fake.succeed(RESULT[hostOf(name)])
    await settled()
    await settled()
    assert.deepEqual(seen, ['first', 'second', 'success', 'complete'])
    assert.deepEqual(
      surfaced.map((error) => /** @type {Error} */ (error).message),
      seen,
    )
  })

  test(`X1 end: ${name} over a host that succeeds before it returns calls back after the call`, async () => {
    const fake = createHost(host, ({ succeed }) => succeed(RESULT[hostOf(name)]))
    const { calls, done } = record(adapt[name](fake.implementation).uploadFile, OPTIONS)
    assert.deepEqual(calls, [])
    assert.equal((await done)[0][0], 'success')
  })

  test(`X1 bad argument: ${name} over a host that throws fails with its message and does not throw`, async () => {
    const implementation = {
      uploadFile() {
        throw new TypeError('the host throws')
      },
    }
    const { task, done } = record(adapt[name](implementation).uploadFile, OPTIONS)
    assert.equal(typeof task.abort, 'function')
    task.abort()
    const [[callback, ...values]] = await done
    assert.equal(callback, 'fail')
    assert.deepEqual(
      values,
      caller === 'vela' || caller === 'quickapp'
        ? ['the host throws', 202]
        : [{ errMsg: 'uploadFile:fail the host throws', errno: 1001 }],
    )
  })

  test(`X1 ${name}: a replaced uploadFile of the host is seen`, () => {
    const { implementation } = createHost(host)
    const { uploadFile } = adapt[name](implementation)
    const later = createHost(host)
    implementation.uploadFile = later.implementation.uploadFile
    uploadFile(OPTIONS)
    assert.equal(later.options.length, 1)
  })

  for (const wrong of [undefined, null, {}, { uploadFile: 1 }, 'wx']) {
    test(`X1 ${name}(${JSON.stringify(wrong)}) throws a TypeError that names the adapter and what it needs`, () => {
      assert.throws(
        () => adapt[name](wrong),
        (/** @type {any} */ error) =>
          error instanceof TypeError &&
          error.message.startsWith(`${name}: needs `) &&
          /an object with a function uploadFile, instead of/.test(error.message),
      )
    })
  }
}
