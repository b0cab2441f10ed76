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
 * Collects a child's output until it has ended, however it ends; rejects when it could not be started.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} [timeout] Milliseconds; what takes longer is killed. Not that of `spawn`, whose timer runs on, and keeps
 *   the process alive, where a program could not be started.
 * @returns {Promise<Ended>}
 */
function ending(child, timeout) {
  const output = { stdout: '', stderr: '' }
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    child[name]?.setEncoding('utf8').on('data', (text) => {
      output[name] += text
    })
  }
  const timer = timeout === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeout)
  /** @type {Promise<Ended>} */
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, ...output }))
  })
  return ended.finally(() => clearTimeout(timer))
}

module.exports = { ending }
