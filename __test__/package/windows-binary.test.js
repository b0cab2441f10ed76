'use strict'
// How the release reads a Windows binary.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { checkWindowsBinary, readWindowsBinary } = require('../../scripts/release/windows-binary.js')
const { findPlatform } = require('../../scripts/release/platforms.js')
const { packageFolder } = require('../support/child.js')
const { temporaryFile } = require('../support/files.js')

/** A binary with one section, which holds what it imports. */
function binary(/** @type {string[]} */ libraries, machine = 0x8664) {
  const [start, address, offset] = [0x80, 0x1000, 0x200]
  const bytes = Buffer.alloc(0x400)
  bytes.write('MZ')
  bytes.writeUInt32LE(start, 0x3c)
  bytes.write('PE\0\0', start, 'latin1')
  bytes.writeUInt16LE(machine, start + 4)
  bytes.writeUInt16LE(1, start + 6)
  bytes.writeUInt16LE(240, start + 20)
  bytes.writeUInt32LE(address, start + 24 + 120)
  const section = start + 24 + 240
  for (const [index, value] of [0x200, address, 0x200, offset].entries())
    bytes.writeUInt32LE(value, section + 8 + 4 * index)
  for (const [index, library] of libraries.entries()) {
    const name = 0x100 + 0x20 * index
    bytes.writeUInt32LE(address + name, offset + 20 * index + 12)
    bytes.write(`${library}\0`, offset + name, 'latin1')
  }
  return bytes
}

test('release: a binary of Windows is read: machine, libraries', (context) => {
  const file = temporaryFile(context, 'a.node', binary(['KERNEL32.dll', 'ntdll.dll']))
  assert.deepEqual(readWindowsBinary(file), { arch: 'x64', libraries: ['KERNEL32.dll', 'ntdll.dll'] })
})

test('release: a binary of Windows that needs more than every Windows has is refused', (context) => {
  const platform = findPlatform('win32-x64-msvc')
  const fine = temporaryFile(context, 'fine.node', binary(['bcrypt.dll']))
  assert.equal(checkWindowsBinary(fine, platform), 'x64, needs only what Windows has')
  for (const library of ['VCRUNTIME140.dll', 'MSVCP140.dll', 'libgcc_s_seh-1.dll', 'node.exe']) {
    const file = temporaryFile(context, 'a.node', binary(['KERNEL32.dll', library]))
    assert.throws(() => checkWindowsBinary(file, platform), new RegExp(`needs ${library}`))
  }
  const other = temporaryFile(context, 'other.node', binary([], 0xaa64))
  assert.throws(() => checkWindowsBinary(other, platform), /is for arm64/)
  assert.throws(() => checkWindowsBinary(temporaryFile(context), platform), /is no binary of Windows/)
})

test('release: the C runtime of Visual Studio is linked in', () => {
  const text = fs.readFileSync(path.join(packageFolder, '.cargo', 'config.toml'), 'utf8')
  const [, flags] =
    /^\[target\.'cfg\(all\(windows, target_env = "msvc"\)\)'\]\nrustflags = (.*)$/m.exec(text) ?? []
  assert.deepEqual(JSON.parse(flags), ['-C', 'target-feature=+crt-static'])
})
