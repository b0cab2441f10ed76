'use strict'
// The platform of this realm: code tells by the global that is there on which one it runs, so there is one.

const world = /** @type {Record<symbol, any>} */ (globalThis)

// In the realm and not in a module: test runners load modules anew, and there may be two copies of this package.
const PLATFORM = Symbol.for('uploadtask.platform')

/** Makes it this one. @param {import('../configuration/index.js').PlatformName} platform */
function setPlatform(platform) {
  const present = world[PLATFORM]
  if (present === platform) return
  if (present !== undefined) {
    throw new Error(
      `uploadtask: the platform of this realm is ${present} already, it cannot be ${platform} too; ` +
        'have another thread, process or test file for the other',
    )
  }
  // Where nothing can be set, the globals say so.
  Reflect.defineProperty(world, PLATFORM, { value: platform })
}

/** @returns {import('../configuration/index.js').PlatformName} */
const getPlatform = () => world[PLATFORM] ?? 'weapp'

module.exports = { getPlatform, setPlatform }
