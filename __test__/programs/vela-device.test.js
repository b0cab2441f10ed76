'use strict'

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { runNode } = require('../support/child')
const { temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')

test("V27 V29 V32 a program for the device, in the order of the vendor's example, runs in Node", async (context) => {
  const receiver = await startReceiver(context)
  const folder = temporaryFolder(context)
  const image = Buffer.alloc(300_000, 'pixels')
  const area = path.join(folder, 'data/quickapp/mass/app/download')
  fs.mkdirSync(area, { recursive: true })
  fs.writeFileSync(path.join(area, 'test.png'), image)

  const program = path.join(__dirname, 'vela-device.mjs')
  const { code, signal, stdout, stderr } = await runNode([program, receiver.url], { cwd: folder })
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' })
  const lines = stdout.trimEnd().split('\n')
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
  assert.equal(receiver.uploads.length, 2)
  assert.equal(lines.length, partly.length + 4)
})
