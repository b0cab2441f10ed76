'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { runNode } = require('../support/child')
const { temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')

test('W1 W9 W30 a page for WeChat, after the examples of its documentation, runs in Node', async (context) => {
  const receiver = await startReceiver(context, ({ fields, files }, _request, response) => {
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ fields, files: files.map(({ filename, size }) => ({ filename, size })) }))
  })
  const folder = temporaryFolder(context)
  const files = ['photo.png', 'second.png'].map((name) => path.join(folder, name))
  for (const file of files) fs.writeFileSync(file, 'pixels'.repeat(50_000))

  const program = path.join(__dirname, 'wechat-device.js')
  const { code, signal, stdout, stderr } = await runNode([program, receiver.url, ...files])
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' })

  const lines = stdout.trimEnd().split('\n')
  const isProgress = (/** @type {string} */ line) =>
    /^(上传进度|已经上传的数据长度|预期需要上传的数据总长度) /.test(line)
  const [first] = receiver.uploads
  const total = Number(first.headers['content-length'])
  assert.deepEqual(lines.filter(isProgress).slice(-3), [
    '上传进度 100',
    `已经上传的数据长度 ${total}`,
    `预期需要上传的数据总长度 ${total}`,
  ])
  assert.deepEqual(
    lines.filter((line) => !isProgress(line)),
    [
      'headers application/json',
      'success 200 uploadFile:ok {"fields":[["user","test"]],"files":[{"filename":"photo.png","size":300000}]}',
      'complete uploadFile:ok',
      '已取消',
      'quiet second.png',
      'forgotten 1001 uploadFile:fail parameter error: parameter.filePath should be String instead of Undefined;',
    ],
  )
  assert.equal(first.headers.cookie, 'session=1')
  assert.equal(receiver.uploads.length, 2)
})
