'use strict'
// The preset of jest: tests of code for a device really upload. It is what jest finds as
// `uploadtask/jest/jest-preset.js`, and what a configuration can spread.

require('../node-version.js').requireNode()
const { loadConfiguration } = require('../configuration/index.js')
const { FEATURE, KNOWN } = require('./features.js')
const { targets } = require('./targets.js')
const { TARO } = require('./taro.js')

/** @type {Record<string, string>} */
const moduleNameMapper = {}
const own = targets(loadConfiguration())
const files = { ...own, [TARO]: own[TARO] ?? './jest-taro.js' }
for (const [specifier, file] of Object.entries(files)) {
  moduleNameMapper[`^${specifier.replaceAll(/[./]/g, '\\$&')}$`] = require.resolve(file)
}

// Those that are known are mocks, each of its own.
const known = KNOWN.map((specifier) => specifier.replaceAll('.', '\\.')).join('|')
moduleNameMapper[`^(?!(?:${known})$)${FEATURE.source.slice(1)}`] = require.resolve('./jest-other-feature.js')

exports.moduleNameMapper = moduleNameMapper
exports.setupFiles = [require.resolve('./setup.js'), require.resolve('./jest-features.js')]
// jest's own value, less Taro: its packages have ES modules in them, which jest takes only when they are transformed.
exports.transformIgnorePatterns = [
  '/node_modules/(?!(\\.pnpm/[^/]+/node_modules/)?@tarojs/)',
  '\\.pnp\\.[^\\/]+$',
]
Object.defineProperty(exports, 'default', { value: exports })
