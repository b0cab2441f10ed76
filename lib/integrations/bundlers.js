'use strict'
// `uploadtask/bundlers`: code for a device is built for Node as it is.

require('../node-version.js').requireNode()
const hooks = require('./bundler-hooks.js')
const { checkOptions, chosenTargets } = require('./plugin-options.js')

/** What bundlers call the plugin. */
const name = 'uploadtask'

/** The options, checked where the plugin is made. @returns {import('./plugin-options.js').PluginOptions} */
const check = (/** @type {unknown} */ options) =>
  checkOptions('uploadtask/bundlers', ['dialect', 'taro', 'configuration'], options)

/** What the specifiers mean, by the options and the project's configuration. */
const resolutionFor = (/** @type {unknown} */ options) =>
  hooks.createResolution(chosenTargets(check(options)))

/** A plugin of webpack or Rspack. It reads the configuration when a compiler takes it. */
function webpackPlugin(/** @type {unknown} */ options) {
  check(options)
  return {
    apply: (/** @type {any} */ compiler) => hooks.webpackHooks(resolutionFor(options))(compiler),
  }
}

exports.vite = (/** @type {unknown} */ options) => {
  return { name, enforce: 'pre', ...hooks.viteHooks(resolutionFor(options)) }
}
exports.rollup = (/** @type {unknown} */ options) => {
  // Only the format tells where Rollup's output runs.
  return { name, ...hooks.rollupHooks(resolutionFor(options), () => undefined) }
}
exports.rolldown = (/** @type {unknown} */ options) => {
  return { name, ...hooks.rolldownHooks(resolutionFor(options)) }
}
exports.esbuild = (/** @type {unknown} */ options) => {
  check(options)
  return { name, setup: (/** @type {any} */ build) => hooks.esbuildSetup(resolutionFor(options), build) }
}
exports.webpack = webpackPlugin
exports.rspack = webpackPlugin
Object.defineProperty(exports, 'default', { value: exports })
