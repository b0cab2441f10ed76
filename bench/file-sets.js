'use strict'
// The files that are uploaded: random, all different, and in the page cache.

const { execFileSync } = require('node:child_process')
const { randomFillSync } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { MEBI } = require('./workloads.js')

/**
 * @typedef {object} FileSet
 * @property {string} list A file with the files' paths, one a line.
 * @property {string[]} paths
 * @property {{ files: number, bytes: number, digest: string }} expected What a server that has received all of them
 *   reports.
 */

function writeRandomFile(
  /** @type {string} */ file,
  /** @type {number} */ size,
  /** @type {Buffer} */ buffer,
) {
  const target = fs.openSync(file, 'wx')
  try {
    for (let left = size; left > 0; left -= buffer.length) {
      const chunk = buffer.subarray(0, Math.min(left, buffer.length))
      randomFillSync(chunk)
      fs.writeFileSync(target, chunk)
    }
    // What the kernel has yet to write would disturb the measurement.
    if (size >= MEBI) fs.fsyncSync(target)
  } finally {
    fs.closeSync(target)
  }
}

/**
 * Makes `count` files of `size` bytes below a folder.
 *
 * @param {string} folder
 * @param {string} native The benchmark's own program, which computes the digest and reads every file for it.
 * @param {{ count: number, size: number }} workload
 * @returns {FileSet}
 */
function makeFiles(folder, native, { count, size }) {
  const home = path.join(folder, `${count}x${size}`)
  fs.mkdirSync(home)
  const buffer = Buffer.allocUnsafe(Math.min(size, 16 * MEBI))
  const paths = Array.from({ length: count }, (_, index) => path.join(home, `${index}.bin`))
  for (const file of paths) writeRandomFile(file, size, buffer)
  const list = path.join(home, 'list.txt')
  fs.writeFileSync(list, paths.map((file) => `${file}\n`).join(''))
  const expected = JSON.parse(execFileSync(native, ['digest', '--list', list], { encoding: 'utf8' }))
  return { list, paths, expected }
}

function removeFiles(/** @type {FileSet} */ { list }) {
  fs.rmSync(path.dirname(list), { recursive: true })
}

module.exports = { makeFiles, removeFiles }
