'use strict'
// The code that the other programs run in a worker: uploads, tells its parent what happens, and ends as it is asked to.

const { parentPort, workerData } = require('node:worker_threads')

const { wx } = /** @type {any} */ (require('uploadtask'))

const { options, uploads = 1, exitWhenComplete = false } = workerData
const tell = (/** @type {object} */ message) => parentPort?.postMessage(message)

tell({ event: 'loaded' })
let complete = 0
for (let started = 0; started < uploads; started += 1) {
  const task = wx.uploadFile({
    ...options,
    success: (/** @type {any} */ { statusCode }) => tell({ event: 'success', statusCode }),
    fail: (/** @type {any} */ error) => tell({ event: 'fail', error }),
    complete: () => {
      complete += 1
      if (exitWhenComplete && complete === uploads) process.exit(0)
    },
  })
  const onFirst = () => {
    task.offProgressUpdate(onFirst)
    tell({ event: 'sending' })
  }
  task.onProgressUpdate(onFirst)
}
