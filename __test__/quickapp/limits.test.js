'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { setTimeout: delay } = require('node:timers/promises')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')

const { createRuntime, quickapp } = /** @type {any} */ (require('uploadtask'))

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
  const running = []
  while (running.length < limit) running.push(await receiver.next())
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

test('V38 Quick App: at most 5 uploads run at once in the default runtime', async (context) => {
  await assertLimit(context, quickapp.uploadFile, 5)
})

for (const [maxConcurrency, limit] of /** @type {Array<[any, number]>} */ ([
  [undefined, 5],
  [2, 2],
  [{ quickapp: 2 }, 2],
  [{ quickapp: 7 }, 7],
  [{ vela: 1, wx: 1 }, 5],
])) {
  test(`V38 Quick App: maxConcurrency ${JSON.stringify(maxConcurrency)}: ${limit} at once`, async (context) => {
    await assertLimit(context, createRuntime({ maxConcurrency }).quickapp.uploadFile, limit)
  })
}

test('V38 Quick App: the rest wait in the order of the calls', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: { quickapp: 1 } })
  const filePath = temporaryFile(context)
  const paths = ['/a', '/b', '/c', '/d', '/e', '/f']
  const all = paths.map((path) =>
    record(runtime.quickapp.uploadFile, { url: receiver.origin + path, filePath, name: 'file' }),
  )
  for (const path of paths) {
    const { upload, release } = await receiver.next()
    assert.equal(upload.path, path)
    release()
  }
  await Promise.all(all.map(({ done }) => done))
})

test('V38 Quick App: its queue is neither that of Vela nor that of wx and taro', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const started = [runtime.vela, runtime.quickapp, runtime.wx].map(({ uploadFile }) =>
    record(uploadFile, options),
  )
  const held = [await receiver.next(), await receiver.next(), await receiver.next()]
  for (const { calls } of started) assert.deepEqual(calls, [])
  for (const { release } of held) release()
  for (const { done } of started) assert.equal((await done)[0][0], 'success')
})

test("V38 Q5 onLimit: 'fail': the sixth gets code 205, and is never sent", async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ onLimit: 'fail' })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const five = Array.from({ length: 5 }, () => record(runtime.quickapp.uploadFile, options))
  const sixth = record(runtime.quickapp.uploadFile, { ...options, url: `${receiver.origin}/sixth` })
  assert.equal(sixth.calls.length, 0)
  await sixth.done
  const [[, message]] = sixth.calls
  assert.deepEqual(sixth.calls, [
    ['fail', message, 205],
    ['complete', message],
  ])
  assert.equal(typeof message, 'string')
  assert.notEqual(message, '')

  const held = []
  while (held.length < 5) held.push(await receiver.next())
  for (const { release } of held) release()
  await Promise.all(five.map(({ done }) => done))
  const seventh = outcome(runtime.quickapp.uploadFile, { ...options, url: `${receiver.origin}/seventh` })
  const { upload, release } = await receiver.next()
  assert.equal(upload.path, '/seventh')
  release()
  assert.equal((await seventh).name, 'success')
})

test("V38 Q5 onLimit: 'fail' counts Quick App's own uploads only", async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ onLimit: 'fail', maxConcurrency: 1 })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const ofVela = record(runtime.vela.uploadFile, options)
  const first = record(runtime.quickapp.uploadFile, options)
  const { name, values } = await outcome(runtime.quickapp.uploadFile, options)
  assert.deepEqual([name, values[1]], ['fail', 205])
  for (const { release } of [await receiver.next(), await receiver.next()]) release()
  assert.equal((await ofVela.done)[0][0], 'success')
  assert.equal((await first.done)[0][0], 'success')
})
