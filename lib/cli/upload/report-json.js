'use strict'
// For programs: a line of JSON on stdout for each file as it ends; on stderr one sentence where something failed.

const { summary } = require('./summary.js')

/** @returns {import('./run.js').Report} */
function createJsonReport() {
  return {
    progress() {},
    ended(_index, result) {
      process.stdout.write(`${JSON.stringify(result)}\n`)
    },
    close(results) {
      if (results.some(({ ok }) => !ok)) process.stderr.write(`uploadtask: ${summary(results)}\n`)
    },
  }
}

module.exports = { createJsonReport }
