'use strict'
// The resolve hook of Node.js versions without `module.registerHooks`: it runs in a thread of its own and sees the
// `import`s.

const { setPlatform } = require('./platform.js')
const { complete, isMissingFeature, ownModule, placeholderModule, revise } = require('./resolve.js')

/** @typedef {import('node:module').ResolveHookContext} Context */
/** @typedef {import('./resolve.js').Resolved} Resolved */
/** @typedef {import('../configuration/index.js').PlatformName} PlatformName */

/** @type {Record<string, string>} */
let addresses = {}

/** @param {{ addresses: Record<string, string>, platform: PlatformName }} data */
exports.initialize = function initialize(data) {
  addresses = data.addresses
  setPlatform(data.platform)
}

exports.resolve = async function resolve(
  /** @type {string} */ specifier,
  /** @type {Context} */ context,
  /** @type {(specifier: string, context: Context) => Promise<Resolved>} */ nextResolve,
) {
  const own = ownModule(addresses, specifier)
  if (own) return own
  try {
    return revise(await nextResolve(complete(specifier), context), specifier, context)
  } catch (error) {
    if (isMissingFeature(specifier, error)) return placeholderModule(specifier)
    throw error
  }
}
