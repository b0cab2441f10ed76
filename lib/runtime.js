'use strict'
// createRuntime(config): the dialects, with one configuration and one connection pool.

// Loaded at once, unlike the rest: it keeps what test runners replace.
require('./schedule.js')

/** The platforms: whose dialect each speaks, and whether what it returns is a promise too. */
const PLATFORMS = {
  vela: { dialect: 'vela', promised: false },
  quickapp: { dialect: 'quickapp', promised: false },
  wx: { dialect: 'wx', promised: false },
  taro: { dialect: 'wx', promised: true },
  alipay: { dialect: 'alipay', promised: true },
}

/**
 * @typedef {{ uploadFile: (options?: any) => any }} Platform
 * @typedef {ReturnType<typeof makeRuntime>} Runtime
 */

/** Makes a runtime; `source` says in errors where its configuration comes from. */
function makeRuntime(/** @type {unknown} */ config, /** @type {string} */ source) {
  // Loaded with the first runtime, not before: `require('uploadtask')` costs next to nothing.
  const native = require('./native.js')
  const { createFiles } = require('./files.js')
  const { inThisRealm } = require('./realm.js')
  const { start } = require('./task.js')
  const { startPromise } = require('./promise.js')

  const variables = Object.fromEntries(native.environmentVariables().map((name) => [name, process.env[name]]))
  const { runtime, warnings } = inThisRealm(() => native.createRuntime(config, variables, source))
  for (const warning of warnings) process.emitWarning(warning, 'UploadTaskWarning')
  const descriptions = native.dialects()

  const platforms = Object.entries(PLATFORMS).map(([platform, { dialect, promised }]) => {
    const index = descriptions.findIndex(({ name }) => name === dialect)
    const description = descriptions[index]
    const uploadFile = promised
      ? (/** @type {unknown} */ options) => startPromise(runtime, index, description, options)
      : (/** @type {unknown} */ options) => start(runtime, index, description, options).task
    return [platform, { uploadFile }]
  })
  return {
    .../** @type {Record<keyof typeof PLATFORMS, Platform>} */ (Object.fromEntries(platforms)),
    files: createFiles(runtime),
  }
}

/** @returns {Runtime} */
function createRuntime(/** @type {unknown} */ config) {
  return makeRuntime(config, 'createRuntime')
}

/** @type {Runtime | undefined} */
let defaultRuntime

/** The runtime of the module-level functions, made at the first upload, with the environment of that moment. */
function getDefaultRuntime() {
  defaultRuntime ??= createRuntime(undefined)
  return defaultRuntime
}

/** Replaces that runtime by one with a configuration; errors name `source` as its origin. */
function setDefaultRuntime(/** @type {unknown} */ config, /** @type {string} */ source) {
  defaultRuntime = makeRuntime(config, source)
}

module.exports = { PLATFORMS, createRuntime, getDefaultRuntime, setDefaultRuntime }
