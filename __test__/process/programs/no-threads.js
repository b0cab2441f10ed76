'use strict'
// Uploads in a process whose threads want more memory for their stacks than there is.

const { createRuntime } = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

const runtime = createRuntime()
/** @type {string[]} */
const ends = []
let left = 2
for (const dialect of ['wx', 'vela']) {
  runtime[dialect].uploadFile({
    ...input,
    success: () => ends.push(`${dialect} success`),
    fail: (/** @type {any} */ failure, /** @type {any} */ code) =>
      ends.push(`${dialect} ${code ?? failure.errno} ${failure.errMsg ?? failure}`),
    complete: () => {
      left -= 1
      if (left === 0) report({ event: 'ended', ends })
    },
  })
}
