'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record, outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { answer, startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

/**
 * Uploads to a server that gives this answer; the success result without its measurements.
 *
 * @param {import('node:test').TestContext} context
 * @param {Buffer} bytes
 */
async function resultOf(context, bytes) {
  const server = await startCanned(context, bytes)
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { name, values } = await outcome(uploadFile, options)
  assert.equal(name, 'success', JSON.stringify(values))
  const { profile: _measured, ...result } = values[0]
  return { result, requests: server.requests }
}

const statuses = [
  [200, 201, 202, 203, 206, 226, 299],
  [300, 304, 305, 306],
  [400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 415, 418, 421, 422, 425, 428, 429, 451, 499],
  [500, 501, 502, 503, 504, 507, 511, 599],
].flat()
for (const status of statuses) {
  test(`W8 status ${status} is success, after one request`, async (context) => {
    const { result, requests } = await resultOf(context, answer(status))
    assert.equal(result.statusCode, status)
    assert.equal(result.errMsg, 'uploadFile:ok')
    assert.equal(requests.length, 1)
  })
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`W8 status ${status} without a Location is success`, async (context) => {
    const { result, requests } = await resultOf(
      context,
      answer(status, { 'Content-Type': 'text/plain' }, 'moved'),
    )
    assert.equal(result.statusCode, status)
    assert.equal(result.data, 'moved')
    assert.equal(requests.length, 1)
  })
}

for (const status of [300, 304, 305]) {
  test(`W8 status ${status} with a Location is delivered, not followed`, async (context) => {
    const target = await startReceiver(context)
    const { result } = await resultOf(context, answer(status, { Location: target.url }))
    assert.equal(result.statusCode, status)
    assert.equal(result.header.Location, target.url)
    assert.equal(target.connections, 0)
  })
}

test('W8 status 204 is success with empty data', async (context) => {
  const { result } = await resultOf(
    context,
    Buffer.from('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'),
  )
  assert.equal(result.statusCode, 204)
  assert.equal(result.data, '')
})

test('W9 the result has errMsg, statusCode, data, header and cookies', async (context) => {
  const { result } = await resultOf(
    context,
    answer(201, { 'Content-Type': 'application/json', 'Set-Cookie': 'id=1; Path=/' }, '{"ok":true}'),
  )
  assert.deepEqual(result, {
    errMsg: 'uploadFile:ok',
    statusCode: 201,
    data: '{"ok":true}',
    header: {
      'Content-Type': 'application/json',
      'Set-Cookie': 'id=1; Path=/',
      'Content-Length': '11',
      Connection: 'close',
    },
    cookies: ['id=1; Path=/'],
  })
})

test('W9 success and complete get one and the same plain object', async (context) => {
  const server = await startCanned(context, answer(200, {}, 'ok'))
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const calls = await record(uploadFile, options).done
  assert.deepEqual(
    calls.map(([name, ...values]) => [name, values.length]),
    [
      ['success', 1],
      ['complete', 1],
    ],
  )
  assert.equal(calls[0][1], calls[1][1])
  assert.equal(Object.getPrototypeOf(calls[0][1]), Object.prototype)
  assert.equal(Object.getPrototypeOf(calls[0][1].header), Object.prototype)
})

test('W9 statusCode is a number and data a string, of a body of digits too', async (context) => {
  const { result } = await resultOf(context, answer(200, { 'Content-Type': 'application/json' }, '42'))
  assert.equal(result.statusCode, 200)
  assert.equal(result.data, '42')
})

test('W9 the upload reaches the server whole', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context, 'photo.png', 'not really a picture')
  const { name, values } = await outcome(uploadFile, {
    url: receiver.url,
    filePath,
    name: 'avatar',
    formData: { user: 'test' },
  })
  assert.equal(name, 'success')
  const [{ method, path, fields, files }] = receiver.uploads
  assert.equal(method, 'POST')
  assert.equal(path, '/upload')
  assert.deepEqual(fields, [['user', 'test']])
  assert.deepEqual(
    files.map(({ field, filename, contentType, size }) => ({ field, filename, contentType, size })),
    [{ field: 'avatar', filename: 'photo.png', contentType: 'image/png', size: 20 }],
  )
  assert.deepEqual(JSON.parse(values[0].data), { fields, files })
})
