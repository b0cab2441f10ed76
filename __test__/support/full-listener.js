'use strict'
// A listener to which no further connection can be made: its queue is full and nobody accepts.

const { once } = require('node:events')
const net = require('node:net')
const { Worker } = require('node:worker_threads')

// The thread listens and then stands still, so that nothing takes a connection out of the queue.
const listen = `
const { parentPort } = require('node:worker_threads')
const server = require('node:net').createServer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})`

/**
 * @param {import('node:test').TestContext} context Closes the listener after this test.
 */
async function startFullListener(context) {
  const worker = new Worker(listen, { eval: true })
  /** @type {import('node:net').Socket[]} */
  const sockets = []
  context.after(async () => {
    for (const socket of sockets) socket.destroy()
    await worker.terminate()
  })
  const [port] = await once(worker, 'message')
  // Linux queues one connection more than the backlog says.
  for (let queued = 0; queued < 2; queued += 1) {
    const socket = net.connect(port, '127.0.0.1').on('error', () => {})
    sockets.push(socket)
    await once(socket, 'connect')
  }
  return { url: `http://127.0.0.1:${port}/upload`, port }
}

module.exports = { startFullListener }
