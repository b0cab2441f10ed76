'use strict'
// Makes a fresh clone ready to run: dependencies, then the addon and the inspector's page. Quick and quiet when there is
// nothing to do. It runs before the dependencies are installed, so it uses none.

const fs = require('node:fs')
const path = require('node:path')
const { BuildError } = require('../lib/build/build-error.js')
const { complaint } = require('../lib/node-version.js')
const { root, build, run } = require('./build.js')
const { installDependencies } = require('./dependencies.js')

function requireNode() {
  const text = complaint()
  if (text !== undefined) throw new BuildError(text)
}

/** When a file was last written, or 0 when there is none. */
function writtenAt(/** @type {string} */ file) {
  return fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function installMissing() {
  // npm writes this file at the end of each install.
  if (writtenAt('node_modules/.package-lock.json') < writtenAt('package-lock.json')) installDependencies()
}

async function buildAll() {
  const built = fs.readdirSync(root).some((name) => name.endsWith('.node'))
  if (!built) console.log('Building the addon with Cargo; the first time takes a few minutes …')
  await build()
}

run(async () => {
  requireNode()
  installMissing()
  await buildAll()
})
