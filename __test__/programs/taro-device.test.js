'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runOnDevice } = require('./device')

const SIZES = [300_000, 240_000, 180_000]

/** @type {import('../support/receiver').Answer} */
function answer({ fields, files }, _request, response) {
  response.setHeader('Content-Type', 'application/json').setHeader('Set-Cookie', ['a=1', 'b=2'])
  response.end(JSON.stringify({ fields, files: files.map(({ filename, size }) => ({ filename, size })) }))
}

/**
 * Checks what both programs print and send, apart from what they say of the last upload.
 *
 * @param {import('./device').Run} run
 * @param {Array<string | undefined>} names The names of the three files.
 * @param {string[]} last
 * @param {string | undefined} [renamed] What became of the `fileName` that the first file was given.
 */
function check({ ended, lines, receiver }, names, last, renamed = 'renamed.txt') {
  assert.deepEqual([ended.code, ended.signal, ended.stderr], [0, null, ''])
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

  const received = { fields: [['user', 'test']], files: [{ filename: names[0], size: SIZES[0] }] }
  assert.deepEqual(
    lines.filter((line) => !progress.includes(line)),
    [
      '响应头 application/json application/json',
      `上传成功 ${JSON.stringify(received)}`,
      '返回 200 uploadFile:ok ["a=1","b=2"]',
      '上传完毕',
      `文件名 ${renamed}`,
      '取消上传任务',
      '已取消',
      `全部 ${JSON.stringify(names)}`,
      '失败 uploadFile:fail createUploadTask:fail file not found',
      '结束',
      ...last,
    ],
  )
  assert.equal(first.headers.authorization, 'Bearer token')
  assert.equal(first.headers.host, 'upload.example.test')
  assert.equal(receiver.uploads.length, 5)
  assert.deepEqual(
    receiver.uploads.slice(1).flatMap(({ fields }) => fields),
    [],
  )
}

test('W7 W9 W32 a page for Taro, after the examples of its documentation, runs in Node as it is with the real Taro', async (context) => {
  const pictures = SIZES.map((size, index) => [`${index}.jpg`, 'pixels'.repeat(size / 6)])
  const run = await runOnDevice(context, 'taro-device.mjs', {
    pictures: Object.fromEntries(pictures),
    answer,
  })
  const names = run.temporaryNames()
  check(
    run,
    SIZES.map((size) => names.get(size)),
    ['捕获 uploadFile:fail createUploadTask:fail file not found'],
    // The real Taro calls `wx`, which has no `fileName`.
    names.get(SIZES[0]),
  )
})

test('W3 W4 W9 a program for Taro that only uploads runs in Node as it is with taro: true, where no rejection is unhandled', async (context) => {
  const names = ['a.txt', 'b.txt', 'c.txt']
  const storage = names.map((name, index) => [`wx/usr/${name}`, 'pixels'.repeat(SIZES[index] / 6)])
  const run = await runOnDevice(context, 'taro-upload-only.mjs', {
    storage: Object.fromEntries(storage),
    env: { UPLOADTASK_TARO: 'true' },
    answer,
  })
  check(run, names, [])
})
