'use strict'

/**
 * Fails when a promise takes longer than a time limit of the contract.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {number} milliseconds
 * @param {string} what What did not happen, for the message.
 * @returns {Promise<T>}
 */
async function within(promise, milliseconds, what) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const limit = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${milliseconds} ms: ${what}`)), milliseconds)
  })
  try {
    return await Promise.race([promise, /** @type {Promise<never>} */ (limit)])
  } finally {
    clearTimeout(timer)
  }
}

module.exports = { within }
