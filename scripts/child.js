'use strict'
// Runs programs: their output, and how they end.

/**
 * @typedef {object} Ended
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 * @property {string} stdout Empty where it was not piped.
 * @property {string} stderr
 */

/**
 * Kills a child that has not ended after some milliseconds. Not by the `timeout` of `spawn`: its timer runs on, and keeps
 * the process alive, where a program could not be started.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} milliseconds
 */
function killAfter(child, milliseconds) {
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
  for (const end of ['error', 'close']) child.once(end, () => clearTimeout(timer))
}

/**
 * Collects a child's output until it has ended, however it ends; rejects when it could not be started.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} [timeout] Milliseconds; what takes longer is killed.
 * @returns {Promise<Ended>}
 */
function ending(child, timeout) {
  const output = { stdout: '', stderr: '' }
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    child[name]?.setEncoding('utf8').on('data', (text) => {
      output[name] += text
    })
  }
  if (timeout !== undefined) killAfter(child, timeout)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, ...output }))
  })
}

module.exports = { killAfter, ending }
