'use strict'

const assert = require('node:assert/strict')
const { setTimeout: delay } = require('node:timers/promises')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startRawServer } = require('../support/raw-server')
const { same, testBoth } = require('./dialects')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const onLimit = { vela: 'V38', quickapp: 'V38 Q5' }

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

testBoth(same('V38'), 'at most 5 uploads run at once in the default runtime', async (dialect, context) => {
  await assertLimit(context, dialect.uploadFile, 5)
})

for (const [label, own, others, limit] of /** @type {Array<[string, any, any, number]>} */ ([
  ['a new runtime', undefined, undefined, 5],
  ['maxConcurrency: 2', 2, undefined, 2],
  ['a smaller maxConcurrency of its own', 2, {}, 2],
  ['a larger one', 7, {}, 7],
  ['one of other dialects only', undefined, { wx: 1, alipay: 1 }, 5],
])) {
  testBoth(same('V38'), `${label}: ${limit} at once`, async (dialect, context) => {
    const maxConcurrency = others ? { ...others, ...(own && { [dialect.name]: own }) } : own
    await assertLimit(context, createRuntime({ maxConcurrency })[dialect.name].uploadFile, limit)
  })
}

testBoth(same('V38'), 'the rest wait in the order of the calls', async (dialect, context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const filePath = temporaryFile(context)
  const paths = ['/a', '/b', '/c', '/d', '/e', '/f']
  const all = paths.map((path) =>
    record(runtime[dialect.name].uploadFile, { url: receiver.origin + path, filePath, name: 'file' }),
  )
  for (const path of paths) {
    const { upload, release } = await receiver.next()
    assert.equal(upload.path, path)
    release()
  }
  await Promise.all(all.map(({ done }) => done))
})

testBoth(
  same('V38'),
  'a waiting upload can be aborted; the order of the others stays',
  async (dialect, context) => {
    const receiver = await startHoldingReceiver(context)
    const runtime = createRuntime({ maxConcurrency: 1 })
    const filePath = temporaryFile(context)
    const [first, second, third, fourth] = ['/a', '/b', '/c', '/d'].map((path) =>
      record(runtime[dialect.name].uploadFile, { url: receiver.origin + path, filePath, name: 'file' }),
    )
    second.task.abort()
    for (const path of ['/a', '/c', '/d']) {
      const { upload, release } = await receiver.next()
      assert.equal(upload.path, path)
      release()
    }
    await Promise.all([first.done, third.done, fourth.done])
    assert.deepEqual(second.calls, dialect.aborted)
  },
)

testBoth(same('V38'), 'an upload that failed gives its place to the next', async (dialect, context) => {
  const receiver = await startHoldingReceiver(context)
  const resetting = await startRawServer(context, (socket) =>
    socket.once('data', () => socket.resetAndDestroy()),
  )
  const runtime = createRuntime({ maxConcurrency: 1 })
  const filePath = temporaryFile(context)
  const failing = Array.from({ length: 6 }, () =>
    outcome(runtime[dialect.name].uploadFile, { url: resetting.url, filePath, name: 'file' }),
  )
  const last = outcome(runtime[dialect.name].uploadFile, { url: receiver.url, filePath, name: 'file' })
  const held = await receiver.next()
  held.release()
  assert.equal((await last).name, 'success')
  for (const { name } of await Promise.all(failing)) assert.equal(name, 'fail')
})

testBoth(onLimit, "onLimit: 'fail': the sixth gets code 205 and is never sent", async (dialect, context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ onLimit: 'fail' })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const five = Array.from({ length: 5 }, () => record(runtime[dialect.name].uploadFile, options))
  const sixth = record(runtime[dialect.name].uploadFile, { ...options, url: `${receiver.origin}/sixth` })
  assert.deepEqual(sixth.calls, [], 'it says so after the return')
  await sixth.done
  const [[, message]] = /** @type {any[][]} */ (sixth.calls)
  assert.deepEqual(sixth.calls, [
    ['fail', message, 205],
    ['complete', ...dialect.completed(message)],
  ])
  assert.equal(typeof message, 'string')
  assert.notEqual(message, '')

  for (const { release } of await arrivals(receiver, 5)) release()
  await Promise.all(five.map(({ done }) => done))
  const seventh = record(runtime[dialect.name].uploadFile, { ...options, url: `${receiver.origin}/seventh` })
  const { upload, release } = await receiver.next()
  assert.equal(upload.path, '/seventh')
  release()
  await seventh.done
  assert.equal(seventh.calls[0][0], 'success')
})

testBoth(
  onLimit,
  "onLimit: 'fail' with maxConcurrency: the second of one fails",
  async (dialect, context) => {
    const receiver = await startHoldingReceiver(context)
    const runtime = createRuntime({ onLimit: 'fail', maxConcurrency: { [dialect.name]: 1 } })
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const first = record(runtime[dialect.name].uploadFile, options)
    const { name, values } = await outcome(runtime[dialect.name].uploadFile, options)
    assert.deepEqual([name, values[1]], ['fail', 205])
    const held = await receiver.next()
    held.release()
    await first.done
    assert.equal(first.calls[0][0], 'success')
  },
)

testBoth(same('V38'), 'its queue is that of no other dialect', async (dialect, context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1, onLimit: 'fail' })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const started = [runtime.vela, runtime.quickapp, runtime.wx].map(({ uploadFile }) =>
    record(uploadFile, options),
  )
  const held = await arrivals(receiver, 3)
  for (const { calls } of started) assert.deepEqual(calls, [])
  const { name, values } = await outcome(runtime[dialect.name].uploadFile, options)
  assert.deepEqual([name, values[1]], ['fail', 205])
  for (const { release } of held) release()
  for (const { done } of started) assert.equal((await done)[0][0], 'success')
})
