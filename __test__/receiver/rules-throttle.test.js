'use strict'

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { Readable } = require('node:stream')
const { test } = require('node:test')
const { throttle } = require('../../lib/receiver/rules/index.js')

/**
 * A throttle at a clock that the test moves, and how many bytes have come out of it.
 *
 * @param {import('node:test').TestContext} context
 * @param {number} rate
 */
function throttleOf(context, rate) {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const stream = throttle(rate, { now: () => Date.now(), setTimeout })
  /** @type {Buffer[]} */
  const chunks = []
  stream.on('data', (chunk) => chunks.push(chunk))
  return {
    stream,
    passed: () => Buffer.concat(chunks),
    /** Moves the clock on, in steps in which everything can run. */
    async advance(/** @type {number} */ milliseconds) {
      for (let time = 0; time < milliseconds; time += 1) {
        context.mock.timers.tick(1)
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
  }
}

for (const rate of [10, 1_000, 65_536]) {
  test(`rules: a rate of ${rate} bytes per second lets through what it says, at any time`, async (context) => {
    const { stream, passed, advance } = throttleOf(context, rate)
    stream.end(Buffer.alloc(rate * 3))
    for (let second = 0.5; second <= 2.5; second += 0.5) {
      await advance(500)
      const bytes = passed().length
      assert.ok(bytes <= rate * second, `${bytes} bytes after ${second} s`)
      assert.ok(bytes >= rate * (second - 0.15), `${bytes} bytes after ${second} s`)
    }
    await advance(499)
    assert.ok(passed().length < rate * 3)
    await advance(2)
    assert.equal(passed().length, rate * 3)
  })
}

test('rules: a throttled body has the same bytes in the same order', async (context) => {
  const { stream, passed, advance } = throttleOf(context, 20_000)
  const content = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 251))
  Readable.from([content.subarray(0, 1), content.subarray(1, 7_000), content.subarray(7_000)]).pipe(stream)
  await advance(600)
  assert.deepEqual(passed(), content)
  assert.ok(stream.readableEnded)
})

test('rules: time in which nothing comes is not saved up', async (context) => {
  const { stream, passed, advance } = throttleOf(context, 1_000)
  stream.write(Buffer.alloc(100))
  await advance(10_000)
  assert.equal(passed().length, 100)
  stream.write(Buffer.alloc(2_000))
  await advance(1_000)
  assert.ok(passed().length <= 1_100, `${passed().length} bytes`)
  assert.ok(passed().length >= 1_000, `${passed().length} bytes`)
})

test('rules: the sender feels the rate', (context) => {
  const { stream } = throttleOf(context, 1_000)
  assert.equal(stream.write(Buffer.alloc(2_000)), false)
})

test('rules: a throttle that is destroyed lets no more through', async (context) => {
  const { stream, passed, advance } = throttleOf(context, 1_000)
  stream.end(Buffer.alloc(1_000))
  await advance(500)
  const bytes = passed().length
  stream.destroy()
  await once(stream, 'close')
  await advance(1_000)
  assert.equal(passed().length, bytes)
})

test('rules: a throttle that is destroyed leaves no timer behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const stream = throttle(1)
  stream.write(Buffer.alloc(2))
  assert.equal(timers(), before + 1)
  stream.destroy()
  await once(stream, 'close')
  assert.equal(timers(), before)
})

test('rules: a high rate takes no longer than it has to', async () => {
  const stream = throttle(1_000_000_000)
  stream.end(Buffer.alloc(1_000_000))
  assert.equal(Buffer.concat(await stream.toArray()).length, 1_000_000)
})
