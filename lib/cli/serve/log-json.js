'use strict'
// For programs: a line of JSON for each event, `{ event: 'listening' | 'upload' | 'rules' | 'rules-error', … }`.

function print(/** @type {object} */ value) {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** @returns {import('./run.js').Log} */
function createJsonLog() {
  return {
    listening(address) {
      print({ event: 'listening', ...address })
    },

    ended(upload, durationMs) {
      // With the paths of the files, which `toJSON` leaves out: this goes to the user who runs the command.
      print({ event: 'upload', ...upload.toJSON(), files: upload.files, durationMs })
    },

    rules(file, count) {
      print({ event: 'rules', file, count })
    },

    rulesError(message) {
      print({ event: 'rules-error', message })
    },
  }
}

module.exports = { createJsonLog }
