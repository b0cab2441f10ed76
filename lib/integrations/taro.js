'use strict'
// The real Taro in Node: `@tarojs/taro` gets the functions of a platform, among them `uploadFile`, from the runtime
// of that platform's plugin, if this was loaded before it. A Taro build sees to that; here the module hooks do.

const path = require('node:path')
const { createRequire } = require('node:module')
const { fileURLToPath, pathToFileURL } = require('node:url')

const { MINI_PROGRAMS } = require('../configuration/index.js')
const { getPlatform } = require('./platform.js')

const TARO = '@tarojs/taro'

/** Whether this is the address of Taro's own main file, and not what some other tool put in its place. */
function isRealTaro(/** @type {string} */ url) {
  return url.startsWith('file:') && new URL(url).pathname.endsWith(`/${TARO}/index.js`)
}

/**
 * The platform's runtime as the importer of Taro finds it, or Taro itself, or the working directory.
 *
 * @param {string | undefined} importer The URL of the importing module.
 * @param {string} taro The URL of Taro.
 * @returns {string | undefined} Its path.
 */
function findPlatformRuntime(importer, taro) {
  const { plugin } = MINI_PROGRAMS[getPlatform()]
  if (!plugin) return undefined
  for (const from of [importer, taro, path.join(process.cwd(), 'index.js')]) {
    if (from && (from.startsWith('file:') || path.isAbsolute(from))) {
      try {
        return createRequire(from).resolve(`${plugin}/dist/runtime.js`)
      } catch {
        // Not there; perhaps elsewhere.
      }
    }
  }
}

/**
 * The address of an ES module that gives Taro, once the platform's runtime has been loaded. The names that Taro has are
 * not known before it is loaded, but for this one.
 *
 * @param {string | undefined} importer The URL of the importing module.
 * @param {string} taro The URL of Taro.
 */
function withPlatform(importer, taro) {
  const platform = findPlatformRuntime(importer, taro)
  const source = [
    ...(platform ? [`import ${JSON.stringify(pathToFileURL(platform).href)}`] : []),
    `import { loadTaro } from ${JSON.stringify(pathToFileURL(__filename).href)}`,
    `const Taro = loadTaro(${JSON.stringify(taro)})`,
    'export default Taro',
    'export const uploadFile = (...values) => Taro.uploadFile(...values)',
  ]
  return `data:text/javascript,${encodeURIComponent(source.join('\n'))}`
}

/** Loads the platform's runtime, if it is found. */
function requirePlatform(/** @type {string | undefined} */ importer, /** @type {string} */ taro) {
  const platform = findPlatformRuntime(importer, taro)
  if (platform) require(platform)
}

/**
 * Loads the platform's runtime for a CommonJS module that is about to load Taro.
 *
 * @param {string | undefined} importer The URL of the importing module.
 * @param {string} taro The URL of Taro.
 */
function loadPlatform(importer, taro) {
  const file = fileURLToPath(taro)
  if (require.cache[file]) return
  requirePlatform(importer, taro)
  prepare(createRequire(taro))
  queueMicrotask(() => {
    const loaded = require.cache[file]
    if (loaded) check(loaded.exports)
  })
}

/** Loads Taro itself, when the platform's runtime has been loaded. */
function loadTaro(/** @type {string} */ taro) {
  prepare(createRequire(taro))
  const loaded = require(fileURLToPath(taro))
  check(loaded)
  return loaded
}

/** The hooks of the runtimes of Taro that have been prepared. @type {WeakSet<object>} */
const prepared = new WeakSet()

/**
 * Prepares the modules that Taro loads, before Taro itself is loaded.
 *
 * @param {(name: string) => any} requireOfTaro Loads what Taro's main file would get by that name.
 */
function prepare(requireOfTaro) {
  const { hooks } = requireOfTaro('@tarojs/runtime')
  if (typeof hooks?.tap !== 'function') return
  if (prepared.has(hooks)) return
  prepared.add(hooks)
  const api = requireOfTaro('@tarojs/api')
  // Taro 3's main file looks for the `default` of a module that has none in CommonJS; its bundler gives it one.
  if (!('default' in api)) Object.defineProperty(api, 'default', { value: api })
  // Called after that of the platform, when Taro has its functions.
  hooks.tap('initNativeApi', markHandled)
}

/**
 * Marks a rejection as handled if a `fail` or `complete` was given (W4): a caller with a callback need not await, and
 * on a phone nothing ends because of it.
 */
function markHandled(/** @type {any} */ taro) {
  const { uploadFile } = taro
  if (typeof uploadFile !== 'function') return
  taro.uploadFile = function (/** @type {any[]} */ ...values) {
    const promise = uploadFile.apply(this, values)
    const { fail, complete } = Object(values[0])
    if (typeof fail === 'function' || typeof complete === 'function') promise?.catch?.(() => {})
    return promise
  }
}

let checked = false

/** Says why a Taro without `uploadFile` has none. */
function check(/** @type {any} */ taro) {
  if (checked || typeof taro?.uploadFile === 'function') return
  checked = true
  const platform = getPlatform()
  const { plugin } = MINI_PROGRAMS[platform]
  const remedy = plugin
    ? `Install ${plugin}${plugin.endsWith('-weapp') ? ' in the version of @tarojs/taro' : ''}`
    : `Load that of ${platform} before it (uploadtask knows of none)`
  process.emitWarning(
    `Taro.uploadFile is undefined: @tarojs/taro was loaded without the runtime of a platform. ${remedy}, or set ` +
      '`taro: true` in the configuration of uploadtask to have uploadtask/taro in place of @tarojs/taro.',
    'UploadTaskWarning',
  )
}

exports.TARO = TARO
exports.isRealTaro = isRealTaro
exports.withPlatform = withPlatform
exports.loadPlatform = loadPlatform
exports.loadTaro = loadTaro
exports.requirePlatform = requirePlatform
