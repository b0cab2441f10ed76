'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record, outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = require('uploadtask')

const exceeded = { errMsg: 'uploadFile:fail exceed max task count', errno: 600007 }

/**
 * Starts uploads, numbered in the form field `index`, by these functions in turn.
 *
 * @param {string} url
 * @param {string} filePath
 * @param {number} count
 * @param {Array<(options: any) => any>} uploadFunctions
 */
function startMany(url, filePath, count, ...uploadFunctions) {
  return Array.from({ length: count }, (_, index) =>
    record(uploadFunctions[index % uploadFunctions.length], {
      url,
      filePath,
      name: 'file',
      formData: { index },
    }),
  )
}

const indexOf = (/** @type {import('../support/holding-receiver').HeldUpload} */ { upload }) =>
  Number(upload.fields[0][1])

/**
 * Lets a runtime run `count` uploads against a receiver that releases one at a time: `limit` of them run at once,
 * and those that wait start in the order of their calls.
 *
 * @param {import('node:test').TestContext} context
 * @param {number} count
 * @param {number} limit
 * @param {Array<(options: any) => any>} uploadFunctions
 */
async function assertLimit(context, count, limit, ...uploadFunctions) {
  const receiver = await startHoldingReceiver(context)
  const started = startMany(receiver.url, temporaryFile(context), count, ...uploadFunctions)
  const running = []
  for (let arrived = 0; arrived < limit; arrived += 1) running.push(await receiver.next())
  assert.deepEqual(
    running.map(indexOf).sort((a, b) => a - b),
    Array.from({ length: limit }, (_, index) => index),
  )
  for (let next = limit; next < count; next += 1) {
    // One more than the limit would have arrived by now: a whole upload came after the last release.
    assert.equal(receiver.held.length, 0)
    running.shift()?.release()
    const held = await receiver.next()
    assert.equal(indexOf(held), next)
    running.push(held)
  }
  for (const held of running) held.release()
  for (const { done } of started) assert.equal((await done)[0][0], 'success')
  assert.equal(receiver.uploads.length, count)
}

test('W31 10 uploads run at once in a runtime, wx and taro together; the others wait in FIFO order', async (context) => {
  const { wx, taro } = createRuntime()
  await assertLimit(context, 24, 10, wx.uploadFile, taro.uploadFile)
})

for (const [label, config] of /** @type {Array<[string, any]>} */ ([
  ['maxConcurrency: 2', { maxConcurrency: 2 }],
  ['maxConcurrency: { wx: 2 }', { maxConcurrency: { wx: 2 } }],
])) {
  test(`W31 ${label} counts for wx and taro together`, async (context) => {
    const { wx, taro } = createRuntime(config)
    await assertLimit(context, 6, 2, wx.uploadFile, taro.uploadFile)
  })
}

test('W31 Vela uploads of the same runtime do not count', async (context) => {
  const { wx, vela } = createRuntime({ maxConcurrency: { wx: 1 } })
  const receiver = await startHoldingReceiver(context)
  const filePath = temporaryFile(context)
  const [first] = startMany(receiver.url, filePath, 1, wx.uploadFile)
  const heldFirst = await receiver.next()
  const [second] = startMany(receiver.url, filePath, 1, vela.uploadFile)
  const heldSecond = await receiver.next()
  heldSecond.release()
  heldFirst.release()
  assert.equal((await first.done)[0][0], 'success')
  assert.equal((await second.done)[0][0], 'success')
})

test('W31 each runtime has a limit of its own', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const filePath = temporaryFile(context)
  const started = [1, 2].flatMap(() =>
    startMany(receiver.url, filePath, 1, createRuntime({ maxConcurrency: 1 }).wx.uploadFile),
  )
  const held = [await receiver.next(), await receiver.next()]
  for (const { release } of held) release()
  for (const { done } of started) assert.equal((await done)[0][0], 'success')
})

test('W31 a failure, an abort and a timeout free their place', async (context) => {
  const { wx } = createRuntime({ maxConcurrency: 1 })
  /** @type {any} */
  let aborted
  const receiver = await startReceiver(context, ({ fields: [[, label]] }, _request, response) => {
    if (label === 'to abort') aborted.task.abort()
    if (label === 'last') response.end()
  })
  const filePath = temporaryFile(context)
  const start = (/** @type {string} */ label, /** @type {object} */ more = {}) =>
    record(wx.uploadFile, { url: receiver.url, filePath, name: 'file', formData: { label }, ...more })
  const refused = start('refused', { url: 'http://127.0.0.1:1/' })
  const missing = start('missing', { filePath: `${filePath}.missing` })
  aborted = start('to abort')
  const timedOut = start('to time out', { timeout: 200 })
  const last = start('last')
  await last.done
  assert.deepEqual(
    [refused, missing, aborted, timedOut, last].map(({ calls }) => calls[0][1].errno),
    [600001, 1300002, 600004, 5, undefined],
  )
})

test('W23 onLimit fail: exceed max task count, 600007, after the task was returned', async (context) => {
  const { wx, taro } = createRuntime({ maxConcurrency: 1, onLimit: 'fail' })
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = record(wx.uploadFile, options)
  for (const { uploadFile } of [wx, taro]) {
    const { calls, done } = record(uploadFile, options)
    assert.deepEqual(calls, [])
    assert.deepEqual(await done, [
      ['fail', exceeded],
      ['complete', exceeded],
    ])
  }
  const { release } = await receiver.next()
  release()
  assert.equal((await first.done)[0][0], 'success')
  const second = record(wx.uploadFile, options)
  const held = await receiver.next()
  held.release()
  assert.equal((await second.done)[0][0], 'success')
  assert.equal(receiver.uploads.length, 2)
})

test('W23 onLimit fail: the default limit is 10, wx and taro together', async (context) => {
  const { wx, taro } = createRuntime({ onLimit: 'fail' })
  const receiver = await startHoldingReceiver(context)
  const filePath = temporaryFile(context)
  const started = startMany(receiver.url, filePath, 11, wx.uploadFile, taro.uploadFile)
  const eleventh = started[10]
  assert.deepEqual((await eleventh.done)[0], ['fail', exceeded])
  for (let arrived = 0; arrived < 10; arrived += 1) (await receiver.next()).release()
  for (const { done } of started.slice(0, 10)) assert.equal((await done)[0][0], 'success')
})

test('W23 onLimit fail: a parameter error takes no place', async (context) => {
  const { wx } = createRuntime({ maxConcurrency: 1, onLimit: 'fail' })
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const wrong = record(wx.uploadFile, { ...options, name: 1 })
  const right = record(wx.uploadFile, options)
  assert.equal((await wrong.done)[0][1].errno, 1001)
  assert.equal((await right.done)[0][0], 'success')
  assert.equal((await outcome(wx.uploadFile, options)).name, 'success')
})
