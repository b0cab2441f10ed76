'use strict'
// createRuntime(config): the dialects, with one configuration and one connection pool.

// Loaded at once, unlike the rest: it keeps what test runners replace.
const { entries, fromEntries, tag, unboxed } = require('./primordials.js')

/**
 * @typedef {object} Face
 * @property {string} dialect Whose dialect the platform speaks.
 * @property {string[]} [ignored] Which of its options the platform does not have.
 * @property {boolean} throws Whether what a getter of the options throws leaves through `uploadFile`.
 * @property {boolean} promised Whether what `uploadFile` returns is a promise too.
 */

/**
 * @typedef {'tt' | 'swan' | 'qq' | 'jd' | 'ks' | 'xhs' | 'has' | 'dd'} FurtherMiniProgram
 * @type {Record<'vela' | 'quickapp' | 'wx' | 'taro' | 'alipay' | FurtherMiniProgram, Face>}
 */
const PLATFORMS = {
  vela: { dialect: 'vela', throws: true, promised: false },
  quickapp: { dialect: 'quickapp', throws: true, promised: false },
  // `fileName` is Taro's own.
  wx: { dialect: 'wx', ignored: ['fileName'], throws: false, promised: false },
  taro: { dialect: 'wx', throws: false, promised: true },
  alipay: { dialect: 'alipay', throws: false, promised: true },
  tt: { dialect: 'tt', throws: false, promised: false },
  swan: { dialect: 'swan', throws: false, promised: false },
  qq: { dialect: 'qq', throws: false, promised: false },
  jd: { dialect: 'jd', throws: false, promised: false },
  ks: { dialect: 'ks', throws: false, promised: false },
  xhs: { dialect: 'xhs', throws: false, promised: false },
  has: { dialect: 'has', throws: false, promised: false },
  dd: { dialect: 'dd', throws: false, promised: true },
}

/**
 * @typedef {{ uploadFile: (options?: any) => any }} Platform
 * @typedef {ReturnType<typeof makeRuntime>} Runtime
 */

/** Makes a runtime; errors name `source` as the origin of its configuration. */
function makeRuntime(/** @type {unknown} */ config, /** @type {string} */ source) {
  // Loaded with the first runtime, not before: `require('uploadtask')` costs next to nothing.
  const native = require('./native.js')
  const { createFiles } = require('./storage.js')
  const { inThisRealm } = require('./realm.js')
  const { start } = require('./task.js')
  const { startPromise } = require('./promise.js')

  const variables = fromEntries(native.environmentVariables().map((name) => [name, process.env[name]]))
  const { runtime, warnings } = inThisRealm(() =>
    native.createRuntime(config, variables, source, tag, unboxed),
  )
  for (const warning of warnings) process.emitWarning(warning, 'UploadTaskWarning')
  const descriptions = native.dialects()

  const platforms = entries(PLATFORMS).map(([platform, { dialect, ignored, throws, promised }]) => {
    const index = descriptions.findIndex(({ name }) => name === dialect)
    const spoken = { runtime, dialect: index, description: descriptions[index], ignored, throws }
    const uploadFile = promised
      ? (/** @type {unknown} */ options) => startPromise(spoken, options)
      : (/** @type {unknown} */ options) => start(spoken, options).task
    return [platform, { uploadFile }]
  })
  return {
    .../** @type {Record<keyof typeof PLATFORMS, Platform>} */ (fromEntries(platforms)),
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
