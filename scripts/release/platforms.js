'use strict'
// What is built for each platform that has a package, and what its binary may need.

const { published } = require('../../lib/binaries.js')

/** The newest glibc that a gnu binary may ask for; the READMEs, docs/platforms.md and npm/ say it too. */
const GLIBC_FLOOR = '2.17'

const ARCHITECTURES = /** @type {Record<string, { rust: string, machine: string }>} */ ({
  x64: { rust: 'x86_64', machine: 'Advanced Micro Devices X86-64' },
  arm64: { rust: 'aarch64', machine: 'AArch64' },
})

const SYSTEMS = /** @type {Record<string, string>} */ ({
  'linux-gnu': 'unknown-linux-gnu',
  'linux-musl': 'unknown-linux-musl',
  darwin: 'apple-darwin',
  'win32-msvc': 'pc-windows-msvc',
})

/**
 * @typedef {object} Platform
 * @property {string} name As in `uploadtask-<name>`.
 * @property {string} system As `process.platform`.
 * @property {string} arch As `process.arch`.
 * @property {string} [libc] `gnu` or `musl`.
 * @property {string} target The target of Rust.
 * @property {string} machine As readelf calls it.
 * @property {string} binary The name of the file.
 */

/** @type {Platform[]} */
const platforms = published.map((name) => {
  const [system, arch, kind] = name.split('-')
  const { rust, machine } = ARCHITECTURES[arch]
  return {
    name,
    system,
    arch,
    libc: system === 'linux' ? kind : undefined,
    target: `${rust}-${SYSTEMS[kind ? `${system}-${kind}` : system]}`,
    machine,
    binary: `uploadtask.${name}.node`,
  }
})

/** @returns {Platform} */
function findPlatform(/** @type {string} */ name) {
  const platform = platforms.find((one) => one.name === name)
  if (!platform) throw new Error(`${name} is not one of ${published.join(', ')}`)
  return platform
}

module.exports = { GLIBC_FLOOR, platforms, findPlatform }
