'use strict'
// Reads a binary of Linux and throws when it needs more than its platform promises: another machine, another libc, a
// newer glibc, or a library that not every system has.

const { ReleaseError, run } = require('./run.js')
const { GLIBC_FLOOR } = require('./platforms.js')

/** @typedef {import('./platforms.js').Platform} Platform */

/** The parts of libc; the loader is one of them for what is thread-local. */
const LIBRARIES = {
  gnu: /^(?:lib(?:c|m|pthread|dl|rt)\.so\.\d|ld-linux-[\w-]+\.so\.\d)$/,
  musl: /^libc\.so$/,
}

/** Compares versions such as 2.9 and 2.17, for sorting. */
function compareVersions(/** @type {string} */ a, /** @type {string} */ b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  const index = left.findIndex((number, place) => number !== right[place])
  return index === -1 ? left.length - right.length : left[index] - (right[index] ?? -1)
}

/** What an ELF file is for, and what it needs; by readelf of the GNU binutils, which reads those of every machine. */
async function readBinary(/** @type {string} */ file) {
  const options = ['--wide', '--file-header', '--dynamic', '--version-info']
  const text = await run('readelf', [...options, file], { env: { LC_ALL: 'C' } })
  const all = (/** @type {RegExp} */ pattern) => [...text.matchAll(pattern)].map(([, value]) => value)
  return {
    machine: all(/^ *Machine: +(.*)$/gm)[0],
    libraries: all(/\(NEEDED\).*\[(.*)\]/g),
    glibc: [...new Set(all(/Name: GLIBC_([\d.]+)/g))].sort(compareVersions),
  }
}

/**
 * Throws when a binary needs something that the platform does not promise; returns a line about what it needs.
 *
 * @param {string} file
 * @param {Platform} platform One of Linux.
 */
async function checkBinary(file, platform, floor = GLIBC_FLOOR) {
  const { machine, libraries, glibc } = await readBinary(file)
  const complain = (/** @type {string} */ what) => {
    throw new ReleaseError(`${file}, for ${platform.name}, ${what}`)
  }
  if (machine !== platform.machine) complain(`is for ${machine}`)
  const allowed = LIBRARIES[/** @type {'gnu' | 'musl'} */ (platform.libc)]
  const foreign = libraries.filter((library) => !allowed.test(library))
  if (foreign.length > 0) complain(`needs ${foreign.join(', ')}`)
  const newest = glibc.at(-1)
  if (platform.libc === 'musl') {
    if (newest !== undefined) complain(`needs glibc ${newest}`)
    return `${machine}, musl`
  }
  if (newest === undefined) return complain('names no version of glibc, so it cannot be checked')
  if (compareVersions(newest, floor) > 0) complain(`needs glibc ${newest}; ${floor} is promised`)
  return `${machine}, glibc ${newest} (promised: ${floor})`
}

module.exports = { compareVersions, readBinary, checkBinary }
