'use strict'
// Gives the default runtime the project's configuration, and puts the globals of the devices in their places. The
// test-runner presets have their runner load this file; `uploadtask/register` adds the modules.

const { NO_ADDON } = require('../load-error.js')
const { getDefaultStorage, setDefaultRuntime } = require('../runtime.js')
const { ConfigurationError, MINI_PROGRAMS, loadConfiguration } = require('../configuration/index.js')
const { deviceMembers } = require('./device/index.js')
const { installGlobals } = require('./globals.js')
const { setPlatform } = require('./platform.js')
const { targets } = require('./targets.js')

/** The modules of this package by their subpath; written out, since bundlers and test runners look for them. */
/** @type {Record<string, () => any>} */
const packageModules = {
  'uploadtask/vela': () => require('../../vela.js'),
  'uploadtask/quickapp': () => require('../../quickapp.js'),
  'uploadtask/wx': () => require('../../wx.js'),
  'uploadtask/alipay': () => require('../../alipay.js'),
  'uploadtask/tt': () => require('../../tt.js'),
  'uploadtask/swan': () => require('../../swan.js'),
  'uploadtask/qq': () => require('../../qq.js'),
  'uploadtask/jd': () => require('../../jd.js'),
  'uploadtask/ks': () => require('../../ks.js'),
  'uploadtask/xhs': () => require('../../xhs.js'),
  'uploadtask/has': () => require('../../has.js'),
  'uploadtask/dd': () => require('../../dd.js'),
  'uploadtask/uni': () => require('../../uni.js'),
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
const { options, platform, source, warning } = configuration
const { host, module: subpath } = MINI_PROGRAMS[platform]
withoutStack(
  () => setDefaultRuntime(options, source, subpath),
  ({ message, code }) => message.startsWith(`${source}: `) || code === NO_ADDON,
)
if (warning !== undefined) process.emitWarning(warning, 'UploadTaskWarning')
setPlatform(platform)
const modules = Object.entries(targets(configuration))
  .filter(([specifier]) => specifier.startsWith('@system.'))
  .map(([specifier, target]) => [specifier, packageModules[target]])
const { uploadFile } = packageModules[`uploadtask/${subpath}`]()
const storage = getDefaultStorage(subpath)
installGlobals({
  host,
  uploadFile,
  members: deviceMembers(host, storage),
  modules: Object.fromEntries(modules),
})

exports.configuration = configuration
