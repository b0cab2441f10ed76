'use strict'
// Only regular files are read: a FIFO would be waited for, and a device may have no end.

const fs = require('node:fs')

/**
 * What stands at a path in the place of a regular file.
 *
 * @param {string} file
 * @returns {string | undefined} Nothing for a regular file, and for one that cannot be asked.
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
