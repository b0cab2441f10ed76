'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { runNode } = require('../support/child')
const { temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')

test('W3 W4 W9 a program for Taro, after the examples of its documentation, runs in Node', async (context) => {
  const receiver = await startReceiver(context, ({ fields, files }, _request, response) => {
    response.setHeader('Content-Type', 'application/json').setHeader('Set-Cookie', ['a=1', 'b=2'])
    response.end(JSON.stringify({ fields, files: files.map(({ filename, size }) => ({ filename, size })) }))
  })
  const folder = temporaryFolder(context)
  const files = ['a.txt', 'b.txt', 'c.txt'].map((name) => path.join(folder, name))
  for (const file of files) fs.writeFileSync(file, 'pixels'.repeat(50_000))

  const program = path.join(__dirname, 'taro-device.mjs')
  const { code, signal, stdout, stderr } = await runNode([program, receiver.url, ...files])
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' })

  const lines = stdout.trimEnd().split('\n')
  const progress = lines.filter((line) => line.startsWith('上传进度 '))
  const [first] = receiver.uploads
  const total = Number(first.headers['content-length'])
  let sentBefore = 0
  for (const line of progress) {
    const [percent, sent, expected] = line.split(' ').slice(1).map(Number)
    assert.equal(expected, total)
    assert.equal(percent, Math.floor((100 * sent) / total))
    assert.ok(sent > sentBefore, line)
    sentBefore = sent
  }
  assert.equal(sentBefore, total)

  assert.deepEqual(
    lines.filter((line) => !progress.includes(line)),
    [
      '响应头 application/json application/json',
      '上传成功 {"fields":[["user","test"]],"files":[{"filename":"a.txt","size":300000}]}',
      '返回 200 uploadFile:ok ["a=1","b=2"]',
      '上传完毕',
      '文件名 renamed.txt',
      '取消上传任务',
      '已取消',
      '全部 ["a.txt","b.txt","c.txt"]',
      '失败 uploadFile:fail createUploadTask:fail file not found',
      '结束',
    ],
  )
  assert.equal(first.headers.authorization, 'Bearer token')
  assert.equal(receiver.uploads.length, 5)
  assert.deepEqual(
    receiver.uploads.slice(1).flatMap(({ fields }) => fields),
    [],
  )
})
