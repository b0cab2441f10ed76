'use strict'
// One of the servers that `receiver.js` compares, in a process of its own: `busboy`, `busboy-disk` or `receiver`.
// Prints its URL; at the end of each upload its size; at the end of stdin its peak memory, in bytes.

const { createHash } = require('node:crypto')
const fs = require('node:fs')
const http = require('node:http')
const os = require('node:os')
const path = require('node:path')
const { pipeline } = require('node:stream/promises')
const { Busboy } = require('@fastify/busboy')
const { createReceiver } = require('uploadtask/receiver')

const print = (/** @type {object} */ line) => process.stdout.write(`${JSON.stringify(line)}\n`)

/** What a file of a form is read by: nothing that lasts. */
function dropFile(/** @type {import('node:stream').Readable} */ file) {
  let size = 0
  file.on('data', (/** @type {Buffer} */ chunk) => {
    size += chunk.length
  })
  return new Promise((resolve) => file.on('end', () => resolve(size)))
}

/** The same work as the receiver's, as one writes it by hand: to the disk, and hashed on the way. */
async function storeFile(/** @type {import('node:stream').Readable} */ file) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-bench-'))
  const hash = createHash('sha256')
  let size = 0
  file.on('data', (/** @type {Buffer} */ chunk) => {
    size += chunk.length
    hash.update(chunk)
  })
  await pipeline(file, fs.createWriteStream(path.join(folder, 'file')))
  hash.digest('hex')
  fs.rmSync(folder, { recursive: true })
  return size
}

/** A server with busboy and nothing else. */
async function startBusboy(/** @type {(file: import('node:stream').Readable) => Promise<unknown>} */ take) {
  const server = http.createServer((request, response) => {
    const parser = new Busboy({ headers: /** @type {any} */ (request.headers) })
    parser.on('file', (_name, file) => {
      take(file).then((size) => {
        response.end()
        print({ size })
      })
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

/** @type {Record<string, () => Promise<string>>} */
const kinds = {
  busboy: () => startBusboy(dropFile),
  'busboy-disk': () => startBusboy(storeFile),
  receiver: startReceiver,
}
kinds[process.argv[2]]().then((url) => print({ url }))
process.stdin.resume().on('end', () => {
  print({ peak: process.resourceUsage().maxRSS * 1024 })
  process.exit()
})
