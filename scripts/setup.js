'use strict'
// Makes a fresh clone ready to run: dependencies, then the addon. Quick and quiet when there is nothing to do.
// It runs before the dependencies are installed, so it uses none.

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { BuildError } = require('../lib/build/build-error.js')
const { complaint } = require('../lib/node-version.js')
const { root, build, run } = require('./build.js')

function requireNode() {
  const text = complaint()
  if (text !== undefined) throw new BuildError(text)
}

/** When a file was last written, or 0 when there is none. */
function writtenAt(/** @type {string} */ file) {
  return fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function installDependencies() {
  // npm writes this file at the end of each install.
  if (writtenAt('node_modules/.package-lock.json') >= writtenAt('package-lock.json')) return
  console.log('Installing the development dependencies (npm install --no-save) …')
  const npm = process.env.npm_execpath ?? ''
  // Not `npm ci`: it refuses a lock file without an optional package of another platform, and some registries lack a few.
  const options = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
  const { error, status } = npm.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [npm, ...options], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', options, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (error) throw new BuildError(`npm could not be run (${error.message}): it comes with https://nodejs.org`)
  if (status !== 0) throw new BuildError('`npm install` failed; see the output above.')
}

async function buildAddon() {
  const built = fs.readdirSync(root).some((name) => name.endsWith('.node'))
  if (!built) console.log('Building the addon with Cargo; the first time takes a few minutes …')
  await build()
}

run(async () => {
  requireNode()
  installDependencies()
  await buildAddon()
})
