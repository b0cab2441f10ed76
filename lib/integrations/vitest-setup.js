'use strict'
// What vitest loads before each test file. vitest itself resolves the modules of the tested code; the hooks of
// `register` do so for what it leaves to Node, packages in node_modules say.

const path = require('node:path')
const { createRequire } = require('node:module')
const { pathToFileURL } = require('node:url')
const { loadConfiguration } = require('../configuration/index.js')
const { setPlatform } = require('./platform.js')
const { TARO, loadPlatform } = require('./taro.js')

/** Where the project has Taro, if it has it. */
function findTaro() {
  try {
    return createRequire(path.join(process.cwd(), 'index.js')).resolve(TARO)
  } catch {
    return undefined
  }
}

if (process.env.VITEST_VM_POOL) {
  // The vm pools load modules themselves: there are no hooks, and Taro's modules do not load.
  require('./setup.js')
} else {
  require('./register.js')
  // Where `register` was loaded before vitest set its variables, it may have taken another one.
  setPlatform(loadConfiguration().platform)
  const taro = findTaro()
  // vitest asks Node for Taro by its path, which the hooks do not see.
  if (taro) loadPlatform(undefined, pathToFileURL(taro).href)
}
