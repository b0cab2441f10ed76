'use strict'
// The globals that code for a device finds there.

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

function set(/** @type {object} */ object, /** @type {string} */ name, /** @type {unknown} */ value) {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
}

/** Gives `wx` its `uploadFile`; another `wx` that is there keeps the rest. */
function installWx(/** @type {Function} */ uploadFile) {
  const present = world.wx
  if (Object(present) !== present) {
    set(world, 'wx', { uploadFile })
    return
  }
  try {
    set(present, 'uploadFile', uploadFile)
  } catch {
    // It is frozen, or its `uploadFile` is.
    set(world, 'wx', { ...present, uploadFile })
  }
}

/** Makes `$app_require$('@app-module/<module>')`, which compiled quick apps call, give `modules['@<module>']`. */
function installAppRequire(/** @type {Record<string, () => unknown>} */ modules) {
  const present = world.$app_require$
  const provided = Object.keys(modules).map((specifier) => specifier.replace('@', APP_MODULE))
  set(
    world,
    '$app_require$',
    function $app_require$(/** @type {string} */ name, /** @type {any[]} */ ...rest) {
      const index = provided.indexOf(name)
      if (index !== -1) return Object.values(modules)[index]()
      if (typeof present === 'function') return present(name, ...rest)
      throw new Error(
        `$app_require$: there is no ${name} in Node.js; uploadtask provides ${provided.join(', ')}`,
      )
    },
  )
}

/**
 * @param {{ uploadFile: Function, modules: Record<string, () => unknown> }} provided The `uploadFile` of `wx`, and
 *   what gives each `@system.…` module.
 */
function installGlobals({ uploadFile, modules }) {
  installWx(uploadFile)
  installAppRequire(modules)
  const app = { globalData: {} }
  for (const [name, value] of Object.entries({
    ...TARO_CONSTANTS,
    getCurrentPages: () => [],
    getApp: () => app,
  })) {
    if (!(name in world)) set(world, name, value)
  }
}

module.exports = { installGlobals }
