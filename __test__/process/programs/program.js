'use strict'
// What the programs beside this file share.

const fs = require('node:fs')

/** The argument of the program. */
const input = JSON.parse(process.argv[2] ?? 'null')

/**
 * Writes at once, so that nothing is lost or delayed when the process ends.
 *
 * @param {object} value
 */
function report(value) {
  fs.writeSync(1, `${JSON.stringify({ ...value, at: Date.now() })}\n`)
}

/** Waits until the test lets the program go on. */
function wait() {
  return new Promise((resolve) => process.stdin.once('end', resolve).resume())
}

module.exports = { input, report, wait }
