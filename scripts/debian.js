'use strict'
// Packages of Debian and its kin, where a test or a trial needs a program and may install it.

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

/** The path of a program on PATH, or undefined. */
function onPath(/** @type {string} */ name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file))
}

/**
 * Installs packages, when this is root on a system with apt-get; whether they are there now. What runs at the same time
 * waits for its turn.
 */
function installPackages(/** @type {string[]} */ packages) {
  if (process.getuid?.() !== 0 || !onPath('apt-get') || !onPath('flock')) return false
  process.stderr.write(`installing ${packages.join(', ')} with apt-get …\n`)
  const lock = path.join(os.tmpdir(), 'uploadtask-apt-get.lock')
  const options = /** @type {const} */ ({ stdio: 'ignore', timeout: 290_000 })
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (/** @type {string[]} */ ...values) =>
    spawnSync('flock', ['--timeout', '280', lock, 'apt-get', ...values], { ...options, env }).status === 0
  const install = () => run('install', '--yes', '--no-install-recommends', ...packages)
  return install() || (run('update') && install())
}

module.exports = { onPath, installPackages }
