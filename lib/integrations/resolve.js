'use strict'
// How the modules of the platforms are resolved, for the hooks of every kind.

const { TARO, isRealTaro, loadPlatform, withPlatform } = require('./taro.js')

/** @typedef {{ url: string, format?: string | null, shortCircuit?: boolean }} Resolved */

/** The runtime of a Taro plugin as Taro's documentation writes it, without the extension that Node wants. */
const PLATFORM_RUNTIME = /^@tarojs\/plugin-platform-[\w-]+\/dist\/runtime(-utils)?$/

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

module.exports = { complete, ownModule, revise }
