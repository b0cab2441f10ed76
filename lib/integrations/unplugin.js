'use strict'
// The bundler plugin: code for a device is built for Node as it is.

require('../node-version.js').requireNode()
const { pluginFor } = require('./bundlers.js')
const { checkOptions, chosenTargets } = require('./plugin-options.js')

/** @typedef {import('./plugin-options.js').PluginOptions} PluginOptions */

/** @returns {PluginOptions} */
const check = (/** @type {unknown} */ options) =>
  checkOptions('uploadtask/unplugin', ['dialect', 'taro', 'configuration'], options)

/** The factory itself, as unplugin takes it. */
function raw(/** @type {PluginOptions | undefined} */ options, /** @type {{ framework: string }} */ meta) {
  return pluginFor(meta.framework, chosenTargets(check(options)))
}

/** @type {any} */
let instance

/** The plugin of one bundler. unplugin is loaded with the first, since few who load this need more than one. */
function create(/** @type {string} */ framework, /** @type {PluginOptions | undefined} */ options) {
  check(options)
  instance ??= require(/** @type {string} */ ('unplugin')).createUnplugin(/** @type {any} */ (raw))
  return instance[framework](options)
}

exports.vite = (/** @type {PluginOptions} */ options) => create('vite', options)
exports.webpack = (/** @type {PluginOptions} */ options) => create('webpack', options)
exports.rspack = (/** @type {PluginOptions} */ options) => create('rspack', options)
exports.rollup = (/** @type {PluginOptions} */ options) => create('rollup', options)
exports.esbuild = (/** @type {PluginOptions} */ options) => create('esbuild', options)
exports.rolldown = (/** @type {PluginOptions} */ options) => create('rolldown', options)
exports.raw = raw
Object.defineProperty(exports, 'default', { value: exports })
