'use strict'
// How the modules of the platforms are resolved, for the hooks of every kind.

const { isFeature, moduleAddress } = require('./features.js')
const { TARO, isRealTaro, loadPlatform, withPlatform } = require('./taro.js')

/** @typedef {{ url: string, format?: string | null, shortCircuit?: boolean }} Resolved */

/** The runtime of a Taro plugin as Taro's documentation writes it, without the extension that Node wants. */
const PLATFORM_RUNTIME = /^@tarojs\/plugin-platform-[\w-]+\/dist\/runtime(-utils)?$/

/** What Node says of a module that it does not find, `@system.router` among them. */
const NOT_FOUND = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_INVALID_MODULE_SPECIFIER']

/**
 * @param {Record<string, string>} addresses From module specifiers to the URLs of what they mean.
 * @param {string} specifier
 * @returns {Resolved | undefined}
 */
function ownModule(addresses, specifier) {
  if (Object.hasOwn(addresses, specifier)) return { url: addresses[specifier], shortCircuit: true }
}

/** What to ask Node for. */
function complete(/** @type {string} */ specifier) {
  return PLATFORM_RUNTIME.test(specifier) ? `${specifier}.js` : specifier
}

/** Whether this error says that a feature of a device is not there: the app and its tests have no module for it. */
function isMissingFeature(/** @type {string} */ specifier, /** @type {unknown} */ error) {
  return isFeature(specifier) && NOT_FOUND.includes(/** @type {NodeJS.ErrnoException} */ (error)?.code ?? '')
}

/** What an `import` of a feature that is not there gets. @returns {Resolved} */
function placeholderModule(/** @type {string} */ specifier) {
  return { url: moduleAddress(specifier), format: 'module', shortCircuit: true }
}

/**
 * What to make of Node's own answer.
 *
 * @param {Resolved} resolved
 * @param {string} specifier
 * @param {{ parentURL?: string | undefined, conditions?: string[] }} context
 * @returns {Resolved}
 */
function revise(resolved, specifier, { parentURL, conditions }) {
  if (specifier !== TARO || !isRealTaro(resolved.url)) return resolved
  if (!conditions?.includes('require')) {
    return { url: withPlatform(parentURL, resolved.url), format: 'module', shortCircuit: true }
  }
  loadPlatform(parentURL, resolved.url)
  return resolved
}

module.exports = { complete, isMissingFeature, ownModule, placeholderModule, revise }
