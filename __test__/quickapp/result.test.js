'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { answer, startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { uploadFile } = /** @type {any} */ (require('uploadtask/quickapp'))

/**
 * What an upload ends with at a server that answers with `bytes`.
 *
 * @param {import('node:test').TestContext} context
 * @param {string | Buffer} bytes
 */
async function answeredWith(context, bytes) {
  const server = await startCanned(context, bytes)
  return outcome(uploadFile, { url: server.url, filePath: temporaryFile(context), name: 'file' })
}

for (const status of [200, 206, 300, 304, 400, 404, 413, 500, 503, 599]) {
  test(`V16 Quick App: status ${status} is a success`, async (context) => {
    const { name, values } = await answeredWith(context, answer(status, {}, status === 304 ? '' : 'body'))
    assert.equal(name, 'success')
    assert.equal(values[0].statusCode, status)
  })
}

test('V16 Quick App: success gets one object, { statusCode, data, headers }', async (context) => {
  const { values } = await answeredWith(context, answer(200, { 'X-A': 'a' }, 'body'))
  assert.deepEqual(values, [
    {
      statusCode: 200,
      data: 'body',
      headers: { 'X-A': 'a', 'Content-Length': '4', Connection: 'close' },
    },
  ])
  assert.equal(Object.getPrototypeOf(values[0]), Object.prototype)
})

for (const [label, headers, body] of /** @type {Array<[string, Record<string, string>, string]>} */ ([
  ['JSON stays text', { 'Content-Type': 'application/json' }, '{"a": 1}'],
  ['a body that is no valid JSON', { 'Content-Type': 'application/json' }, '{"a": '],
  ['an empty body', {}, ''],
  ['a body with NUL bytes is not cut', { 'Content-Type': 'text/plain' }, 'before\0between\0after'],
  ['UTF-8', { 'Content-Type': 'text/plain; charset=utf-8' }, 'grüße 你好 🙂'],
])) {
  test(`V17 Quick App: data is a string: ${label}`, async (context) => {
    const { name, values } = await answeredWith(context, answer(200, headers, body))
    assert.equal(name, 'success')
    assert.equal(values[0].data, body)
  })
}

test('V17 Quick App: data is a string: bytes of no charset become replacement characters', async (context) => {
  const body = Buffer.concat([Buffer.from('a'), Buffer.from([0xff]), Buffer.from('b')])
  const { values } = await answeredWith(context, answer(200, { 'Content-Type': 'image/png' }, body))
  assert.equal(values[0].data, 'a\ufffdb')
})

test('Q2 V19 success, then complete with what success got, once each', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { calls, done } = record(uploadFile, options)
  assert.equal(calls.length, 0)
  await done
  await outcome(uploadFile, options)
  const [[, result]] = calls
  assert.equal(result.statusCode, 200)
  assert.deepEqual(calls, [
    ['success', result],
    ['complete', result],
  ])
})

test('Q2 V19 fail, then complete with the message that fail got first, once each', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const closing = await startCanned(context, '')
  const { calls, done } = record(uploadFile, { ...options, url: closing.url })
  assert.equal(calls.length, 0)
  await done
  await outcome(uploadFile, options)
  const [[, message]] = calls
  assert.equal(typeof message, 'string')
  assert.deepEqual(calls, [
    ['fail', message, 1000],
    ['complete', message],
  ])
})

test('Q2 complete alone hears of success and of failure', async (context) => {
  const receiver = await startReceiver(context)
  const closing = await startCanned(context, '')
  const filePath = temporaryFile(context)
  const completed = (/** @type {string} */ url) =>
    new Promise((resolve) => {
      const complete = (/** @type {any[]} */ ...values) => resolve(values)
      uploadFile({ url, filePath, name: 'file', complete })
    })
  const [result, ...none] = await completed(receiver.url)
  assert.deepEqual([result.statusCode, none], [200, []])
  const [message, ...noCode] = await completed(closing.url)
  assert.deepEqual([typeof message, noCode], ['string', []])
})
