'use strict'
// What builds for other platforms: zig as C compiler and linker, which knows each glibc and musl, behind Cargo
// (cargo-zigbuild), both from PyPI; and Rust's standard library for the target, from rustup.

const fs = require('node:fs')
const path = require('node:path')
const { root } = require('../build.js')
const { ReleaseError, isThere, run } = require('./run.js')

const environment = path.join(root, 'target', 'release-python')
const PACKAGES = ['cargo-zigbuild==0.24.0', 'ziglang==0.17.1']

/** Installs zig into a virtual environment of Python, once; returns the environment that has it on its PATH. */
async function zig() {
  const programs = path.join(environment, process.platform === 'win32' ? 'Scripts' : 'bin')
  const mark = path.join(environment, 'complete')
  const wanted = PACKAGES.join('\n')
  if (!fs.existsSync(mark) || fs.readFileSync(mark, 'utf8') !== wanted) {
    const python = (await isThere('python3')) ? 'python3' : 'python'
    if (!(await isThere(python))) {
      throw new ReleaseError('Python is missing, and zig is installed with it: https://www.python.org')
    }
    console.log(`installing ${PACKAGES.join(' and ')} into target/${path.basename(environment)}, once …`)
    fs.rmSync(environment, { recursive: true, force: true })
    await run(python, ['-m', 'venv', environment])
    const options = ['--only-binary=:all:', '--no-deps', '--disable-pip-version-check', '--quiet']
    await run(path.join(programs, 'python'), ['-m', 'pip', 'install', ...options, ...PACKAGES])
    fs.writeFileSync(mark, wanted)
  }
  return { ...process.env, PATH: `${programs}${path.delimiter}${process.env.PATH}` }
}

/** Adds Rust's standard library for a target, unless it is there. */
async function addTarget(/** @type {string} */ target) {
  const sysroot = (await run('rustc', ['--print', 'sysroot'], { cwd: root })).trim()
  if (fs.existsSync(path.join(sysroot, 'lib', 'rustlib', target, 'lib'))) return
  if (!(await isThere('rustup'))) {
    throw new ReleaseError(`Rust has no ${target} here, and no rustup that could add it (https://rustup.rs)`)
  }
  console.log(`adding Rust's standard library for ${target}, once …`)
  await run('rustup', ['target', 'add', target], { cwd: root })
}

module.exports = { environment, zig, addTarget }
