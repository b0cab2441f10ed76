'use strict'
// createRuntime(config): the dialects, with one configuration and one connection pool.

// Loaded at once, unlike the rest: it keeps what test runners replace.
require('./schedule.js')

/**
 * @typedef {{ uploadFile: (options?: any) => any }} Dialect
 */

/**
 * @param {unknown} [config]
 * @returns {{ vela: Dialect, wx: Dialect, taro: Dialect }}
 */
function createRuntime(config) {
  // Loaded with the first runtime, not before: `require('uploadtask')` costs next to nothing.
  const native = require('./native.js')
  const { start } = require('./task.js')
  const { startPromise } = require('./promise.js')

  const variables = Object.fromEntries(native.environmentVariables().map((name) => [name, process.env[name]]))
  const runtime = native.createRuntime(config, variables)
  const descriptions = native.dialects()

  /** @returns {Dialect} */
  const dialect = (/** @type {string} */ name) => {
    const index = descriptions.findIndex((description) => description.name === name)
    return { uploadFile: (options) => start(runtime, index, descriptions[index], options).task }
  }
  /** @returns {Dialect} */
  const promised = (/** @type {string} */ name) => {
    const index = descriptions.findIndex((description) => description.name === name)
    return { uploadFile: (options) => startPromise(runtime, index, descriptions[index], options) }
  }

  return { vela: dialect('vela'), wx: dialect('wx'), taro: promised('wx') }
}

/** @type {ReturnType<typeof createRuntime> | undefined} */
let defaultRuntime

/** The runtime of the module-level functions: made at the first upload, with the environment of then. */
function getDefaultRuntime() {
  defaultRuntime ??= createRuntime()
  return defaultRuntime
}

module.exports = { createRuntime, getDefaultRuntime }
