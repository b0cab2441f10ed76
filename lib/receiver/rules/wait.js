'use strict'

/**
 * Waits, unless the signal says that it is of no use any more.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>} Resolves in both cases, and at once for 0.
 */
function wait(milliseconds, signal) {
  return new Promise((resolve) => {
    if (milliseconds === 0 || signal.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end)
  })
}

module.exports = { wait }
