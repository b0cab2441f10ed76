'use strict'
// Terminates many workers, each with several uploads, at different stages of their life.

const { once } = require('node:events')
const path = require('node:path')
const { Worker } = require('node:worker_threads')

const { input, report } = require('./program')

/** @param {number} round */
async function runOne(round) {
  const worker = new Worker(path.join(__dirname, 'worker.js'), { workerData: input.inWorker })
  const stage = ['online', 'loaded', 'sending'][round % 3]
  if (stage === 'online') await once(worker, 'online')
  else {
    await new Promise((resolve) => {
      worker.on('message', ({ event }) => event === stage && resolve(undefined))
    })
  }
  await worker.terminate()
}

async function main() {
  for (let round = 0; round < input.rounds; round += 1) await Promise.all([runOne(round), runOne(round + 1)])
  report({ event: 'all terminated' })
}

main()
