'use strict'
// The options that the bundler plugin and the preset of vitest take.

const fs = require('node:fs')
const { loadConfiguration, platformNamed } = require('../configuration/index.js')
const { targets } = require('./targets.js')

/**
 * @typedef {object} PluginOptions
 * @property {'vela' | 'quickapp'} [dialect]
 * @property {boolean} [taro]
 * @property {string} [platform]
 * @property {string | false} [configuration]
 */

/** Whether there is a folder at this path. */
function isFolder(/** @type {string} */ path) {
  try {
    return fs.statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** What each option may be, and how to say it. @type {Record<string, [(value: unknown) => boolean, string]>} */
const OPTIONS = {
  dialect: [(value) => value === 'vela' || value === 'quickapp', '"vela" or "quickapp"'],
  taro: [(value) => typeof value === 'boolean', 'true or false'],
  platform: [(value) => platformNamed(value) !== undefined, 'a platform, such as "weapp", "tt" or "alipay"'],
  configuration: [
    (value) => (typeof value === 'string' && value !== '') || value === false,
    'the folder from which the configuration is searched, or false',
  ],
}

/**
 * Checks the options; throws a `TypeError` that names the one that is wrong.
 *
 * @param {string} plugin What to call the plugin in messages.
 * @param {string[]} names The options that this plugin has.
 * @param {unknown} options
 * @returns {PluginOptions}
 */
function checkOptions(plugin, names, options = {}) {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${plugin}: the options should be an object`)
  }
  for (const [name, value] of Object.entries(options)) {
    if (!names.includes(name)) {
      throw new TypeError(
        `${plugin}: unknown option "${name}" (the options are ${names.join(', ')}; ` +
          'the options of createRuntime belong in the configuration of uploadtask)',
      )
    }
    const [isRight, description] = OPTIONS[name]
    if (value !== undefined && !isRight(value)) {
      throw new TypeError(`${plugin}: option "${name}" should be ${description}`)
    }
    if (name === 'configuration' && typeof value === 'string' && !isFolder(value)) {
      throw new TypeError(`${plugin}: option "${name}" should be ${description}: there is no folder ${value}`)
    }
  }
  return options
}

/**
 * From module specifiers to the subpaths of this package that they mean. What the options leave open is as the
 * project's configuration has it.
 *
 * @param {PluginOptions} options
 * @returns {Record<string, string>}
 */
function chosenTargets({ dialect, taro, configuration }) {
  const needsConfiguration = configuration !== false && (dialect === undefined || taro === undefined)
  const { dialect: configuredDialect, taro: configuredTaro } = needsConfiguration
    ? loadConfiguration(configuration)
    : { dialect: /** @type {const} */ ('vela'), taro: false }
  return targets({ dialect: dialect ?? configuredDialect, taro: taro ?? configuredTaro })
}

module.exports = { checkOptions, chosenTargets }
