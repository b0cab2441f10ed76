'use strict'
// `uploadtask build`: the addon from the sources in the package.

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { buildAddon } = require('../../build/addon.js')
const { BuildError } = require('../../build/build-error.js')
const { Failure } = require('../errors.js')
const { exitCodeOf, onceAskedToEnd } = require('../signals.js')

async function build() {
  // Outside the package, where it would leave some 300 MB behind.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-build-'))
  const stop = new AbortController()
  const ignoreSignals = onceAskedToEnd((signal) => {
    process.exitCode = exitCodeOf(signal)
    stop.abort()
  })
  try {
    const binary = await buildAddon(['--locked', '--target-dir', folder], stop.signal)
    // Loads what was built, and reports what is wrong with it.
    require('../../native.js')
    console.log(`Built ${binary}`)
  } catch (error) {
    if (stop.signal.aborted) return
    throw error instanceof BuildError ? new Failure(error.message) : error
  } finally {
    ignoreSignals()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

module.exports = { build }
