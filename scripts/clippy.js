'use strict'
// Clippy for the systems that this machine is not: code that only they compile is linted nowhere else. Nothing is
// linked; the C code of their crates is compiled by zig.
//   node scripts/clippy.js [target …]

const { spawnSync } = require('node:child_process')
const path = require('node:path')
const { nodeLibrary } = require('../lib/build/node-library.js')
const { root } = require('./build.js')
const { ReleaseError } = require('./release/run.js')
const { addTarget, zig } = require('./release/toolchain.js')

const TARGETS = ['aarch64-apple-darwin', 'x86_64-pc-windows-gnu']

async function main() {
  const env = { ...(await zig()), LIBNODE_PATH: nodeLibrary(path.join(root, 'target', 'clippy')) }
  const chosen = process.argv.slice(2)
  for (const target of chosen.length > 0 ? chosen : TARGETS) {
    await addTarget(target)
    console.log(`${target}:`)
    const options = ['--workspace', '--all-targets', '--all-features', '--locked']
    const { error, status } = spawnSync(
      'cargo-zigbuild',
      ['clippy', '--target', target, ...options, '--', '-D', 'warnings'],
      { cwd: root, env, stdio: 'inherit' },
    )
    if (error) throw error
    if (status !== 0) process.exitCode = 1
  }
}

main().catch((error) => {
  console.error(error instanceof ReleaseError ? `clippy: ${error.message}` : error)
  process.exitCode = 1
})
