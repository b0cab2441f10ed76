'use strict'
// The signals that ask a command to end.

const { constants } = require('node:os')

/** @typedef {'SIGINT' | 'SIGTERM' | 'SIGHUP'} EndingSignal */

/** @type {EndingSignal[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** The exit code that a shell reports for a program killed by this signal. */
function exitCodeOf(/** @type {EndingSignal} */ signal) {
  return 128 + constants.signals[signal]
}

/**
 * Calls back at the first of the signals; a second one ends the process at once.
 *
 * @param {(signal: EndingSignal) => void} end
 * @returns {() => void} Restores the default handling of the signals.
 */
function onceAskedToEnd(end) {
  let asked = false
  const handler = (/** @type {any} */ signal) => {
    if (asked) process.exit(exitCodeOf(signal))
    asked = true
    end(signal)
  }
  for (const signal of SIGNALS) process.on(signal, handler)
  return () => {
    for (const signal of SIGNALS) process.removeListener(signal, handler)
  }
}

module.exports = { exitCodeOf, onceAskedToEnd }
