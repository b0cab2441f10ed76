'use strict'
// For the servers that store what they get as files.

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { sha256 } = require('./node-server')

/** A new folder for a server's files. */
function storageFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-interop-'))
  return { path: folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) }
}

/**
 * Reads the files that formidable stored, and removes them.
 *
 * @param {Record<string, any> | undefined} files By form key: one of formidable's files, or several.
 * @returns {import('./node-server').ParsedFile[]}
 */
function readStoredFiles(files = {}) {
  return Object.entries(files).flatMap(([name, list]) =>
    [list].flat().map((file) => {
      const content = fs.readFileSync(file.filepath)
      fs.rmSync(file.filepath)
      return {
        name,
        filename: file.originalFilename,
        type: file.mimetype,
        size: file.size,
        sha256: sha256(content),
      }
    }),
  )
}

module.exports = { storageFolder, readStoredFiles }
