'use strict'
// Why an upload failed, and which number each platform has for that.

/** @typedef {keyof typeof codes} Cause */
/** @typedef {keyof (typeof codes)[Cause]} Column The platforms that have a number for each cause. */
/** @typedef {{ cause: Cause, message: string }} Failure */

// The table of the core crate; there is no second one.
const codes = require('../../crates/core/src/codes.json')

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
 * The cause behind a platform's number: the first row of the table that has it, where several have.
 *
 * @param {Column} column
 * @param {unknown} code
 * @returns {Cause | undefined}
 */
function causeOf(column, code) {
  return causes.find((cause) => codes[cause][column] === code)
}

/**
 * What a host says of a failure, as text for people: never empty and never "undefined", whatever the host
 * gave.
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
