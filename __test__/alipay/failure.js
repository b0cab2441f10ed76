'use strict'

const assert = require('node:assert/strict')
const { record } = require('../support/calls')

/**
 * The failure of an upload: asserts that fail and complete got one and the same plain object.
 *
 * @param {(options: any) => any} uploadFile
 * @param {object} options
 * @returns {Promise<{ error: number, errorMessage: string }>}
 */
async function failureOf(uploadFile, options) {
  const calls = await record(uploadFile, options).done
  assert.deepEqual(
    calls.map(([name, ...values]) => [name, values.length]),
    [
      ['fail', 1],
      ['complete', 1],
    ],
    JSON.stringify(calls),
  )
  const failure = calls[0][1]
  // A copy: what is done to one leaves the other alone.
  assert.notEqual(calls[1][1], failure)
  assert.deepEqual(calls[1][1], failure)
  assert.equal(Object.getPrototypeOf(failure), Object.prototype)
  assert.deepEqual(Object.keys(failure), ['error', 'errorMessage'])
  assert.match(failure.errorMessage, /\S/)
  assert.doesNotMatch(failure.errorMessage, /undefined|\[object/)
  return failure
}

module.exports = { failureOf }
