'use strict'

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { startCountingServer } = require('../support/counting-server')
const { aroundFile, boundaryOf, expectedBody } = require('../support/expected-body')
const { temporaryFile } = require('../support/files')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')

const { uploadFile } = /** @type {any} */ (require('uploadtask/wx'))
const vela = /** @type {any} */ (require('uploadtask/vela'))

const MiB = 1024 * 1024
// So much that neither end's buffers hold it while the server has stopped reading.
const size = 64 * MiB

/** 64 MiB in which no two blocks are the same. */
function bigContent() {
  const content = Buffer.alloc(size, 'content ')
  for (let block = 0; block < size; block += 4096) content.writeUInt32BE(block, block)
  return content
}

/**
 * A big file with a modification time of long ago, so that every write changes it.
 *
 * @param {import('node:test').TestContext} context
 */
function bigFile(context) {
  const file = temporaryFile(context, 'big.bin', bigContent())
  fs.utimesSync(file, 1_000_000_000, 1_000_000_000)
  return file
}

/**
 * Changes a file while the server, having read 1 MiB of the body, waits.
 *
 * @param {import('node:test').TestContext} context
 * @param {(file: string) => void} change
 * @param {(options: any) => any} [upload]
 */
async function changeMidway(context, change, upload = uploadFile) {
  const filePath = bigFile(context)
  const server = await startCountingServer(context, { pauseAfter: MiB })
  const { done } = record(upload, { url: server.url, filePath, name: 'file' })
  const request = await server.request(0)
  await request.paused
  assert.ok(request.received < size / 2)
  change(filePath)
  request.resume()
  const [[name, ...values]] = await done
  return { name, values, request, server }
}

/**
 * Expects the whole body with the original content.
 *
 * @param {import('../support/counting-server').CountedRequest} request
 */
async function assertOriginal(request) {
  await request.whole
  await request.closed
  const { before, after } = aroundFile(boundaryOf(request.header('content-type')), [], {
    filename: 'big.bin',
    type: 'application/octet-stream',
  })
  assert.equal(request.contentLength, before.length + size + after.length)
  assert.equal(request.surplus, 0)
  const expected = createHash('sha256').update(before).update(bigContent()).update(after)
  assert.equal(request.sha256(), expected.digest('hex'))
}

/** @param {string} file @param {number} offset */
function overwrite(file, offset) {
  const descriptor = fs.openSync(file, 'r+')
  fs.writeSync(descriptor, Buffer.alloc(4096, 'other'), 0, 4096, offset)
  fs.closeSync(descriptor)
}

/** @type {Array<[what: string, change: (file: string) => void]>} */
const additions = [
  ['a byte', (file) => fs.appendFileSync(file, '+')],
  ['1 MiB', (file) => fs.appendFileSync(file, Buffer.alloc(MiB, '+'))],
]

for (const [what, change] of additions) {
  test(`H25 a file that grows by ${what}: the announced bytes, then an error`, async (context) => {
    const { name, values, request } = await changeMidway(context, change)
    await assertOriginal(request)
    assert.equal(name, 'fail', JSON.stringify(values))
    assert.equal(values[0].errno, 600010)
    assert.match(values[0].errMsg, /^uploadFile:fail .+/)
  })
}

/** @type {Array<[what: string, change: (file: string) => void]>} */
const damages = [
  ['shrinks by a byte', (file) => fs.truncateSync(file, size - 1)],
  ['shrinks to half', (file) => fs.truncateSync(file, size / 2)],
  ['shrinks to nothing', (file) => fs.truncateSync(file, 0)],
  ['is rewritten in place where it is still to be read', (file) => overwrite(file, size - 4096)],
  ['is rewritten in place where it was read already', (file) => overwrite(file, 0)],
  ['is replaced by as many other bytes', (file) => fs.writeFileSync(file, Buffer.alloc(size, 'other'))],
  ['gets another modification time', (file) => fs.utimesSync(file, 2_000_000_000, 2_000_000_000)],
]

for (const [what, change] of damages) {
  test(`H25 a file that ${what}: an error, and never a complete request`, async (context) => {
    const { name, values, request } = await changeMidway(context, change)
    assert.equal(name, 'fail', JSON.stringify(values))
    assert.equal(values[0].errno, 600010)
    assert.match(values[0].errMsg, /^uploadFile:fail .+/)
    await request.closed
    assert.ok(request.received < request.contentLength, `${request.received} of ${request.contentLength}`)
  })
}

test('H25 a file that shrinks during a Vela upload: code 300', async (context) => {
  const { name, values } = await changeMidway(
    context,
    (file) => fs.truncateSync(file, size / 2),
    vela.uploadFile,
  )
  assert.equal(name, 'fail')
  assert.equal(values[1], 300)
  assert.notEqual(values[0], '')
})

/** @type {Array<[what: string, change: (file: string) => void]>} */
const replacements = [
  ['unlinked', (file) => fs.unlinkSync(file)],
  ['renamed', (file) => fs.renameSync(file, `${file}.moved`)],
  [
    'renamed over by a shorter one',
    (file) => {
      fs.writeFileSync(`${file}.new`, 'short')
      fs.renameSync(`${file}.new`, file)
    },
  ],
  [
    'renamed over by one of the same size',
    (file) => {
      fs.writeFileSync(`${file}.new`, Buffer.alloc(size, 'other'))
      fs.renameSync(`${file}.new`, file)
    },
  ],
]

/** Node.js 20 cannot do it, whatever the system can. */
const renamesOver = {
  skip: process.platform === 'win32' && 'nothing is renamed over an open file on Windows',
}

for (const [what, change] of replacements) {
  const options = what.startsWith('renamed over') ? renamesOver : {}
  test(`H25 a file that is ${what}: the original bytes`, options, async (context) => {
    const { name, values, request } = await changeMidway(context, change)
    await assertOriginal(request)
    assert.equal(name, 'success', JSON.stringify(values))
  })
}

test(
  'H25 a redirect after the file was renamed over sends the original bytes again',
  renamesOver,
  async (context) => {
    const filePath = temporaryFile(context, 'hello.txt', 'the original')
    /** @type {Awaited<ReturnType<typeof readRequest>>[]} */
    const requests = []
    const server = await startRawServer(context, async (socket) => {
      requests.push(await readRequest(socket))
      if (requests.length > 1) {
        socket.end(answer(200))
        return
      }
      fs.writeFileSync(`${filePath}.new`, 'another and longer text')
      fs.renameSync(`${filePath}.new`, filePath)
      socket.end(answer(307, { Location: '/again' }))
    })
    const { name, values } = await outcome(uploadFile, { url: server.url, filePath, name: 'file' })
    assert.equal(name, 'success', JSON.stringify(values))
    assert.equal(requests.length, 2)
    for (const { headers, body } of requests) {
      const boundary = boundaryOf(headers.find(([header]) => header.toLowerCase() === 'content-type')?.[1])
      const expected = expectedBody(boundary, [], { filename: 'hello.txt' }, 'the original')
      assert.equal(body.toString(), expected.toString())
    }
  },
)

test('H25 a file whose size is said to be 0 is sent as announced', async (context) => {
  const server = await startCanned(context, answer(200))
  const filePath = '/proc/self/status'
  assert.notEqual(fs.readFileSync(filePath).length, 0)
  assert.equal(fs.statSync(filePath).size, 0)
  const { name, values } = await outcome(uploadFile, { url: server.url, filePath, name: 'file' })
  assert.equal(name, 'success', JSON.stringify(values))
  const [{ body, headers }] = server.requests
  const boundary = boundaryOf(headers.find(([header]) => header.toLowerCase() === 'content-type')?.[1])
  const file = { filename: 'status', type: 'application/octet-stream' }
  assert.equal(body.toString(), expectedBody(boundary, [], file, '').toString())
})
