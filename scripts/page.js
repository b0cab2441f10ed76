'use strict'
// Builds the inspector's page from inspector/ into lib/receiver/inspector/page, where the receiver serves it from. Quick and
// quiet when nothing has changed since.
//   node scripts/page.js

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { BuildError } = require('../lib/build/build-error.js')
const { installDependencies } = require('./dependencies.js')

const root = path.join(__dirname, '..')
const sources = ['inspector', 'rules.schema.json', 'package-lock.json']
const output = path.join(root, 'lib', 'receiver', 'inspector', 'page', 'index.html')

/** When a file, or anything in a folder, was last written; 0 when there is none. @returns {number} */
function writtenAt(/** @type {string} */ file) {
  const stats = fs.statSync(file, { throwIfNoEntry: false })
  if (stats === undefined) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  // A folder itself is written when something is removed from it.
  return Math.max(stats.mtimeMs, ...fs.readdirSync(file).map((name) => writtenAt(path.join(file, name))))
}

/** Whether the page is there and newer than what it is made of. A package that was published has no sources. */
function isUpToDate() {
  if (!fs.existsSync(path.join(root, 'inspector'))) return true
  return writtenAt(output) > Math.max(...sources.map((source) => writtenAt(path.join(root, source))))
}

/** Builds the page when its sources have changed. Throws a BuildError when that fails. */
async function buildPage() {
  if (isUpToDate()) return
  const program = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  // In a clone that another project links to, npm installs what is needed to run only.
  if (!fs.existsSync(program)) installDependencies()
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'build', '--config', path.join(root, 'inspector', 'vite.config.mjs'), '--logLevel', 'warn'],
    { cwd: root, encoding: 'utf8' },
  )
  if (status !== 0) throw new BuildError(`The inspector's page could not be built:\n${stdout}${stderr}`)
}

module.exports = { buildPage }

if (require.main === module) {
  buildPage().catch((error) => {
    console.error(error instanceof BuildError ? `\nuploadtask: ${error.message}\n` : error)
    process.exitCode = 1
  })
}
