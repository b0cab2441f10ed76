'use strict'
// Gives the default runtime the project's configuration, and puts the globals of the devices in their places. The
// test-runner presets have their runner load this file; `uploadtask/register` adds the modules.

const { NO_ADDON } = require('../load-error.js')
const { setDefaultRuntime } = require('../runtime.js')
const wx = require('../../wx.js')
const { ConfigurationError, loadConfiguration } = require('../configuration/index.js')
const { installGlobals } = require('./globals.js')
const { targets } = require('./targets.js')

/** The modules of this package by their subpath; written out, since bundlers and test runners look for them. */
/** @type {Record<string, () => any>} */
const packageModules = {
  'uploadtask/vela': () => require('../../vela.js'),
  'uploadtask/quickapp': () => require('../../quickapp.js'),
}

/**
 * Runs what reads or checks the configuration, and loads the addon. Its errors are about a file, a variable or an
 * installation, so the stack within this package is of no help. An error of the user's own code keeps its stack.
 *
 * @template T
 * @param {() => T} run
 * @param {(error: NodeJS.ErrnoException) => boolean} isOurs Whether the error is from this package.
 * @returns {T}
 */
function withoutStack(run, isOurs) {
  try {
    return run()
  } catch (error) {
    if (error instanceof Error && isOurs(error)) error.stack = `${error}`
    throw error
  }
}

const configuration = withoutStack(
  () => loadConfiguration(),
  (error) => error instanceof ConfigurationError,
)
const { options, source } = configuration
withoutStack(
  () => setDefaultRuntime(options, source),
  ({ message, code }) => message.startsWith(`${source}: `) || code === NO_ADDON,
)
const modules = Object.entries(targets(configuration))
  .filter(([specifier]) => specifier.startsWith('@system.'))
  .map(([specifier, subpath]) => [specifier, packageModules[subpath]])
installGlobals({ uploadFile: wx.uploadFile, modules: Object.fromEntries(modules) })

exports.configuration = configuration
