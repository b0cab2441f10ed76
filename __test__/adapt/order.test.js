'use strict'
// What comes before what: events made by the adapter, and what a host says before it returns.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { RESULT, TIMEOUT, ABORTED, settled, hostOf } = require('./expected')
const { createHost, OPTIONS } = require('./hosts')
const { record } = require('../support/calls')

/** @type {any} */
const adapt = require('uploadtask/adapt')

for (const name of ['taroFromVela', 'wxFromVela', 'quickappFromVela']) {
  test(`X1 header event: ${name} makes it from the result, just before success`, () => {
    const { implementation, succeed } = createHost('vela')
    /** @type {any[]} */
    const order = []
    const task = adapt[name](implementation).uploadFile({
      ...OPTIONS,
      success: () => order.push('success'),
    })
    task.onHeadersReceived((/** @type {any} */ headers) => order.push(headers))
    const removed = () => order.push('removed')
    task.onHeadersReceived(removed)
    task.offHeadersReceived(removed)
    succeed(RESULT.vela)
    assert.deepEqual(order, [
      name.startsWith('quickapp') ? { ETag: 'x' } : { header: { ETag: 'x' } },
      'success',
    ])
  })

  test(`X1 header event: ${name}: an abort from it is an abort, and success does not come`, async () => {
    const { implementation, succeed } = createHost('vela')
    const { task, calls } = record(adapt[name](implementation).uploadFile, OPTIONS)
    task.onHeadersReceived(() => task.abort())
    succeed(RESULT.vela)
    await settled()
    assert.deepEqual(calls, ABORTED[name.split('From')[0]])
  })

  test(`X1 end: ${name}: what Vela refuses during the call is told after it`, async () => {
    const { implementation } = createHost('vela', ({ fail }) => fail('invalid filename', 202))
    const { calls, done } = record(adapt[name](implementation).uploadFile, OPTIONS)
    assert.deepEqual(calls, [])
    const [[callback, first, code]] = await done
    assert.equal(callback, 'fail')
    assert.deepEqual(
      [first, code],
      name.startsWith('quickapp')
        ? ['invalid filename', 301]
        : [{ errMsg: 'uploadFile:fail createUploadTask:fail file not found', errno: 1300002 }, undefined],
    )
  })
}

for (const name of ['velaFromTaro', 'velaFromWx', 'velaFromQuickapp']) {
  test(`V13 ${name}: a refusal comes before the call returns, and the task does nothing`, async () => {
    const { implementation, options } = createHost(hostOf(name))
    const { task, calls } = record(adapt[name](implementation).uploadFile, { ...OPTIONS, url: 'ftp://a/' })
    assert.deepEqual(calls, [['fail', 'invalid url', 202], ['complete']])
    task.onProgressUpdate(() => calls.push(['progress']))
    task.offProgressUpdate()
    task.abort()
    await settled()
    assert.deepEqual(calls, [['fail', 'invalid url', 202], ['complete']])
    assert.deepEqual(options, [])
  })

  test(`V13 ${name}: what the host refuses during the call is told during it`, () => {
    const refusal =
      hostOf(name) === 'quickapp'
        ? ['no such file', 301]
        : [{ errMsg: 'uploadFile:fail createUploadTask:fail file not found', errno: 1300002 }]
    const { implementation } = createHost(hostOf(name), ({ fail }) => fail(...refusal))
    const { calls } = record(adapt[name](implementation).uploadFile, OPTIONS)
    assert.deepEqual(calls, [['fail', 'invalid filename', 202], ['complete']])
  })

  test(`V13 ${name}: another failure that the host tells during the call comes after it`, async () => {
    const host = hostOf(name)
    const { implementation } = createHost(host, ({ fail }) => fail(...TIMEOUT[host]))
    const { calls, done } = record(adapt[name](implementation).uploadFile, OPTIONS)
    assert.deepEqual(calls, [])
    assert.equal((await done)[0][2], 204)
  })
}
