'use strict'
// Starts a Vela upload and aborts it as soon as bytes have left: no callback will ever come.

const { vela } = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

const task = vela.uploadFile({
  ...input,
  success: () => report({ event: 'success' }),
  fail: () => report({ event: 'fail' }),
  complete: () => report({ event: 'complete' }),
})
task.onProgressUpdate(() => {
  task.abort()
  report({ event: 'aborted' })
})
