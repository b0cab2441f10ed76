'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runOnDevice } = require('./device')

test('W1 W9 W30 W32 a page for WeChat, after the examples of its documentation, runs in Node as it is', async (context) => {
  const { ended, lines, receiver, temporaryNames } = await runOnDevice(context, 'wechat-device.cjs', {
    pictures: { 'photo.png': 'pixels'.repeat(50_000), 'second.png': 'pixels'.repeat(40_000) },
    answer: ({ fields, files }, _request, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ fields, files: files.map(({ filename, size }) => ({ filename, size })) }))
    },
  })
  assert.deepEqual([ended.code, ended.signal, ended.stderr], [0, null, ''])

  const isProgress = (/** @type {string} */ line) =>
    /^(上传进度|已经上传的数据长度|预期需要上传的数据总长度) /.test(line)
  const [first] = receiver.uploads
  const total = Number(first.headers['content-length'])
  assert.deepEqual(lines.filter(isProgress).slice(-3), [
    '上传进度 100',
    `已经上传的数据长度 ${total}`,
    `预期需要上传的数据总长度 ${total}`,
  ])
  const names = temporaryNames()
  const photo = { filename: names.get(300_000), size: 300_000 }
  assert.match(photo.filename ?? '', /\.png$/)
  assert.deepEqual(
    lines.filter((line) => !isProgress(line)),
    [
      'headers application/json',
      `success 200 uploadFile:ok ${JSON.stringify({ fields: [['user', 'test']], files: [photo] })}`,
      'complete uploadFile:ok',
      '已取消',
      `quiet ${names.get(240_000)}`,
      'forgotten 1001 uploadFile:fail parameter error: parameter.filePath should be String instead of Undefined;',
    ],
  )
  assert.equal(first.headers.cookie, 'session=1')
  assert.equal(first.headers.host, 'upload.example.test')
  assert.equal(receiver.uploads.length, 2)
})
