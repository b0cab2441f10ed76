'use strict'
// Uploads the same small file many times and reports the memory in between. Wants --expose-gc.

const { wx } = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

const { options, checkpoints, concurrency } = input

const upload = () =>
  new Promise((success, fail) => {
    const task = wx.uploadFile({ ...options, success, fail })
    task.onProgressUpdate(() => {})
    task.onHeadersReceived(() => {})
  })

async function main() {
  let started = 0
  for (const checkpoint of checkpoints) {
    const lane = async () => {
      while (started < checkpoint) {
        started += 1
        await upload()
      }
    }
    await Promise.all(Array.from({ length: concurrency }, lane))
    // Twice, with a turn of the event loop between: finalizers of native objects run there.
    for (let pass = 0; pass < 2; pass += 1) {
      globalThis.gc?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    const { rss, heapUsed } = process.memoryUsage()
    report({ event: 'checkpoint', uploads: started, rss, heapUsed })
  }
}

main()
