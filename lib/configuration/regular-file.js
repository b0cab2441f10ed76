'use strict'
// Only regular files are read: a FIFO would block, and a device may never end.

const fs = require('node:fs')

/**
 * What is at a path instead of a regular file.
 *
 * @param {string} file
 * @returns {string | undefined} Nothing for a regular file, or if it cannot be told.
 */
function irregularKind(file) {
  let status
  try {
    status = fs.statSync(file)
  } catch {
    return undefined
  }
  if (status.isFile()) return undefined
  if (status.isDirectory()) return 'a folder'
  if (status.isFIFO()) return 'a FIFO'
  return status.isSocket() ? 'a socket' : 'a device'
}

module.exports = { irregularKind }
