'use strict'

/**
 * Starts an upload with recording callbacks; `done` resolves after `complete`.
 *
 * @param {(options: any) => any} uploadFile
 * @param {object} options
 */
function record(uploadFile, options) {
  /** @type {Array<[string, ...any[]]>} */
  const calls = []
  /** @type {any} */
  let task
  const done = new Promise((resolve) => {
    task = uploadFile({
      ...options,
      success: (/** @type {any[]} */ ...values) => calls.push(['success', ...values]),
      fail: (/** @type {any[]} */ ...values) => calls.push(['fail', ...values]),
      complete: (/** @type {any[]} */ ...values) => {
        calls.push(['complete', ...values])
        resolve(calls)
      },
    })
  })
  // A Taro task is a promise that rejects beside the callbacks; these tests look at the callbacks.
  task?.catch?.(() => {})
  return { task, calls, done: /** @type {Promise<Array<[string, ...any[]]>>} */ (done) }
}

/**
 * What an upload ends with: `{ name: 'success' | 'fail', values }`.
 *
 * @param {(options: any) => any} uploadFile
 * @param {object} options
 */
async function outcome(uploadFile, options) {
  const [[name, ...values]] = await record(uploadFile, options).done
  return { name, values }
}

module.exports = { record, outcome }
