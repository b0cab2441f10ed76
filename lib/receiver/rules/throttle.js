'use strict'

const { performance } = require('node:perf_hooks')
const { Transform } = require('node:stream')
const globals = require('../node-globals.js')

/** A part is what passes in this time; short enough for progress to look smooth. */
const PART_MILLISECONDS = 50

/**
 * A stream through which bytes pass at a rate: the last of `n` bytes comes out no earlier than `n / rate` seconds
 * after the first of them came in.
 *
 * @param {number} rate Bytes per second.
 * @param {object} [clock] For tests.
 * @param {() => number} [clock.now] Milliseconds.
 * @param {typeof globalThis.setTimeout} [clock.setTimeout]
 * @returns {Transform}
 */
function throttle(rate, { now = () => performance.now(), setTimeout = globals.setTimeout } = {}) {
  const partSize = Math.max(1, Math.floor((rate * PART_MILLISECONDS) / 1000))
  // Little is held, so that the sender feels the rate.
  const highWaterMark = Math.min(partSize, 65536)
  /** When the bytes that have passed should have been through. */
  let due = Number.NEGATIVE_INFINITY
  /** @type {NodeJS.Timeout | undefined} */
  let timer

  return new Transform({
    writableHighWaterMark: highWaterMark,
    readableHighWaterMark: highWaterMark,

    transform(/** @type {Buffer} */ chunk, _encoding, callback) {
      const pass = (/** @type {number} */ start) => {
        if (start >= chunk.length) return callback()
        const end = Math.min(start + partSize, chunk.length)
        // Time in which nothing came is not saved up; a timer that was late is caught up with.
        if (now() - due > PART_MILLISECONDS) due = now()
        due += ((end - start) / rate) * 1000
        const go = () => {
          this.push(chunk.subarray(start, end))
          pass(end)
        }
        const wait = due - now()
        if (wait <= 0) go()
        else timer = setTimeout(go, Math.ceil(wait))
      }
      pass(0)
    },

    destroy(error, callback) {
      globals.clearTimeout(timer)
      callback(error)
    },
  })
}

module.exports = { throttle }
