'use strict'
// A task that is a promise too.

const { surface } = require('./callbacks.js')
const { assign, RealmPromise } = require('./primordials.js')
const { start, inertTask } = require('./task.js')

/** @typedef {import('./native.js').Description} Description */

/**
 * The methods that return the promise, for platforms on which calls can be chained.
 *
 * @param {Record<string, (...values: any[]) => any>} task
 * @param {Description} description
 * @param {Promise<any>} promise
 */
function chainedMethods(task, description, promise) {
  const chained = description.events.filter((event) => event.chained)
  if (chained.length === 0) return {}
  /** @type {Record<string, (...values: any[]) => any>} */
  const methods = {
    abort(callback) {
      try {
        if (typeof callback === 'function') callback()
      } catch (error) {
        surface(error)
      }
      task.abort()
      return promise
    },
  }
  for (const { on, chained: name } of chained) {
    methods[/** @type {string} */ (name)] = (listener) => {
      task[on](listener)
      return promise
    }
  }
  return methods
}

/**
 * Starts an upload; gives its task, its callbacks and a promise of its result.
 *
 * @param {import('./task.js').Platform} platform
 * @param {unknown} options
 */
function begin(platform, options) {
  /** @type {(value: any) => void} */
  let resolve = () => {}
  /** @type {(reason: any) => void} */
  let reject = resolve
  /** @type {Promise<any>} */
  const promise = new RealmPromise((...settlers) => {
    ;[resolve, reject] = settlers
  })
  try {
    const { task, callbacks } = start(platform, options, (completion) => {
      const settle = completion.callback === 'success' ? resolve : reject
      settle(completion.arguments[0])
    })
    return { task, callbacks, promise }
  } catch (error) {
    // Not for what the options hold: the stack or the memory is at its end.
    reject(error)
    return { task: inertTask(platform.description), callbacks: {}, promise }
  }
}

/**
 * Starts an upload and returns a promise with the methods of its task.
 *
 * @param {import('./task.js').Platform} platform
 * @param {unknown} options
 */
function startPromise(platform, options) {
  const { task, callbacks, promise } = begin(platform, options)
  // A caller with a callback for failures need not await: the rejection must not end the process.
  const { fail, complete } = callbacks
  if (typeof fail === 'function' || typeof complete === 'function') promise.catch(() => {})
  return assign(promise, task, chainedMethods(task, platform.description, promise))
}

/**
 * Starts an upload and returns its task where there is a callback, else a promise, without the methods of the task.
 *
 * @param {import('./task.js').Platform} platform
 * @param {unknown} options
 */
function startTaskOrPromise(platform, options) {
  const { task, callbacks, promise } = begin(platform, options)
  const { success, fail, complete } = callbacks
  if (typeof success !== 'function' && typeof fail !== 'function' && typeof complete !== 'function')
    return promise
  promise.catch(() => {})
  return task
}

module.exports = { startPromise, startTaskOrPromise }
