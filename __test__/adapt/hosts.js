'use strict'
// Stand-ins for the platforms' own `uploadFile`: they call back, listen and abort as each platform does, and
// send nothing.

/**
 * @typedef {object} Host
 * @property {{ uploadFile: (options: any) => any }} implementation What an adapter takes.
 * @property {any[]} options What it was called with, call by call, without the callbacks.
 * @property {number} aborts How often its task was aborted.
 * @property {(...values: any[]) => void} succeed Ends the newest upload as the platform does.
 * @property {(...values: any[]) => void} fail
 * @property {(event: any) => void} progress
 * @property {(event: any) => void} headers
 */

/**
 * What one platform does at the end, and to an abort.
 *
 * @typedef {object} Platform
 * @property {string[]} events
 * @property {(values: any[]) => any[]} completeArguments
 * @property {any[] | null} aborted What `fail` gets; `null` is silence.
 */

/** @type {Record<string, Platform>} */
const PLATFORMS = {
  vela: { events: ['ProgressUpdate'], completeArguments: () => [], aborted: null },
  quickapp: {
    events: ['ProgressUpdate', 'HeadersReceived'],
    completeArguments: ([data]) => [data],
    aborted: ['Canceled', 1000],
  },
  wx: {
    events: ['ProgressUpdate', 'HeadersReceived'],
    completeArguments: (values) => values,
    aborted: [{ errMsg: 'uploadFile:fail abort', errno: 600004 }],
  },
}

/**
 * A host of a dialect: `vela`, `quickapp`, `wx`, or `taro`, which is `wx` as `processApis` of
 * `@tarojs/shared` wraps it.
 *
 * @param {string} dialect
 * @param {(end: { succeed: (...values: any[]) => void, fail: (...values: any[]) => void }) => void} [during]
 *   Called during
 *   `uploadFile`, for platforms that call back before it returns.
 * @returns {Host}
 */
function createHost(dialect, during) {
  if (dialect === 'taro') return createTaroHost(during)
  const { events, completeArguments, aborted } = PLATFORMS[dialect]
  /** @type {any} */
  let callbacks = {}
  /** @type {Map<string, Set<Function>>} */
  let listeners = new Map()

  const end = (/** @type {string} */ name, /** @type {any[]} */ values) => {
    const called = callbacks
    callbacks = {}
    called[name]?.(...values)
    called.complete?.(...completeArguments(values))
  }
  const emit = (/** @type {string} */ event, /** @type {any} */ argument) => {
    for (const listener of listeners.get(event) ?? []) listener(argument)
  }

  /** @type {Host} */
  const host = {
    options: [],
    aborts: 0,
    implementation: {
      uploadFile(options) {
        const { success, fail, complete, ...rest } = options
        callbacks = { success, fail, complete }
        listeners = new Map(events.map((event) => [event, new Set()]))
        host.options.push(rest)
        during?.(host)
        /** @type {any} */
        const task = {
          abort() {
            host.aborts += 1
            if (aborted) end('fail', aborted)
            else callbacks = {}
          },
        }
        for (const [event, registered] of listeners) {
          task[`on${event}`] = (/** @type {Function} */ listener) => void registered.add(listener)
          task[`off${event}`] = (/** @type {Function} */ listener) => void registered.delete(listener)
        }
        return task
      },
    },
    succeed: (...values) => end('success', values),
    fail: (...values) => end('fail', values),
    progress: (event) => emit('ProgressUpdate', event),
    headers: (event) => emit('HeadersReceived', event),
  }
  return host
}

/** @param {Parameters<typeof createHost>[1]} during */
function createTaroHost(during) {
  const host = createHost('wx', during)
  const { uploadFile } = host.implementation
  host.implementation = {
    uploadFile(options) {
      const copy = { ...options }
      /** @type {any} */
      let task
      const promise = new Promise((resolve, reject) => {
        copy.success = (/** @type {any} */ result) => {
          options.success?.(result)
          resolve(result)
        }
        copy.fail = (/** @type {any} */ reason) => {
          options.fail?.(reason)
          reject(reason)
        }
        task = uploadFile(copy)
      })
      return Object.assign(promise, task, {
        progress(/** @type {Function} */ listener) {
          task.onProgressUpdate(listener)
          return promise
        },
        abort(/** @type {Function | undefined} */ callback) {
          callback?.()
          task.abort()
          return promise
        },
      })
    },
  }
  return host
}

/** The name of an adapter: `taroFromVela`. */
function adapterName(/** @type {string} */ caller, /** @type {string} */ host) {
  return `${caller}From${host[0].toUpperCase()}${host.slice(1)}`
}

/** A complete and correct set of options. */
const OPTIONS = Object.freeze({ url: 'http://a.test/', filePath: 'a.png', name: 'file' })

module.exports = { createHost, adapterName, OPTIONS }
