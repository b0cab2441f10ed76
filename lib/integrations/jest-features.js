'use strict'
// What jest loads before each test file for the features of devices that are not here. jest has none of Node's hooks:
// they are mocks, which those of a test replace.

const { createRequire } = require('node:module')
const path = require('node:path')
const { KNOWN, feature } = require('./features.js')

/** jest gives it to each module that it runs; its types are not installed. */
const { jest: mocks } = require(/** @type {string} */ ('@jest/globals'))

const requireOfProject = createRequire(path.join(process.cwd(), 'index.js'))

/** Whether the project has a module, a manual mock or a mapping of this name. */
function isProvided(/** @type {string} */ specifier) {
  try {
    requireOfProject.resolve(specifier)
    return true
  } catch {
    return false
  }
}

for (const specifier of KNOWN) {
  if (isProvided(specifier)) continue
  const virtual = { virtual: true }
  mocks.doMock(specifier, () => feature(specifier), virtual)
  mocks.unstable_mockModule(
    specifier,
    () => ({ ...feature(specifier), default: feature(specifier) }),
    virtual,
  )
}
