'use strict'
// One of the two servers that `receiver.js` compares, in a process of its own: `receiver` or `busboy`.
// Prints its URL; at the end of each upload its size; at the end of stdin its peak memory, in bytes.

const http = require('node:http')
const { Busboy } = require('@fastify/busboy')
const { createReceiver } = require('uploadtask/receiver')

const print = (/** @type {object} */ line) => process.stdout.write(`${JSON.stringify(line)}\n`)

/** What people write by hand: the files are read and dropped. */
async function startBusboy() {
  const server = http.createServer((request, response) => {
    const parser = new Busboy({ headers: /** @type {any} */ (request.headers) })
    let size = 0
    parser.on('file', (_name, file) => {
      file.on('data', (/** @type {Buffer} */ chunk) => {
        size += chunk.length
      })
    })
    parser.on('finish', () => {
      response.end()
      print({ size })
    })
    request.pipe(parser)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`
}

/** The receiver as it comes: the files go to the disk and are hashed. */
async function startReceiver() {
  const receiver = createReceiver({ maxUploads: 1 })
  receiver.on('end', ({ state, files }) => print({ size: state === 'complete' ? files[0].size : 0 }))
  return `${(await receiver.listen()).url}/`
}

const start = process.argv[2] === 'busboy' ? startBusboy : startReceiver
start().then((url) => print({ url }))
process.stdin.resume().on('end', () => {
  print({ peak: process.resourceUsage().maxRSS * 1024 })
  process.exit()
})
