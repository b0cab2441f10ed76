'use strict'
// Puts files into the storage areas of a runtime, as a device does when the user chooses or records something.

const { fileURLToPath } = require('node:url')
const { isUint8Array } = require('node:util').types
const native = require('./native.js')
const { inThisRealm } = require('./realm.js')

/** Refuses anything but a path: the error names the function and what it got. */
function requireText(/** @type {string} */ name, /** @type {unknown} */ value) {
  if (typeof value === 'string' && value !== '') return
  const got = value === '' ? 'an empty string' : value === null ? 'null' : typeof value
  throw new TypeError(`${name} should be a path, a string that is not empty, instead of ${got}`)
}

/**
 * The functions that fill the areas of this runtime.
 *
 * @param {object} runtime
 * @param {number} dialect Whose temporary files `temp` makes.
 */
function createFiles(runtime, dialect) {
  return {
    temp(/** @type {unknown} */ hostPath) {
      const { href } = Object(hostPath)
      const path = typeof href === 'string' ? fileURLToPath(href) : hostPath
      requireText('files.temp: hostPath', path)
      const stored = inThisRealm(() =>
        native.storeTemporaryFile(runtime, dialect, /** @type {string} */ (path)),
      )
      require('./gitignore.js').tellOfGitignore()
      return stored
    },

    write(/** @type {unknown} */ path, /** @type {unknown} */ data) {
      requireText('files.write: path', path)
      // Not `instanceof`: a test runner's realm has a Uint8Array of its own.
      if (typeof data !== 'string' && !isUint8Array(data)) {
        throw new TypeError(
          `files.write: data should be a string or a Uint8Array instead of ${data === null ? 'null' : typeof data}`,
        )
      }
      inThisRealm(() => native.writeFile(runtime, /** @type {string} */ (path), data))
      require('./gitignore.js').tellOfGitignore()
      return /** @type {string} */ (path)
    },
  }
}

/**
 * What an app of a dialect finds by its paths, in the areas and on this machine.
 *
 * @param {object} runtime
 * @param {number} dialect
 */
function createStorage(runtime, dialect) {
  return {
    find: (/** @type {string} */ path, /** @type {Part | undefined} */ part) =>
      native.findStoredFile(runtime, dialect, path, part),
    findNow: (/** @type {string} */ path, /** @type {Part | undefined} */ part) =>
      native.findStoredFileNow(runtime, dialect, path, part),
  }
}

/** @typedef {import('./native.js').Part} Part */
/** @typedef {ReturnType<typeof createStorage>} Storage */

module.exports = { createFiles, createStorage }
