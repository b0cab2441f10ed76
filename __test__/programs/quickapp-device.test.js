'use strict'

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const { test } = require('node:test')

const { runOnDevice } = require('./device')

test("Q1 Q2 Q3 Q5 a program for the alliance, in the order of its documentation's example, runs in Node as it is", async (context) => {
  const image = Buffer.alloc(300_000, 'pixels')
  const { ended, lines, receiver } = await runOnDevice(context, 'quickapp-device.mjs', {
    storage: { 'tmp/test.png': image },
    env: { UPLOADTASK_DIALECT: 'quickapp' },
    answer: ({ fields, files }, _request, response) => {
      response.setHeader('Content-Type', 'application/json').setHeader('Set-Cookie', ['a=1', 'b=2'])
      response.end(JSON.stringify({ fields, files }))
    },
  })
  assert.deepEqual([ended.code, ended.signal, ended.stderr], [0, null, ''])
  const linesOf = (/** @type {string} */ upload) => lines.filter((line) => line.startsWith(`${upload} `))

  // Nothing is called before the page's script has ended.
  assert.equal(lines[0], 'page ready')
  assert.deepEqual(linesOf('interrupted'), [
    'interrupted fail Canceled 1000',
    'interrupted complete Canceled',
  ])
  const missing = linesOf('missing')
  assert.match(missing[0], /^missing fail 301 .*missing\.png/)
  assert.deepEqual(missing.slice(1), ['missing complete'])
  assert.deepEqual(linesOf('nowhere'), ['nowhere fail 202 invalid url'])
  assert.deepEqual(linesOf('silent'), ['silent success 200'])

  const sent = { field: 'testImg', filename: 'test.png', contentType: 'image/png', size: image.length }
  const files = [{ ...sent, sha256: createHash('sha256').update(image).digest('hex') }]
  const fields = [
    ['user', 'test'],
    ['steps', '8000'],
  ]
  const partly = linesOf('partly')
  const data = JSON.stringify({ fields, files })
  assert.deepEqual(partly.splice(-3), [
    'partly headers application/json ["a=1","b=2"]',
    `partly success 200 application/json ${data}`,
    'partly complete 200',
  ])
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
  assert.equal(withFields?.headers['x-device'], 'phone')
  assert.equal(receiver.uploads.length, 2)
  assert.equal(lines.length, partly.length + 10)
})
