'use strict'
// Makes Node.js resolve the modules of the platforms, in `import` and `require`.

const path = require('node:path')
const { fileURLToPath, pathToFileURL } = require('node:url')
const { getPlatform } = require('./platform.js')
const { complete, ownModule, revise } = require('./resolve.js')

const Module = /** @type {any} */ (require('node:module'))

/** For `require` where `module.registerHooks` is missing. */
function patchRequire(/** @type {Record<string, string>} */ addresses) {
  const resolveFilename = Module._resolveFilename

  /** @type {(request: string, parent: any, ...rest: any[]) => string} */
  Module._resolveFilename = function (request, parent, ...rest) {
    const own = ownModule(addresses, request)
    if (own) return fileURLToPath(own.url)
    const file = resolveFilename.call(this, request, parent, ...rest)
    if (path.isAbsolute(file)) {
      const parentURL = parent?.filename && pathToFileURL(parent.filename).href
      revise({ url: pathToFileURL(file).href }, request, { parentURL, conditions: ['require'] })
    }
    return file
  }
}

/** For `require.resolve` where `module.registerHooks` does not serve it. */
function patchRequireResolve(/** @type {Record<string, string>} */ addresses) {
  const resolveFilename = Module._resolveFilename

  /** @type {(request: string, ...rest: any[]) => string} */
  Module._resolveFilename = function (request, ...rest) {
    const own = ownModule(addresses, request)
    return own ? fileURLToPath(own.url) : resolveFilename.call(this, request, ...rest)
  }
}

/** Whether `require.resolve` finds what the hooks provide: on some versions of Node.js they are not asked. */
function canResolve(/** @type {string} */ specifier) {
  try {
    require.resolve(specifier)
    return true
  } catch {
    return false
  }
}

/**
 * @param {Record<string, string>} addresses From module specifiers to the URLs of what they mean.
 */
function installModuleHooks(addresses) {
  if (typeof Module.registerHooks === 'function') {
    Module.registerHooks({
      resolve(/** @type {string} */ specifier, /** @type {any} */ context, /** @type {any} */ nextResolve) {
        const own = ownModule(addresses, specifier)
        return own ?? revise(nextResolve(complete(specifier), context), specifier, context)
      },
    })
    if (!Object.keys(addresses).every(canResolve)) patchRequireResolve(addresses)
    return
  }
  const data = { addresses, platform: getPlatform() }
  Module.register('./hooks-thread.js', pathToFileURL(__filename), { data })
  patchRequire(addresses)
}

module.exports = { installModuleHooks, patchRequire }
