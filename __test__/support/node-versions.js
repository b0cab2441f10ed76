'use strict'
// The Node.js versions that the package promises: the one that runs the tests, and the others as npm packages.

const { installedProgram } = require('./installed-program.js')

/** The newest of each is what npm gives. Not every system runs all of them: the environment may name some. */
const MAJORS = (process.env.TEST_NODE_MAJORS ?? '20 22 24 26').split(' ').map(Number)

/**
 * The path of the `node` of a major version.
 *
 * @param {number} major
 * @returns {string}
 */
function nodeOfMajor(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath
  const isWindows = process.platform === 'win32'
  const packageName = `node-${isWindows ? 'win' : process.platform}-${process.arch}`
  const file = isWindows ? 'bin/node.exe' : 'bin/node'
  return installedProgram(`Node.js ${major}`, packageName, String(major), file)
}

module.exports = { MAJORS, nodeOfMajor }
