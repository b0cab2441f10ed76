'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { setTimeout: delay } = require('node:timers/promises')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startRawServer } = require('../support/raw-server')

const { createRuntime, vela } = /** @type {any} */ (require('uploadtask'))

/**
 * Takes `count` arrivals from a receiver.
 *
 * @param {Awaited<ReturnType<typeof startHoldingReceiver>>} receiver
 * @param {number} count
 */
async function arrivals(receiver, count) {
  const held = []
  while (held.length < count) held.push(await receiver.next())
  return held
}

/**
 * Asserts that exactly `limit` of many uploads run at once, from first to last.
 *
 * @param {import('node:test').TestContext} context
 * @param {(options: any) => any} uploadFile
 * @param {number} limit
 */
async function assertLimit(context, uploadFile, limit) {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const all = Array.from({ length: 2 * limit + 1 }, () => record(uploadFile, options))
  const running = await arrivals(receiver, limit)
  // Nothing follows from an upload that waits: only a short wait can show that it does.
  await delay(150)
  assert.equal(receiver.uploads.length, limit)
  for (let released = 1; released <= all.length; released += 1) {
    running.shift()?.release()
    if (running.length + released < all.length) running.push(await receiver.next())
    assert.ok(receiver.uploads.length <= limit + released)
  }
  const ended = await Promise.all(all.map(({ done }) => done))
  assert.deepEqual([...new Set(ended.map(([[name]]) => name))], ['success'])
}

test('V38 at most 5 uploads run at once in a new runtime', async (context) => {
  await assertLimit(context, createRuntime().vela.uploadFile, 5)
})

test('V38 at most 5 uploads run at once in the default runtime', async (context) => {
  await assertLimit(context, vela.uploadFile, 5)
})

for (const [label, maxConcurrency] of [
  ['maxConcurrency: 2', 2],
  ['maxConcurrency: { vela: 2 }', { vela: 2 }],
]) {
  test(`V38 ${label}: two at once`, async (context) => {
    await assertLimit(context, createRuntime({ maxConcurrency }).vela.uploadFile, 2)
  })
}

test('V38 maxConcurrency: { wx: 1 } leaves Vela its 5', async (context) => {
  await assertLimit(context, createRuntime({ maxConcurrency: { wx: 1 } }).vela.uploadFile, 5)
})

test('V38 the rest wait in the order of the calls', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const filePath = temporaryFile(context)
  const paths = ['/a', '/b', '/c', '/d', '/e', '/f']
  const all = paths.map((path) =>
    record(runtime.vela.uploadFile, { url: receiver.origin + path, filePath, name: 'file' }),
  )
  for (const path of paths) {
    const { upload, release } = await receiver.next()
    assert.equal(upload.path, path)
    release()
  }
  await Promise.all(all.map(({ done }) => done))
})

test('V38 a waiting upload can be aborted; the order of the others stays', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const filePath = temporaryFile(context)
  const [first, second, third, fourth] = ['/a', '/b', '/c', '/d'].map((path) =>
    record(runtime.vela.uploadFile, { url: receiver.origin + path, filePath, name: 'file' }),
  )
  second.task.abort()
  for (const path of ['/a', '/c', '/d']) {
    const { upload, release } = await receiver.next()
    assert.equal(upload.path, path)
    release()
  }
  await Promise.all([first.done, third.done, fourth.done])
  assert.deepEqual(second.calls, [])
})

test('V38 an upload that failed gives its place to the next', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const resetting = await startRawServer(context, (socket) =>
    socket.once('data', () => socket.resetAndDestroy()),
  )
  const runtime = createRuntime({ maxConcurrency: 1 })
  const filePath = temporaryFile(context)
  const failing = Array.from({ length: 6 }, () =>
    outcome(runtime.vela.uploadFile, { url: resetting.url, filePath, name: 'file' }),
  )
  const last = outcome(runtime.vela.uploadFile, { url: receiver.url, filePath, name: 'file' })
  const held = await receiver.next()
  held.release()
  assert.equal((await last).name, 'success')
  for (const { name } of await Promise.all(failing)) assert.equal(name, 'fail')
})

test("V38 onLimit: 'fail': the sixth gets code 205 and is never sent", async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ onLimit: 'fail' })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const five = Array.from({ length: 5 }, () => record(runtime.vela.uploadFile, options))
  const sixth = record(runtime.vela.uploadFile, { ...options, url: `${receiver.origin}/sixth` })
  const [[name, message, code], ...rest] = await sixth.done
  assert.deepEqual([name, typeof message, code], ['fail', 'string', 205])
  assert.notEqual(message, '')
  assert.deepEqual(rest, [['complete']])

  for (const { release } of await arrivals(receiver, 5)) release()
  await Promise.all(five.map(({ done }) => done))
  const seventh = record(runtime.vela.uploadFile, { ...options, url: `${receiver.origin}/seventh` })
  const { upload, release } = await receiver.next()
  assert.equal(upload.path, '/seventh')
  release()
  await seventh.done
  assert.equal(seventh.calls[0][0], 'success')
})

test("V38 onLimit: 'fail' with maxConcurrency: the second of one fails", async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ onLimit: 'fail', maxConcurrency: { vela: 1 } })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = record(runtime.vela.uploadFile, options)
  const { name, values } = await outcome(runtime.vela.uploadFile, options)
  assert.deepEqual([name, values[1]], ['fail', 205])
  const held = await receiver.next()
  held.release()
  await first.done
  assert.equal(first.calls[0][0], 'success')
})

test('V38 the limit of Vela is not shared with wx and taro', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = record(runtime.vela.uploadFile, options)
  const ofVela = await receiver.next()
  const second = record(runtime.wx.uploadFile, options)
  const ofWx = await receiver.next()
  ofWx.release()
  await second.done
  assert.deepEqual(first.calls, [])
  ofVela.release()
  await first.done
})
