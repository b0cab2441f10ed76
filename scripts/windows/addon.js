'use strict'
// The addon and the tests of the engine for Windows, compiled and linked by zig on Linux. They share what is compiled, with
// little optimization: enough for the time limits of the tests.

const { spawn } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { nodeLibrary } = require('../../lib/build/node-library.js')
const { root } = require('../build.js')
const { ending } = require('../child.js')
const { ReleaseError } = require('../release/run.js')
const { addTarget, zig } = require('../release/toolchain.js')
const { folder } = require('./wine.js')

const TARGET = 'x86_64-pc-windows-gnu'

/** Runs cargo-zigbuild; returns the files that it made: of libraries and of tests. */
async function cargo(/** @type {string[]} */ values) {
  const profile = { CARGO_PROFILE_DEV_OPT_LEVEL: '1', CARGO_PROFILE_DEV_DEBUG: '0' }
  const env = { ...(await zig()), ...profile, LIBNODE_PATH: nodeLibrary(path.join(folder, 'node')) }
  const child = spawn(
    'cargo-zigbuild',
    [...values, '--target', TARGET, '--locked', '--message-format', 'json-render-diagnostics'],
    { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const { code, stdout } = await ending(child)
  if (code !== 0) throw new ReleaseError('Cargo failed; see the output above')
  return stdout.split('\n').flatMap((line) => {
    const message = line.startsWith('{') ? JSON.parse(line) : {}
    return message.reason === 'compiler-artifact' ? [message] : []
  })
}

/** Builds the addon and leaves it where Node.js for Windows looks for it. */
async function buildAddon() {
  await addTarget(TARGET)
  const messages = await cargo(['zigbuild', '--workspace', '--lib'])
  const addon = messages.find(({ target }) => target.name === 'uploadtask_node')
  const library = addon?.filenames.find((/** @type {string} */ file) => file.endsWith('.dll'))
  if (!library) throw new ReleaseError('Cargo named no library')
  fs.copyFileSync(library, path.join(root, 'uploadtask.win32-x64-msvc.node'))
}

/** Builds the tests of the engine; returns the program. */
async function buildEngineTests() {
  const messages = await cargo(['test', '--package', 'uploadtask-core', '--lib', '--no-run'])
  const tests = messages.find(({ target, profile }) => target.name === 'uploadtask_core' && profile.test)
  return /** @type {string} */ (tests.executable)
}

module.exports = { buildAddon, buildEngineTests }
