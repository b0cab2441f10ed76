'use strict'
// The benchmark's own program, in native/: the server, the native limit, the launcher that counts.

const { spawnSync } = require('node:child_process')
const { BuildError } = require('../lib/build/build-error.js')
const { root } = require('../scripts/build.js')

/** Builds it, unless it is up to date; returns its path. */
function buildNative() {
  const { error, status, stdout } = spawnSync(
    'cargo',
    [
      ...['build', '--release', '--locked', '--manifest-path', 'bench/native/Cargo.toml'],
      ...['--target-dir', 'target/bench-native'],
      '--message-format=json-render-diagnostics',
    ],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 * 1024 ** 2 },
  )
  if (error) throw new BuildError(`cargo does not run (${error.message}): Rust comes from https://rustup.rs`)
  if (status !== 0) throw new BuildError('uploadtask-bench could not be built; see the output above.')
  for (const line of stdout.split('\n').filter((text) => text.startsWith('{'))) {
    const { executable } = JSON.parse(line)
    if (typeof executable === 'string') return executable
  }
  throw new BuildError('cargo built uploadtask-bench but names no program.')
}

module.exports = { buildNative }
