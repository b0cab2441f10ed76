'use strict'

const assert = require('node:assert/strict')
const { once } = require('node:events')
const http = require('node:http')
const { test } = require('node:test')

const { startCountingServer } = require('../support/counting-server')
const { sparseFile, temporaryFile } = require('../support/files')
const { startProgram } = require('../support/program')

const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB

/**
 * Uploads one file from a new process.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} filePath
 * @param {boolean} withProgress
 */
async function uploadAlone(context, filePath, withProgress) {
  const server = await startCountingServer(context, { withHash: false })
  const options = { url: server.url, filePath, name: 'file', timeout: 120_000 }
  const program = startProgram(context, 'upload', { options, withProgress }, { timeout: 120_000 })
  const { code, stderr, reports } = await program.ended
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.deepEqual(
    reports.map(({ event }) => event),
    ['success', 'complete'],
    JSON.stringify(reports),
  )
  const { peak, progress } = reports[1]
  const request = await server.request(0)
  await request.closed
  return { peak, progress, request }
}

/**
 * Expects an exact upload in hardly more memory than a tiny one needs.
 *
 * @param {import('node:test').TestContext} context
 * @param {number} size
 * @param {boolean} withProgress
 */
async function assertFlat(context, size, withProgress) {
  const filePath = temporaryFile(context, 'tiny.bin', 'x')
  const tiny = await uploadAlone(context, filePath, withProgress)
  const big = await uploadAlone(context, sparseFile(context, size, 'huge.bin'), withProgress)
  // Both names have eight characters, so the rest of the body is as long.
  assert.equal(big.request.contentLength - size, tiny.request.contentLength - 1)
  assert.equal(big.request.received, big.request.contentLength)
  assert.equal(big.request.surplus, 0)
  const more = (big.peak - tiny.peak) / MiB
  assert.ok(more <= 20, `${more} MiB more at the peak than for one byte (${tiny.peak / MiB} MiB)`)
  return big
}

test('H26 1 GiB in flat memory', { timeout: 180_000 }, async (context) => {
  await assertFlat(context, GiB, false)
})

test('H26 over 4 GiB: exact length, flat memory, progress in whole numbers', {
  timeout: 180_000,
}, async (context) => {
  const { progress, request } = await assertFlat(context, 4 * GiB + 1, true)
  assert.ok(request.contentLength > 4 * GiB)
  assert.deepEqual(progress, {
    progress: 100,
    totalBytesSent: request.contentLength,
    totalBytesExpectedToSend: request.contentLength,
  })
})

test('H29 10,000 uploads leave nothing behind', { timeout: 180_000 }, async (context) => {
  let received = 0
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      received += 1
      response.end('ok')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const options = {
    url: `http://127.0.0.1:${port}/upload`,
    filePath: temporaryFile(context, 'small.bin', Buffer.alloc(KiB)),
    name: 'file',
  }
  const input = { options, checkpoints: [2000, 4000, 6000, 8000, 10_000], concurrency: 10 }
  // A young generation of a fixed size: V8's growing it under load would hide what this test looks for.
  const nodeOptions = ['--expose-gc', '--max-semi-space-size=1']
  const program = startProgram(context, 'many-uploads', input, { nodeOptions, timeout: 120_000 })
  const { code, stderr, reports } = await program.ended
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.equal(received, 10_000)
  assert.deepEqual(
    reports.map(({ uploads }) => uploads),
    input.checkpoints,
  )
  // What uploads left behind would be there after each 2,000 of them; Node.js itself takes a step of some MiB now and then.
  const steps = reports.slice(1).map(({ rss }, index) => (rss - reports[index].rss) / MiB)
  // 0.5 KiB of native memory or 256 bytes of JavaScript left behind by each upload would be more than this.
  assert.ok(Math.min(...steps) < 1, `${steps} MiB more of resident memory`)
  const heap = (reports[4].heapUsed - reports[0].heapUsed) / MiB
  assert.ok(heap < 2, `${heap} MiB more of JavaScript objects`)
})
