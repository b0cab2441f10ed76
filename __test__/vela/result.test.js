'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { answer, startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { uploadFile } = /** @type {any} */ (require('uploadtask'))

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

for (const status of [200, 201, 202, 206, 300, 304, 305, 400, 401, 403, 404, 413, 418, 500, 502, 503, 599]) {
  test(`V16 status ${status} is a success`, async (context) => {
    const { name, values } = await answeredWith(context, answer(status, {}, status === 304 ? '' : 'body'))
    assert.equal(name, 'success')
    assert.equal(values[0].statusCode, status)
  })
}

test('V16 status 204 without a body is a success', async (context) => {
  const { name, values } = await answeredWith(context, 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n')
  assert.equal(name, 'success')
  assert.equal(values[0].statusCode, 204)
  assert.equal(values[0].data, '')
})

for (const status of [301, 302, 303, 307, 308]) {
  test(`V16 status ${status} without a Location is a success`, async (context) => {
    const { name, values } = await answeredWith(context, answer(status, {}, 'body'))
    assert.equal(name, 'success')
    assert.equal(values[0].statusCode, status)
    assert.equal(values[0].data, 'body')
  })
}

test('V16 success gets one object: statusCode, data, headers', async (context) => {
  const { values } = await answeredWith(context, answer(200, {}, 'body'))
  assert.equal(values.length, 1)
  assert.deepEqual(Object.keys(values[0]).sort(), ['data', 'headers', 'statusCode'])
  assert.equal(Object.getPrototypeOf(values[0]), Object.prototype)
})

for (const [label, headers, body] of /** @type {Array<[string, Record<string, string>, string]>} */ ([
  ['JSON stays text', { 'Content-Type': 'application/json' }, '{"a": 1}'],
  ['a body that is no valid JSON', { 'Content-Type': 'application/json' }, '{"a": '],
  ['an empty body is an empty string', {}, ''],
  ['a body with NUL bytes is not cut', { 'Content-Type': 'text/plain' }, 'before\0between\0after'],
  ['UTF-8', { 'Content-Type': 'text/plain; charset=utf-8' }, 'grüße 你好 🙂'],
])) {
  test(`V17 data is a string: ${label}`, async (context) => {
    const { name, values } = await answeredWith(context, answer(200, headers, body))
    assert.equal(name, 'success')
    assert.equal(values[0].data, body)
  })
}

test('V17 data is a string: bytes of no charset become replacement characters', async (context) => {
  const body = Buffer.concat([Buffer.from('a'), Buffer.from([0xff]), Buffer.from('b')])
  const { values } = await answeredWith(context, answer(200, { 'Content-Type': 'image/png' }, body))
  assert.equal(values[0].data, 'a\ufffdb')
})

test('V17 data is a string: a body of 3 MiB', async (context) => {
  const body = 'a'.repeat(3 * 1024 * 1024)
  const { values } = await answeredWith(context, answer(200, {}, body))
  assert.equal(values[0].data, body)
})

test('V18 headers is a plain object of strings with names as the registry spells them', async (context) => {
  const { values } = await answeredWith(
    context,
    answer(200, {
      'content-type': 'text/plain',
      ETAG: '"a"',
      'www-authenticate': 'Basic',
      'x-custom-thing': '1',
    }),
  )
  assert.deepEqual(values[0].headers, {
    'Content-Type': 'text/plain',
    ETag: '"a"',
    'WWW-Authenticate': 'Basic',
    'X-Custom-Thing': '1',
    'Content-Length': '0',
    Connection: 'close',
  })
})

test('V18 every header also answers in lower case, unseen by Object.keys and JSON', async (context) => {
  const { values } = await answeredWith(
    context,
    answer(200, { 'Content-Type': 'text/plain', 'X-Custom': '1' }),
  )
  const { headers } = values[0]
  assert.equal(headers['content-type'], 'text/plain')
  assert.equal(headers['x-custom'], '1')
  assert.equal(headers['content-length'], '0')
  const names = ['Connection', 'Content-Length', 'Content-Type', 'X-Custom']
  assert.deepEqual(Object.keys(headers).sort(), names)
  assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(headers))).sort(), names)
})

test('V18 of a repeated header the last wins, in whatever case', async (context) => {
  const { values } = await answeredWith(
    context,
    answer(200, { 'X-Repeated': ['1', '2'], 'x-repeated': '3', 'Set-Cookie': ['a=1', 'b=2; Path=/'] }),
  )
  assert.equal(values[0].headers['X-Repeated'], '3')
  assert.equal(values[0].headers['x-repeated'], '3')
  assert.equal(values[0].headers['Set-Cookie'], 'b=2; Path=/')
})

test('V19 success, then complete without arguments, once each', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { calls, done } = record(uploadFile, options)
  await done
  await outcome(uploadFile, options)
  assert.deepEqual(
    calls.map(([name, ...values]) => [name, values.length]),
    [
      ['success', 1],
      ['complete', 0],
    ],
  )
})

test('V19 fail, then complete without arguments, once each', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const reset = await startCanned(context, '')
  const { calls, done } = record(uploadFile, { ...options, url: reset.url })
  await done
  await outcome(uploadFile, options)
  assert.deepEqual(
    calls.map(([name, ...values]) => [name, values.length]),
    [
      ['fail', 2],
      ['complete', 0],
    ],
  )
})

test('V19 success and fail come after the call returned', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { calls, done } = record(uploadFile, options)
  assert.deepEqual(calls, [])
  await done
})
