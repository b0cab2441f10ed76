'use strict'
// The preset of vitest: tests of code for a device really upload.

require('../node-version.js').requireNode()
const path = require('node:path')
const { loadPlaceholder, resolveFeature } = require('./bundler-hooks.js')
const { isFeature } = require('./features.js')
const { checkOptions, chosenTargets } = require('./plugin-options.js')

/** Escapes a text for a regular expression. */
const literal = (/** @type {string} */ text) => text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, '\\$&')

/** The folder of this package; vitest has its paths with forward slashes. */
const packageFolder = path.join(__dirname, '..', '..').replaceAll(path.sep, '/')

// What vitest is to leave to Node: this package, also where a link or a workspace makes it look like source, and Taro,
// whose modules have to share one state.
const EXTERNAL = [new RegExp(`^${literal(packageFolder)}([^/]+\\.js$|lib/)`), /\/node_modules\/@tarojs\//]

/** @param {{ dialect?: 'vela' | 'quickapp', taro?: boolean, platform?: string }} [options] */
function uploadtask(options) {
  const names = ['dialect', 'taro', 'platform']
  const { dialect, taro, platform } = checkOptions('uploadtask/vitest', names, options)
  return {
    name: 'uploadtask',
    config: () => ({
      resolve: {
        alias: Object.entries(chosenTargets({ dialect, taro })).map(([specifier, subpath]) => ({
          find: new RegExp(`^${literal(specifier)}$`),
          replacement: require.resolve(subpath),
        })),
      },
      test: {
        setupFiles: [require.resolve('./vitest-setup.js')],
        server: { deps: { external: EXTERNAL } },
        // The setup file reads the configuration too, and has to get the same result.
        env: {
          ...(dialect !== undefined && { UPLOADTASK_DIALECT: dialect }),
          ...(taro !== undefined && { UPLOADTASK_TARO: String(taro) }),
          ...(platform !== undefined && { UPLOADTASK_PLATFORM: platform }),
        },
      },
    }),
    /** @this {any} */
    resolveId(
      /** @type {string} */ specifier,
      /** @type {string | undefined} */ importer,
      /** @type {any} */ options,
    ) {
      if (isFeature(specifier)) return resolveFeature(this, specifier, importer, options)
    },
    load: loadPlaceholder,
    /** Lets the server serve the setup file, which is outside of its root where this package is linked. */
    configResolved(/** @type {{ server: { fs: { allow: string[] } } }} */ { server }) {
      server.fs.allow.push(packageFolder)
    },
  }
}

Object.defineProperty(uploadtask, 'default', { value: uploadtask })
module.exports = uploadtask
