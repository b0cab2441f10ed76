'use strict'
// Loads the package in one worker after the other, never before in the main thread; each ends by itself.

const { once } = require('node:events')
const path = require('node:path')
const { Worker } = require('node:worker_threads')

const { input, report } = require('./program')

async function main() {
  for (let round = 0; round < input.rounds; round += 1) {
    const workerData = { options: input.options, exitWhenComplete: round % 2 === 1 }
    const worker = new Worker(path.join(__dirname, 'worker.js'), { workerData })
    worker.on('message', (message) => {
      if (message.event === 'success' || message.event === 'fail') report(message)
    })
    const [code] = await once(worker, 'exit')
    report({ event: 'worker exit', code })
  }
  if (!input.thenInMain) return
  const { wx } = /** @type {any} */ (require('uploadtask'))
  wx.uploadFile({ ...input.options, complete: () => report({ event: 'complete in main' }) })
}

main()
