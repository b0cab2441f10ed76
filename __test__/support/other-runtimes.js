'use strict'
// What runs JavaScript beside Node.js, as npm packages.

const { installedProgram } = require('./installed-program.js')

const { platform, arch } = process
const program = (/** @type {string} */ name) => (platform === 'win32' ? `${name}.exe` : name)

/** The path of Bun. */
function bun() {
  const system = platform === 'win32' ? 'windows' : platform
  const machine = arch === 'arm64' ? 'aarch64' : arch
  return installedProgram('Bun', `@oven/bun-${system}-${machine}`, '1.4.5', `bin/${program('bun')}`)
}

/** The path of Deno. */
function deno() {
  const libc = platform === 'linux' ? '-glibc' : ''
  return installedProgram('Deno', `@deno/${platform}-${arch}${libc}`, '2.9.6', program('deno'))
}

/**
 * The runtimes that run the smoke test, as command lines.
 *
 * @returns {Array<{ name: string, command: () => string[] }>}
 */
function otherRuntimes() {
  return [
    { name: 'Bun', command: () => [bun()] },
    { name: 'Deno', command: () => [deno(), 'run', '--allow-all'] },
  ]
}

module.exports = { otherRuntimes }
