'use strict'
// Why an upload failed, and which number each platform has for that.

/** @typedef {keyof typeof codes} Cause */
/** @typedef {keyof (typeof codes)[Cause]} Column The platforms that have a number for each cause. */
/** @typedef {{ cause: Cause, message: string }} Failure */

// The core crate's table, the only one there is.
const codes = require('../../crates/core/src/dialect/codes.json')

const causes = /** @type {Cause[]} */ (Object.keys(codes))

/**
 * The number of a cause on a platform.
 *
 * @param {Cause} cause
 * @param {Column} column
 * @returns {number}
 */
function codeOf(cause, column) {
  return codes[cause][column]
}

/**
 * The cause of a platform's number: the first row of the table that has it, if several do.
 *
 * @param {Column} column
 * @param {unknown} code
 * @returns {Cause | undefined}
 */
function causeOf(column, code) {
  return causes.find((cause) => codes[cause][column] === code)
}

/**
 * A host's reason for a failure as readable text: never empty and never "undefined", whatever the host gave.
 *
 * @param {unknown} given
 * @param {unknown} code
 */
function messageOf(given, code) {
  const { errMsg, message } = /** @type {any} */ (given !== null && typeof given === 'object' ? given : {})
  const text = [given, errMsg, message].find((candidate) => typeof candidate === 'string')
  const readable = String(text === undefined ? '' : text).replace(/^uploadFile:fail[:\s]*/, '')
  if (readable !== '' && readable !== 'undefined') return readable
  return code === undefined ? 'the host gave no reason' : `the host gave no reason but the code ${code}`
}

module.exports = { codeOf, causeOf, messageOf }
