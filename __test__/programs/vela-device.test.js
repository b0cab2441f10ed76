'use strict'

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const { test } = require('node:test')

const { runOnDevice } = require('./device')

test("V2 V27 V29 V32 a program for the watch, in the order of the vendor's example, runs in Node as it is", async (context) => {
  const image = Buffer.alloc(300_000, 'pixels')
  const { ended, lines, receiver } = await runOnDevice(context, 'vela-device.mjs', {
    storage: { 'mass/app/download/test.png': image },
  })
  assert.deepEqual([ended.code, ended.signal, ended.stderr], [0, null, ''])
  const linesOf = (/** @type {string} */ upload) => lines.filter((line) => line.startsWith(`${upload} `))

  assert.deepEqual(linesOf('missing'), ['missing fail invalid filename 202'])
  assert.deepEqual(linesOf('interrupted'), [])
  assert.deepEqual(linesOf('silent'), ['silent success 200'])

  const sent = { field: 'testImg', filename: 'test.png', contentType: 'image/png', size: image.length }
  const files = [{ ...sent, sha256: createHash('sha256').update(image).digest('hex') }]
  const fields = [
    ['user', 'test'],
    ['steps', '8000'],
  ]
  const partly = linesOf('partly')
  const data = JSON.stringify({ fields, files })
  assert.deepEqual(partly.splice(-2), [`partly success 200 application/json ${data}`, 'partly complete'])
  assert.ok(partly.length > 0)
  const prefix = 'partly progress '
  const events = partly.map((line) => {
    assert.ok(line.startsWith(prefix), line)
    return JSON.parse(line.slice(prefix.length))
  })
  const withFields = receiver.uploads.find((upload) => upload.fields.length > 0)
  const total = Number(withFields?.headers['content-length'])
  assert.deepEqual(events.at(-1), {
    progress: 100,
    totalBytesSent: total,
    totalBytesExpectedToSend: total,
  })
  assert.equal(withFields?.headers['x-device'], 'watch')
  assert.equal(withFields?.headers.host, 'upload.example.test')
  assert.equal(receiver.uploads.length, 2)
  assert.equal(lines.length, partly.length + 4)
})
