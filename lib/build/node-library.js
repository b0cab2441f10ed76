'use strict'
// The build script of napi wants a libnode.dll to link for the GNU targets of Windows, where the addon in truth looks its
// functions up in the process that loads it: an empty one does.

const fs = require('node:fs')
const path = require('node:path')

/** The empty archive of ar, which linkers take before the .dll beside it. */
const EMPTY_ARCHIVE = '!<arch>\n'

/** Makes such a folder; returns it, for the variable LIBNODE_PATH. */
function nodeLibrary(/** @type {string} */ folder) {
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, 'libnode.dll'), '')
  fs.writeFileSync(path.join(folder, 'libnode.a'), EMPTY_ARCHIVE)
  return folder
}

module.exports = { nodeLibrary }
