'use strict'
// Makes Node.js resolve the modules of the platforms, in `import` and `require`.

const path = require('node:path')
const { fileURLToPath, pathToFileURL } = require('node:url')
const { feature } = require('./features.js')
const { getPlatform } = require('./platform.js')
const { complete, isMissingFeature, ownModule, placeholderModule, revise } = require('./resolve.js')

const Module = /** @type {any} */ (require('node:module'))

/**
 * The name of a CommonJS module with a placeholder, in place of a path: there is no file, the module counts as loaded.
 * Node does not look into a JSON file for the names of its exports.
 */
function placeholderName(/** @type {string} */ specifier) {
  // From `require.resolve`.
  if (Module._cache[specifier]) return specifier
  const name = `${specifier}.json`
  if (!Module._cache[name]) {
    const module = new Module(name)
    Object.assign(module, { filename: name, exports: feature(specifier), loaded: true })
    Module._cache[name] = module
  }
  return name
}

/** For `require` where `module.registerHooks` is missing. */
function patchRequire(/** @type {Record<string, string>} */ addresses) {
  const resolveFilename = Module._resolveFilename

  /** @type {(request: string, parent: any, ...rest: any[]) => string} */
  Module._resolveFilename = function (request, parent, ...rest) {
    const own = ownModule(addresses, request)
    if (own) return fileURLToPath(own.url)
    /** @type {string} */
    let file
    try {
      file = resolveFilename.call(this, request, parent, ...rest)
    } catch (error) {
      if (isMissingFeature(request, error)) return placeholderName(request)
      throw error
    }
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
    if (own) return fileURLToPath(own.url)
    try {
      return resolveFilename.call(this, request, ...rest)
    } catch (error) {
      if (isMissingFeature(request, error)) return placeholderName(request)
      throw error
    }
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

/** For `import` where `module.registerHooks` is missing: Node.js runs the hooks in a thread. */
function registerInThread(/** @type {Record<string, string>} */ addresses) {
  const data = { addresses, platform: getPlatform() }
  try {
    Module.register('./hooks-thread.js', pathToFileURL(__filename), { data })
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ERR_ACCESS_DENIED') throw error
    throw new Error(
      `uploadtask/register needs a thread for its hooks, which this process may not start: add --allow-worker, or use Node.js 22.15 or newer`,
      { cause: error },
    )
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
        if (own) return own
        try {
          return revise(nextResolve(complete(specifier), context), specifier, context)
        } catch (error) {
          if (!isMissingFeature(specifier, error)) throw error
          return context.conditions?.includes('require')
            ? { url: placeholderName(specifier), shortCircuit: true }
            : placeholderModule(specifier)
        }
      },
    })
    if (!Object.keys(addresses).every(canResolve)) patchRequireResolve(addresses)
    return
  }
  registerInThread(addresses)
  patchRequire(addresses)
}

module.exports = { installModuleHooks, patchRequire }
