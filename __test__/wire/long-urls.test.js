'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { answer, startCanned } = require('../support/raw-server')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const MAX_URL_BYTES = 65_534

test('H10 a URL of 65,534 bytes is sent, and a longer one is a bad URL', async (context) => {
  const server = await startCanned(context, answer(200, {}, 'whole'))
  const longest = server.url.padEnd(MAX_URL_BYTES, 'u')
  const runtime = createRuntime()
  const upload = (/** @type {string} */ dialect, /** @type {string} */ url) =>
    outcome(runtime[dialect].uploadFile, { url, filePath: temporaryFile(context), name: 'file' })

  for (const dialect of ['wx', 'vela', 'quickapp', 'alipay']) {
    const { name, values } = await upload(dialect, longest)
    assert.equal(name, 'success', JSON.stringify(values))
    const refused = await upload(dialect, `${longest}u`)
    assert.equal(refused.name, 'fail', dialect)
    assert.match(JSON.stringify(refused.values), /65535 bytes; at most 65534|invalid url/i, dialect)
  }
  assert.equal(server.requests.length, 4)
  assert.equal(
    server.requests[0].requestLine.length,
    longest.length - server.url.length + 'POST /upload HTTP/1.1'.length,
  )
})
