'use strict'
// Gives the default runtime the project's configuration, and puts the globals of the devices in their places. The
// test-runner presets have their runner load this file; `uploadtask/register` adds the modules.

const { setDefaultRuntime } = require('../runtime.js')
const wx = require('../../wx.js')
const { loadConfiguration } = require('./configuration.js')
const { installGlobals } = require('./globals.js')
const { targets } = require('./resolution.js')

/** The modules of this package by their subpath; written out, since bundlers and test runners look for them. */
/** @type {Record<string, () => any>} */
const packageModules = {
  'uploadtask/vela': () => require('../../vela.js'),
  'uploadtask/quickapp': () => require('../../quickapp.js'),
}

/**
 * Runs what reads and checks the configuration. Whoever sees its errors is to mend a file or a variable: where in this
 * package that was found out does not help them.
 *
 * @template T
 * @param {() => T} read
 * @returns {T}
 */
function withoutStack(read) {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && ['ConfigurationError', 'TypeError'].includes(error.name)) {
      error.stack = `${error}`
    }
    throw error
  }
}

const configuration = withoutStack(() => {
  const loaded = loadConfiguration()
  setDefaultRuntime(loaded.options, loaded.source)
  return loaded
})
const modules = Object.entries(targets(configuration))
  .filter(([specifier]) => specifier.startsWith('@system.'))
  .map(([specifier, subpath]) => [specifier, packageModules[subpath]])
installGlobals({ uploadFile: wx.uploadFile, modules: Object.fromEntries(modules) })

exports.configuration = configuration
