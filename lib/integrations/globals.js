'use strict'
// The globals that code finds on a device.

const { createRequire } = require('node:module')
const path = require('node:path')
const { feature, isFeature } = require('./features.js')

const world = /** @type {Record<string, any>} */ (globalThis)

// What Taro's builds put in place of these names, with the defaults of its webpack runner for mini-programs: without
// them `@tarojs/runtime` does not load.
const TARO_CONSTANTS = {
  ENABLE_INNER_HTML: true,
  ENABLE_ADJACENT_HTML: false,
  ENABLE_SIZE_APIS: false,
  ENABLE_TEMPLATE_CONTENT: false,
  ENABLE_CLONE_NODE: false,
  ENABLE_CONTAINS: false,
  ENABLE_MUTATION_OBSERVER: false,
}

const APP_MODULE = '@app-module/'

const OPEN = { writable: true, enumerable: true, configurable: true }

/** Sets a global, which a test may replace. */
function setGlobal(/** @type {string} */ name, /** @type {unknown} */ value) {
  try {
    Object.defineProperty(world, name, { value, ...OPEN })
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    throw new Error(
      `uploadtask/register cannot set globalThis.${name}: ${message}; load it before what freezes it`,
    )
  }
}

/** A copy of a frozen object, with its prototype and its members, which can be changed. */
function thawed(/** @type {object} */ object) {
  const members = Object.getOwnPropertyDescriptors(object)
  for (const member of Object.values(members)) {
    member.configurable = true
    if ('value' in member) member.writable = true
  }
  return Object.create(Object.getPrototypeOf(object), members)
}

/**
 * Gives the platform's global its `uploadFile`, and of the other members those that it has not; one that was there keeps
 * all else.
 */
function installHost(
  /** @type {string} */ host,
  /** @type {Function} */ uploadFile,
  /** @type {Record<string, Function | object>} */ members,
) {
  const present = world[host]
  if (Object(present) !== present) {
    setGlobal(host, { uploadFile, ...members })
    return
  }
  const missing = Object.entries(members).filter(([name]) => !(name in present))
  const given = Object.fromEntries(
    [['uploadFile', uploadFile], ...missing].map(([name, value]) => [name, { value, ...OPEN }]),
  )
  try {
    Object.defineProperties(present, given)
  } catch {
    // It is frozen, or its `uploadFile` is.
    setGlobal(host, Object.defineProperties(thawed(present), given))
  }
}

/** What Taro's runtimes for Alipay and DingTalk look at as they are loaded. @returns {Record<string, object>} */
function companions(/** @type {string} */ host) {
  if (host !== 'my' && host !== 'dd') return {}
  // Node.js 20 has no `navigator`; DingTalk's runtime keeps something in `my`.
  return { navigator: { userAgent: '' }, ...(host === 'dd' && { my: {} }) }
}

/**
 * Makes `$app_require$('@app-module/<module>')`, which compiled quick apps call, give `modules['@<module>']`, and for
 * another feature of a device what the app or its test has under that name, else a placeholder.
 */
function installAppRequire(/** @type {Record<string, () => unknown>} */ modules) {
  const present = world.$app_require$
  const provided = Object.keys(modules).map((specifier) => specifier.replace('@', APP_MODULE))
  setGlobal(
    '$app_require$',
    function $app_require$(/** @type {string} */ name, /** @type {any[]} */ ...rest) {
      const index = provided.indexOf(name)
      if (index !== -1) return Object.values(modules)[index]()
      if (typeof present === 'function') return present(name, ...rest)
      const specifier = String(name).replace(APP_MODULE, '@')
      if (name !== specifier && isFeature(specifier)) return requireFeature(specifier)
      throw new Error(
        `$app_require$: there is no ${name} in Node.js; uploadtask provides ${provided.join(', ')}`,
      )
    },
  )
}

/** What the project has by the name of a feature, else a placeholder. */
function requireFeature(/** @type {string} */ specifier) {
  const requireOfProject = createRequire(path.join(process.cwd(), 'index.js'))
  try {
    return requireOfProject(specifier)
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (Object(error))
    // Another module may be missing, of those that this one needs.
    if (code !== 'MODULE_NOT_FOUND' || !message?.includes(`'${specifier}'`)) throw error
    return feature(specifier)
  }
}

/**
 * Takes the warning out of Node.js' own `localStorage`, which from 26 on is undefined without `--localstorage-file` and
 * warns whoever looks: Taro looks at each global. That of a page stays.
 */
function quietLocalStorage() {
  const isNodes =
    !('window' in world) && Object.getOwnPropertyDescriptor(world, 'localStorage')?.get !== undefined
  const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ')
  if (isNodes && !options.includes('--localstorage-file')) setGlobal('localStorage', undefined)
}

/**
 * @typedef {object} Provided
 * @property {string} host The name of the platform's global.
 * @property {Function} uploadFile
 * @property {Record<string, Function | object>} members What else the global has, unless it was there.
 * @property {Record<string, () => unknown>} modules What gives each `@system.…` module.
 */

/** Puts all of this in place. */
function installGlobals(/** @type {Provided} */ { host, uploadFile, members, modules }) {
  quietLocalStorage()
  installHost(host, uploadFile, members)
  installAppRequire(modules)
  const app = { globalData: {} }
  for (const [name, value] of Object.entries({
    ...TARO_CONSTANTS,
    ...companions(host),
    getCurrentPages: () => [],
    getApp: () => app,
  })) {
    if (!(name in world)) setGlobal(name, value)
  }
}

module.exports = { installGlobals }
