'use strict'
// Every callback and listener throws, the first time it is called.

const uploadtask = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

const { dialect, options, isHandled } = input

/** @type {string[]} */
const calls = []
/** @type {string[]} */
const caught = []
if (isHandled) process.on('uncaughtException', (error) => caught.push(error.message))

const throwing = (/** @type {string} */ name) => () => {
  if (calls.includes(name)) return
  calls.push(name)
  throw new Error(`from ${name}`)
}
const task = uploadtask[dialect].uploadFile({
  ...options,
  success: throwing('success'),
  fail: throwing('fail'),
  complete: throwing('complete'),
})
task.onProgressUpdate(throwing('progress'))
task.onHeadersReceived?.(throwing('headers'))
// The process ends by itself once the upload has, so this is after the last exception.
process.on('exit', () => report({ calls, caught }))
