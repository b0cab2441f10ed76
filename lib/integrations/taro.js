'use strict'
// The real Taro in Node: `@tarojs/taro` gets the functions of a platform, among them `uploadFile`, from the runtime
// of that platform's plugin, if this was loaded before it. A Taro build sees to that; here the module hooks do.

const path = require('node:path')
const { createRequire } = require('node:module')
const { fileURLToPath, pathToFileURL } = require('node:url')

const TARO = '@tarojs/taro'
/** The plugin whose platform has `wx`. */
const PLATFORM_RUNTIME = '@tarojs/plugin-platform-weapp/dist/runtime.js'

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
  for (const from of [importer, taro, path.join(process.cwd(), 'index.js')]) {
    if (from && (from.startsWith('file:') || path.isAbsolute(from))) {
      try {
        return createRequire(from).resolve(PLATFORM_RUNTIME)
      } catch {
        // Not there; perhaps elsewhere.
      }
    }
  }
}

/**
 * The address of an ES module that gives all that Taro gives, once the platform's runtime has been loaded.
 *
 * @param {string | undefined} importer The URL of the importing module.
 * @param {string} taro The URL of Taro.
 */
function withPlatform(importer, taro) {
  const platform = findPlatformRuntime(importer, taro)
  const source = [
    ...(platform ? [`import ${JSON.stringify(pathToFileURL(platform).href)}`] : []),
    `import Taro from ${JSON.stringify(taro)}`,
    `import { check } from ${JSON.stringify(pathToFileURL(__filename).href)}`,
    'check(Taro)',
    `export * from ${JSON.stringify(taro)}`,
    'export default Taro',
    'export const uploadFile = (...values) => Taro.uploadFile(...values)',
  ]
  return `data:text/javascript,${encodeURIComponent(source.join('\n'))}`
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
  const platform = findPlatformRuntime(importer, taro)
  if (platform) require(platform)
  queueMicrotask(() => {
    const loaded = require.cache[file]
    if (loaded) check(loaded.exports)
  })
}

let checked = false

/** Says why a Taro without `uploadFile` has none. */
function check(/** @type {any} */ taro) {
  if (checked || typeof taro?.uploadFile === 'function') return
  checked = true
  process.emitWarning(
    'Taro.uploadFile is undefined: @tarojs/taro was loaded without the runtime of a platform. Install ' +
      '@tarojs/plugin-platform-weapp in the version of @tarojs/taro, or set `taro: true` in the configuration of ' +
      'uploadtask to have uploadtask/taro in place of @tarojs/taro.',
    'UploadTaskWarning',
  )
}

exports.TARO = TARO
exports.isRealTaro = isRealTaro
exports.withPlatform = withPlatform
exports.loadPlatform = loadPlatform
exports.check = check
