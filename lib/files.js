'use strict'
// Puts files into the storage areas of a runtime, as a device does when the user chooses or records something.

const { fileURLToPath } = require('node:url')
const native = require('./native.js')

/** Refuses what is no path: the error names the function and what it got. */
function requireText(/** @type {string} */ name, /** @type {unknown} */ value) {
  if (typeof value === 'string' && value !== '') return
  const got = value === '' ? 'an empty string' : value === null ? 'null' : typeof value
  throw new TypeError(`${name} should be a path, a string that is not empty, instead of ${got}`)
}

/** What fills the areas of this runtime. */
function createFiles(/** @type {object} */ runtime) {
  return {
    temp(/** @type {unknown} */ hostPath) {
      const path = hostPath instanceof URL ? fileURLToPath(hostPath) : hostPath
      requireText('files.temp: hostPath', path)
      return native.storeTemporaryFile(runtime, /** @type {string} */ (path))
    },

    write(/** @type {unknown} */ path, /** @type {unknown} */ data) {
      requireText('files.write: path', path)
      if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
        throw new TypeError(
          `files.write: data should be a string or a Uint8Array instead of ${data === null ? 'null' : typeof data}`,
        )
      }
      native.writeFile(runtime, /** @type {string} */ (path), data)
      return /** @type {string} */ (path)
    },
  }
}

module.exports = { createFiles }
