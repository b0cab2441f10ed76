'use strict'
// createRuntime(config): the dialects, with one configuration and one connection pool.

// Loaded at once, unlike the rest: it keeps what test runners replace.
const { asKey, entries, fromEntries, tag, unboxed } = require('./primordials.js')

/**
 * @typedef {object} Face
 * @property {string} dialect Whose dialect the platform speaks.
 * @property {string[]} [ignored] Which of its options the platform does not have.
 * @property {boolean} throws Whether what a getter of the options throws leaves through `uploadFile`.
 * @property {boolean} [takesContent] Whether a file may be given in place of its path: bytes, a Blob, a URL of them.
 * @property {'task' | 'promise' | 'either'} returns What `uploadFile` returns: the task, a promise that is the task too, or the
 *   task where there is a callback and else a promise.
 * @property {boolean} [completeGetsCopy] Whether `complete` gets an object of its own.
 */

/**
 * @typedef {'tt' | 'swan' | 'qq' | 'jd' | 'ks' | 'xhs' | 'has' | 'dd'} FurtherMiniProgram
 * @type {Record<'vela' | 'quickapp' | 'wx' | 'taro' | 'alipay' | 'uni' | FurtherMiniProgram, Face>}
 */
const PLATFORMS = {
  vela: { dialect: 'vela', throws: true, returns: 'task' },
  quickapp: { dialect: 'quickapp', throws: true, returns: 'task' },
  // `fileName` is Taro's own.
  wx: { dialect: 'wx', ignored: ['fileName'], throws: false, returns: 'task' },
  taro: { dialect: 'wx', takesContent: true, throws: false, returns: 'promise' },
  // uni-app's runtime takes members out of what `fail` gets.
  alipay: { dialect: 'alipay', throws: false, returns: 'promise', completeGetsCopy: true },
  tt: { dialect: 'tt', throws: false, returns: 'task' },
  swan: { dialect: 'swan', throws: false, returns: 'task' },
  qq: { dialect: 'qq', throws: false, returns: 'task' },
  jd: { dialect: 'jd', throws: false, returns: 'task' },
  ks: { dialect: 'ks', throws: false, returns: 'task' },
  xhs: { dialect: 'xhs', throws: false, returns: 'task' },
  has: { dialect: 'has', throws: false, returns: 'task' },
  dd: { dialect: 'dd', throws: false, returns: 'promise' },
  uni: { dialect: 'uni', takesContent: true, throws: false, returns: 'either' },
}

/**
 * @typedef {{ uploadFile: (options?: any) => any }} Platform
 * @typedef {ReturnType<typeof makeRuntime>} Runtime
 */

/**
 * Makes a runtime.
 *
 * @param {unknown} config
 * @param {string} source What its errors name as the origin of the configuration.
 * @param {keyof typeof PLATFORMS} [platform] Whose temporary files `files.temp` makes.
 */
function makeRuntime(config, source, platform = 'wx') {
  // Loaded with the first runtime, not before: `require('uploadtask')` costs next to nothing.
  const native = require('./native.js')
  const { createFiles, createStorage } = require('./storage.js')
  const { inThisRealm } = require('./realm.js')
  const { start } = require('./task.js')
  const { startPromise, startTaskOrPromise } = require('./promise.js')

  const variables = fromEntries(native.environmentVariables().map((name) => [name, process.env[name]]))
  const { runtime, warnings } = inThisRealm(() =>
    native.createRuntime(config, variables, source, tag, unboxed),
  )
  for (const warning of warnings) process.emitWarning(warning, 'UploadTaskWarning')
  const descriptions = native.dialects().map(({ events, ...description }) => ({
    ...description,
    events: events.map((event) => ({ ...event, on: asKey(event.on), off: asKey(event.off) })),
  }))

  /** @type {Record<Face['returns'], (platform: import('./task.js').Platform, options: unknown) => any>} */
  const starts = {
    task: (platform, options) => start(platform, options).task,
    promise: startPromise,
    either: startTaskOrPromise,
  }
  const dialectOf = (/** @type {Face} */ { dialect }) =>
    descriptions.findIndex(({ name }) => name === dialect)
  const platforms = entries(PLATFORMS).map(([name, { returns, ...face }]) => {
    const dialect = dialectOf({ returns, ...face })
    const spoken = { runtime, ...face, dialect, description: descriptions[dialect] }
    const uploadFile = (/** @type {unknown} */ options) => starts[returns](spoken, options)
    return [name, { uploadFile }]
  })
  const made = {
    .../** @type {Record<keyof typeof PLATFORMS, Platform>} */ (fromEntries(platforms)),
    files: createFiles(runtime, dialectOf(PLATFORMS[platform])),
  }
  storages.set(made, (platform) => createStorage(runtime, dialectOf(PLATFORMS[platform])))
  return made
}

/**
 * What an app of a platform finds in the storage of a runtime.
 *
 * @type {WeakMap<object, (platform: keyof typeof PLATFORMS) => import('./storage.js').Storage>}
 */
const storages = new WeakMap()

/** The storage of the runtime of the module-level functions, as an app of a platform finds it. */
function getDefaultStorage(/** @type {string} */ platform) {
  const storageOf = /** @type {(platform: string) => import('./storage.js').Storage} */ (
    storages.get(getDefaultRuntime())
  )
  return storageOf(platform)
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

/**
 * Replaces that runtime by one with a configuration.
 *
 * @param {unknown} config
 * @param {string} source What its errors name as its origin.
 * @param {string} [platform] Whose temporary files `files.temp` makes.
 */
function setDefaultRuntime(config, source, platform) {
  defaultRuntime = makeRuntime(config, source, /** @type {keyof typeof PLATFORMS | undefined} */ (platform))
}

module.exports = { PLATFORMS, createRuntime, getDefaultRuntime, getDefaultStorage, setDefaultRuntime }
