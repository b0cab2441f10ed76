'use strict'
// Time limits of tests. They are for what never comes: a slow machine is no fault, and an emulated system is slow.

const patience = Number(process.env.TEST_PATIENCE ?? 1)

/** A time limit, longer where the environment asks for more patience. */
const patient = (/** @type {number} */ milliseconds) => milliseconds * patience

/**
 * Fails when a promise takes longer than a time limit of the contract.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {number} limit Milliseconds.
 * @param {string} what What did not happen, for the message.
 * @returns {Promise<T>}
 */
async function within(promise, limit, what) {
  const milliseconds = patient(limit)
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const end = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${milliseconds} ms: ${what}`)), milliseconds)
  })
  try {
    return await Promise.race([promise, /** @type {Promise<never>} */ (end)])
  } finally {
    clearTimeout(timer)
  }
}

module.exports = { patient, within }
