'use strict'
// Terminates a worker while it uploads, and goes on in the main thread.

const path = require('node:path')
const { Worker } = require('node:worker_threads')

const { input, report, wait } = require('./program')

const worker = new Worker(path.join(__dirname, 'worker.js'), { workerData: input.inWorker })
worker.on('error', (error) => report({ event: 'error', message: error.message }))
let sending = 0
worker.on('message', async ({ event, ...rest }) => {
  if (event !== 'sending') {
    report({ event, ...rest })
    return
  }
  sending += 1
  if (sending < input.inWorker.uploads) return
  report({ event: 'terminated', code: await worker.terminate() })
  await wait()
  const { wx } = /** @type {any} */ (require('uploadtask'))
  wx.uploadFile({
    ...input.inMain,
    success: () => report({ event: 'success in main' }),
    fail: (/** @type {any} */ error) => report({ event: 'fail in main', error }),
  })
})
