'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { BEFORE, BEHIND, Window } = require('../../lib/receiver/window.js')

/** Bytes that tell where they stand. */
const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) >> 3))

for (const size of [1, 7, 511, 512, 513, 4096, 5000]) {
  test(`receiver: the bytes around an offset are there, of pieces of ${size}`, () => {
    const window = new Window()
    for (let at = 0; at < bytes.length; at += size) {
      window.push(bytes.subarray(at, at + size))
      const end = Math.min(at + size, bytes.length)
      const { from, bytes: around } = window.around(end)
      assert.equal(from, Math.max(0, end - BEFORE))
      assert.deepEqual(around, bytes.subarray(from, end))
    }
    assert.deepEqual(window.beginning, bytes.subarray(0, BEFORE))
    // In the last piece, what follows is shown, too.
    const inside = Math.max(bytes.length - size, bytes.length - 3 * BEHIND)
    const { from, bytes: around } = window.around(inside)
    assert.deepEqual(around, bytes.subarray(from, inside + BEHIND))
    assert.ok(inside - from <= BEFORE)
  })
}

test('receiver: bytes that are gone, or never came, are not made up', () => {
  const window = new Window()
  assert.deepEqual(window.around(0), { from: 0, bytes: Buffer.alloc(0) })
  for (let at = 0; at < bytes.length; at += 100) window.push(bytes.subarray(at, at + 100))
  const early = window.around(10)
  assert.equal(early.bytes.length, 0)
  assert.equal(window.around(6000).bytes.length, 0)
})
