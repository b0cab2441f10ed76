'use strict'
// Whatever the addon says reaches the callbacks unharmed.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { answer, readRequest, startRawServer } = require('../support/raw-server')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

/** What `success` of a dialect gets for an answer. */
async function upload(
  /** @type {import('node:test').TestContext} */ context,
  /** @type {string} */ dialect,
  /** @type {Buffer} */ response,
) {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.end(response)
  })
  const { calls, done } = record(createRuntime()[dialect].uploadFile, {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  await done
  const [[callback, result]] = calls
  assert.equal(callback, 'success')
  return result
}

// Characters that JSON escapes, that JavaScript takes for line ends, and those of more than one UTF-16 unit.
const hostile = '"\\\n\r\t\u0000\u0007\u007f\u2028\u2029é西湖😀</script>'

for (const dialect of ['vela', 'quickapp', 'wx']) {
  for (const [what, text] of /** @type {const} */ ([
    ['empty', ''],
    ['short', hostile],
    ['long', hostile.repeat(1000)],
    // Above some length, strings take another way than the rest of the result.
    ['of 1024 bytes', 'x'.repeat(1024)],
    ['of 1025 bytes', 'x'.repeat(1025)],
  ])) {
    test(`events: ${dialect} gets a text that is ${what} as it is`, async (context) => {
      const response = answer(200, { 'Content-Type': 'text/plain; charset=utf-8' }, text)
      const result = await upload(context, dialect, response)
      assert.equal(result.data, text)
    })
  }
}

test('events: headers with long values, in lower case too, beside a long text', async (context) => {
  const long = 'v'.repeat(3000)
  const head = `HTTP/1.1 200 OK\r\nX-Long: ${long}\r\nETag: "a"\r\nContent-Length: 2000\r\n\r\n${'d'.repeat(2000)}`
  const { header, data } = await upload(context, 'wx', Buffer.from(head))
  assert.equal(data, 'd'.repeat(2000))
  assert.deepEqual({ ...header }, { 'X-Long': long, ETag: '"a"', 'Content-Length': '2000' })
  assert.deepEqual([header['x-long'], header.etag, header['content-length']], [long, '"a"', '2000'])
  assert.deepEqual(Object.keys(header), ['X-Long', 'ETag', 'Content-Length'])
})
