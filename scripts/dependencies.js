'use strict'
// The development dependencies. It runs before they are installed, so it uses none.

const path = require('node:path')
const { BuildError } = require('../lib/build/build-error.js')
const { runNpm } = require('./npm.js')

const root = path.join(__dirname, '..')

/** Installs the development dependencies; throws a BuildError when that fails. */
function installDependencies() {
  console.log('Installing the development dependencies (npm install --no-save) …')
  // Not `npm ci`: it refuses a lock file without an optional package of another platform, and some registries lack a few.
  // With those for development, whatever the installation of the package that this clone is linked into leaves out.
  const options = ['install', '--no-save', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund']
  const { error, status } = runNpm(options, { cwd: root, stdio: 'inherit' })
  if (error) throw new BuildError(`npm could not be run (${error.message}): it comes with https://nodejs.org`)
  if (status !== 0) throw new BuildError('`npm install` failed; see the output above.')
}

module.exports = { installDependencies }
