'use strict'
// A task that is a promise too, as Taro's is.

const { call } = require('./listeners.js')

/** @typedef {import('./dialect.js').Completion} Completion */
/** @typedef {import('./dialect.js').EventDescription} EventDescription */

/**
 * Starts an upload and returns a promise with the methods of its task.
 *
 * @param {EventDescription[]} events
 * @param {(settled: (completion: Completion) => void) => { task: Record<string, any>, callbacks: any }} start
 * @returns {any}
 */
function startPromise(events, start) {
  /** @type {Record<string, any>} */
  let task = { abort() {} }
  for (const { on, off } of events) Object.assign(task, { [on]() {}, [off]() {} })
  let handled = false
  const promise = new Promise((resolve, reject) => {
    const started = start(({ callback, arguments: [result] }) => {
      const settle = callback === 'success' ? resolve : reject
      settle(result)
    })
    task = started.task
    handled = ['fail', 'complete'].some((name) => typeof started.callbacks[name] === 'function')
  })
  // A caller with a callback for failures need not await: the rejection must not end the process.
  if (handled) promise.catch(() => {})
  /** @type {Record<string, any>} */
  const methods = Object.assign({}, task, {
    abort(/** @type {unknown} */ callback) {
      call(callback, [])
      task.abort()
      return promise
    },
  })
  for (const { on, chained } of events) {
    methods[chained] = (/** @type {unknown} */ listener) => {
      task[on](listener)
      return promise
    }
  }
  return Object.assign(promise, methods)
}

module.exports = { startPromise }
