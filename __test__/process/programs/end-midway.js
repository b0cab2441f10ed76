'use strict'
// Starts several uploads and ends, in one of several ways, while they are sending.

const { wx } = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

const { options, uploads, how } = input

if (how === 'SIGTERM and its handler') process.once('SIGTERM', () => process.exit(7))

/** Ends where it is not the test that does. */
function end() {
  if (how === 'process.exit in the listener') process.exit(7)
  if (how === 'process.exit') setImmediate(() => process.exit(7))
  if (how === 'an exception') {
    setImmediate(() => {
      throw new Error('on purpose')
    })
  }
}

let sending = 0
for (let started = 0; started < uploads; started += 1) {
  const task = wx.uploadFile({
    ...options,
    complete: () => report({ event: 'complete' }),
  })
  const onFirst = () => {
    task.offProgressUpdate(onFirst)
    sending += 1
    if (sending < uploads) return
    report({ event: 'sending' })
    end()
  }
  task.onProgressUpdate(onFirst)
}
