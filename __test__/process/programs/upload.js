'use strict'
// Uploads once and reports every callback, with the peak of the memory.

const uploadtask = /** @type {any} */ (require('uploadtask'))
const { peakMemory } = require('../../support/memory')
const { input, report } = require('./program')

const { dialect = 'wx', options, abortAtHeaders = false, withProgress = false } = input

/** @type {any} */
let last = null
const task = uploadtask[dialect].uploadFile({
  ...options,
  success: (/** @type {any} */ result) => report({ event: 'success', statusCode: result.statusCode }),
  fail: (/** @type {any[]} */ ...values) => report({ event: 'fail', values }),
  complete: () => report({ event: 'complete', peak: peakMemory(), progress: last }),
})
if (withProgress) {
  task.onProgressUpdate((/** @type {any} */ event) => {
    last = event
  })
}
if (abortAtHeaders) {
  task.onHeadersReceived(() => {
    task.abort()
    report({ event: 'abort' })
  })
}
