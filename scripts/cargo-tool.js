'use strict'
// Programs for Cargo that come from crates.io: compiled once, kept under target/tools.

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { BuildError } = require('../lib/build/build-error.js')
const { root } = require('./build.js')

const VERSIONS = { 'cargo-about': '0.9.3', 'cargo-deny': '0.20.2' }

/** The path of a program, which is compiled first if it is not there: that takes minutes. */
function cargoTool(/** @type {keyof typeof VERSIONS} */ name) {
  const version = VERSIONS[name]
  const folder = path.join(root, 'target', 'tools', `${name}-${version}`)
  const program = path.join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  if (fs.existsSync(program)) return program
  console.log(`Compiling ${name} ${version} with Cargo, once; it takes a few minutes …`)
  const build = path.join(root, 'target', 'tools', 'build')
  const { error, status } = spawnSync(
    'cargo',
    [
      ...['install', `${name}@${version}`, '--locked', '--quiet', '--root', folder, '--target-dir', build],
      ...(name === 'cargo-about' ? ['--features', 'cli'] : []),
    ],
    { cwd: root, stdio: 'inherit' },
  )
  fs.rmSync(build, { recursive: true, force: true })
  if (error) throw error
  if (status !== 0) throw new BuildError(`${name} could not be compiled; see the output above.`)
  return program
}

module.exports = { cargoTool }
