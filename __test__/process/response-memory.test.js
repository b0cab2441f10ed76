'use strict'
// Responses that grow without measure when they are read: how much memory a process needs to refuse them.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const zlib = require('node:zlib')

const { temporaryFile } = require('../support/files')
const { startProgram } = require('../support/program')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')

const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB

/** A gzip stream of 1 GiB of zeros, about 1 MiB long. */
function gzipOfZeros() {
  // Deflate streams can be joined at a full flush (RFC 1951 3.2.4).
  const zeros = Buffer.alloc(MiB)
  const segment = zlib.deflateRawSync(zeros, { finishFlush: zlib.constants.Z_FULL_FLUSH })
  const end = zlib.deflateRawSync('')
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
  const trailer = Buffer.alloc(8)
  let checksum = 0
  for (let count = 0; count < GiB / MiB; count += 1) checksum = zlib.crc32(zeros, checksum)
  trailer.writeUInt32LE(checksum, 0)
  trailer.writeUInt32LE(GiB, 4)
  return Buffer.concat([header, ...Array.from({ length: GiB / MiB }, () => segment), end, trailer])
}

/**
 * Uploads in a process of its own; expects one failure, and tells the peak of the memory.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} url
 * @param {RegExp} cause
 * @param {number} [timeout]
 */
async function peakOfFailure(context, url, cause, timeout = 60_000) {
  const options = { url, filePath: temporaryFile(context), name: 'file', timeout }
  const program = startProgram(context, 'upload', { options }, { timeout: 120_000 })
  const { code, stderr, reports } = await program.ended
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.deepEqual(
    reports.map(({ event }) => event),
    ['fail', 'complete'],
    JSON.stringify(reports),
  )
  assert.match(reports[0].values[0].errMsg, cause)
  return reports[1].peak / MiB
}

test('H14 a gzip body of 1 MiB that unpacks to 1 GiB is an error, with less than 200 MiB at the peak', {
  timeout: 120_000,
}, async (context) => {
  const bomb = gzipOfZeros()
  assert.ok(bomb.length < 1.1 * MiB, `${bomb.length} bytes`)
  const server = await startCanned(context, answer(200, { 'Content-Encoding': 'gzip' }, bomb))
  const peak = await peakOfFailure(context, server.url, /larger than 67108864 bytes.*maxResponseBytes/)
  assert.ok(peak < 200, `${peak} MiB`)
})

test('H14 the same bomb, packed once more', { timeout: 120_000 }, async (context) => {
  const bomb = zlib.gzipSync(gzipOfZeros())
  assert.ok(bomb.length < 10 * KiB, `${bomb.length} bytes`)
  const server = await startCanned(context, answer(200, { 'Content-Encoding': 'gzip, gzip' }, bomb))
  const peak = await peakOfFailure(context, server.url, /maxResponseBytes/)
  assert.ok(peak < 200, `${peak} MiB`)
})

test('H14 a brotli body that unpacks to 256 MiB', { timeout: 120_000 }, async (context) => {
  const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 }
  const bomb = zlib.brotliCompressSync(Buffer.alloc(256 * MiB), { params })
  const server = await startCanned(context, answer(200, { 'Content-Encoding': 'br' }, bomb))
  const peak = await peakOfFailure(context, server.url, /maxResponseBytes/)
  assert.ok(peak < 200, `${peak} MiB`)
})

/** @type {Array<[what: string, beginning: string, bytes: string, cause: RegExp]>} */
const floods = [
  ['H12 1xx answers', '', 'HTTP/1.1 100 Continue\r\n\r\n', /timeout/],
  ['H13 header lines', 'HTTP/1.1 200 OK\r\n', `X-Line: ${'v'.repeat(100)}\r\n`, /head/],
  ['H13 one header line', 'HTTP/1.1 200 OK\r\nX-Line: ', 'v'.repeat(100), /head/],
  ['H14 a body', 'HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(100), /maxResponseBytes/],
  [
    'H14 small chunks',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
    `40\r\n${'x'.repeat(64)}\r\n`,
    /maxResponseBytes/,
  ],
]
for (const [what, beginning, bytes, cause] of floods) {
  test(`${what} without end: one failure, in bounded memory`, { timeout: 120_000 }, async (context) => {
    const flood = Buffer.from(bytes.repeat(10_000))
    const server = await startRawServer(context, async (socket) => {
      await readRequest(socket)
      socket.write(beginning)
      const more = () => {
        while (!socket.destroyed && socket.write(flood)) {}
      }
      socket.on('drain', more)
      more()
    })
    const peak = await peakOfFailure(context, server.url, cause, cause.test('timeout') ? 2000 : 60_000)
    assert.ok(peak < 200, `${peak} MiB`)
  })
}
