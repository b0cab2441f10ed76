'use strict'
// `uploadtask/assert`: the same for Node's own test runner, and whatever else takes an AssertionError.

require('../node-version.js').requireNode()
const { AssertionError } = require('node:assert')
const { isDeepStrictEqual } = require('node:util')
const { hasField, hasFile, hasHeader } = require('./expectations.js')

/** Throws what a result tells. */
function assert(
  /** @type {import('./expectations.js').Result} */ { pass, wanted, expected, actual },
  /** @type {Function} */ stackStartFn,
) {
  if (pass) return
  const { message } = new AssertionError({ actual, expected, operator: 'deepStrictEqual' })
  throw new AssertionError({
    message: `The upload does not have ${wanted} as expected. ${message}`,
    actual,
    expected,
    operator: 'upload',
    stackStartFn,
  })
}

/**
 * @param {any} upload
 * @param {any} [first]
 * @param {any} [second]
 */
function hasFileOf(upload, first, second) {
  const isAnywhere = typeof first === 'object' && first !== null
  const result = isAnywhere
    ? hasFile(upload, undefined, first, isDeepStrictEqual)
    : hasFile(upload, first, second, isDeepStrictEqual)
  assert(result, hasFileOf)
}

/** @param {any} upload @param {string} name @param {unknown} [value] */
function hasFieldOf(upload, name, value) {
  assert(hasField(upload, name, value, isDeepStrictEqual), hasFieldOf)
}

/** @param {any} upload @param {string} name @param {unknown} [value] */
function hasHeaderOf(upload, name, value) {
  assert(hasHeader(upload, name, value, isDeepStrictEqual), hasHeaderOf)
}

exports.hasFile = hasFileOf
exports.hasField = hasFieldOf
exports.hasHeader = hasHeaderOf
Object.defineProperty(exports, 'default', { value: exports })
