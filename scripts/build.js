'use strict'
// Builds the inspector's page, and the addon for this machine, which it leaves as uploadtask.<platform>.node beside index.js.
// Cargo decides what of that has to be compiled.

const fs = require('node:fs')
const path = require('node:path')
const { buildAddon } = require('../lib/build/addon.js')
const { BuildError } = require('../lib/build/build-error.js')
const { buildPage } = require('./page.js')

const root = path.join(__dirname, '..')

/** The path of a program of an installed package, or undefined when the package is not installed. */
function findProgram(/** @type {string} */ packageName, /** @type {string} */ program) {
  const folder = path.join(root, 'node_modules', packageName)
  const manifest = path.join(folder, 'package.json')
  if (!fs.existsSync(manifest)) return undefined
  return path.join(folder, JSON.parse(fs.readFileSync(manifest, 'utf8')).bin[program])
}

/** Builds the page and the addon. */
async function build() {
  await buildPage()
  // In CI a Cargo.lock that does not fit is an error; elsewhere Cargo brings it up to date.
  await buildAddon(process.env.CI ? ['--locked'] : [])
}

/** Runs `action`; a BuildError is printed and makes the process fail. */
async function run(/** @type {() => Promise<void>} */ action) {
  try {
    await action()
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    console.error(`\nuploadtask: ${error.message}\n`)
    process.exitCode = 1
  }
}

module.exports = { root, findProgram, build, run }

if (require.main === module) run(build)
