'use strict'
// Reads a binary of Windows (PE, https://learn.microsoft.com/windows/win32/debug/pe-format) and throws when it needs a
// library that not every Windows has.

const fs = require('node:fs')
const { ReleaseError } = require('./run.js')

/** What brings its own runtime to the system: that of Visual Studio, of GCC, of LLVM. */
const FOREIGN = /^(?:vcruntime|msvcp|concrt|libgcc|libstdc\+\+|libwinpthread|libunwind|libnode|node\.)/i

const MACHINES = /** @type {Record<number, string>} */ ({ 34404: 'x64', 43620: 'arm64' })

/** The machine that a binary is for, and the libraries that it is loaded with. */
function readWindowsBinary(/** @type {string} */ file) {
  const bytes = fs.readFileSync(file)
  const start = bytes.length > 0x40 ? bytes.readUInt32LE(0x3c) : 0
  if (bytes.toString('latin1', start, start + 4) !== 'PE\0\0')
    throw new ReleaseError(`${file} is no binary of Windows`)
  const header = start + 24
  const sections = Array.from({ length: bytes.readUInt16LE(start + 6) }, (_, index) => {
    const at = header + bytes.readUInt16LE(start + 20) + 40 * index
    return {
      size: Math.max(bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 16)),
      address: bytes.readUInt32LE(at + 12),
      offset: bytes.readUInt32LE(at + 20),
    }
  })
  const place = (/** @type {number} */ address) => {
    const section = sections.find((one) => address >= one.address && address < one.address + one.size)
    if (section === undefined) throw new ReleaseError(`${file} names a place outside of its sections`)
    return address - section.address + section.offset
  }
  /** @type {string[]} */
  const libraries = []
  // The second of the data directories of a 64-bit binary: 20 bytes for each library, the last one empty.
  const imports = bytes.readUInt32LE(header + 112 + 8)
  for (let at = imports === 0 ? 0 : place(imports); at > 0 && bytes.readUInt32LE(at + 12) !== 0; at += 20) {
    const name = place(bytes.readUInt32LE(at + 12))
    libraries.push(bytes.toString('latin1', name, bytes.indexOf(0, name)))
  }
  return { arch: MACHINES[bytes.readUInt16LE(start + 4)], libraries }
}

/** Throws when a binary needs something that the platform does not promise; returns a line about what it needs. */
function checkWindowsBinary(
  /** @type {string} */ file,
  /** @type {import('./platforms.js').Platform} */ platform,
) {
  const { arch, libraries } = readWindowsBinary(file)
  if (arch !== platform.arch) throw new ReleaseError(`${file}, for ${platform.name}, is for ${arch}`)
  const foreign = libraries.filter((library) => FOREIGN.test(library))
  if (foreign.length > 0) throw new ReleaseError(`${file}, for ${platform.name}, needs ${foreign.join(', ')}`)
  return `${arch}, needs only what Windows has`
}

module.exports = { readWindowsBinary, checkWindowsBinary }
