'use strict'
// Builds the binary for a platform into target/release-binaries/, and checks what it needs.
//   node scripts/release/binaries.js linux-arm64-gnu linux-x64-musl

const fs = require('node:fs')
const path = require('node:path')
const { BuildError } = require('../../lib/build/build-error.js')
const { compile, requireCargo } = require('../../lib/build/cargo.js')
const { root } = require('../build.js')
const { checkBinary } = require('./binary.js')
const { GLIBC_FLOOR, findPlatform } = require('./platforms.js')
const { ReleaseError } = require('./run.js')
const { addTarget, zig } = require('./toolchain.js')
const { checkWindowsBinary } = require('./windows-binary.js')

/** @typedef {import('./platforms.js').Platform} Platform */

const folder = path.join(root, 'target', 'release-binaries')

/** Builds the binary for a platform; returns its path. Those of Linux are linked by zig, the others on their own system. */
async function buildBinary(/** @type {Platform} */ platform) {
  requireCargo()
  await addTarget(platform.target)
  const isLinux = platform.system === 'linux'
  const suffix = platform.libc === 'gnu' ? `.${GLIBC_FLOOR}` : ''
  const options = ['--locked', '--target', `${platform.target}${suffix}`]
  const library = isLinux
    ? await compile(['zigbuild'], options, { env: await zig() })
    : await compile(['build'], options)
  fs.mkdirSync(folder, { recursive: true })
  const file = path.join(folder, platform.binary)
  fs.copyFileSync(library, file)
  return file
}

/** A line about a binary; throws when it needs something that its platform does not promise. */
async function describeBinary(/** @type {Platform} */ platform) {
  const file = path.join(folder, platform.binary)
  const size = `${(fs.statSync(file).size / 1e6).toFixed(2)} MB`
  if (platform.system === 'linux') return `${size}, ${await checkBinary(file, platform)}`
  return platform.system === 'win32' ? `${size}, ${checkWindowsBinary(file, platform)}` : size
}

module.exports = { folder, buildBinary, describeBinary }

async function main() {
  for (const platform of process.argv.slice(2).map(findPlatform)) {
    await buildBinary(platform)
    console.log(`${platform.binary}: ${await describeBinary(platform)}`)
  }
}

if (require.main === module) {
  main().catch((error) => {
    const isExpected = error instanceof ReleaseError || error instanceof BuildError
    console.error(isExpected ? `\nrelease: ${error.message}\n` : error)
    process.exitCode = 1
  })
}
