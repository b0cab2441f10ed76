'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startCanned } = require('../support/raw-server')

/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

/**
 * Uploads to a server that answers with these header lines and no body; the success result.
 *
 * @param {import('node:test').TestContext} context
 * @param {string[]} lines
 */
async function resultOf(context, lines) {
  const { result } = await resultAndEventOf(context, lines)
  return result
}

/**
 * @param {import('node:test').TestContext} context
 * @param {string[]} lines
 */
async function resultAndEventOf(context, lines) {
  const head = ['HTTP/1.1 200 OK', ...lines, 'content-length: 0', '', ''].join('\r\n')
  const server = await startCanned(context, head)
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { task, done } = record(uploadFile, options)
  /** @type {any} */
  let event
  task.onHeadersReceived((/** @type {any} */ value) => {
    event = value
  })
  const [[name, result]] = await done
  assert.equal(name, 'success', JSON.stringify(result))
  return { result, event }
}

/** @type {Array<[sent: string, reported: string]>} */
const names = [
  ['content-type', 'Content-Type'],
  ['CONTENT-TYPE', 'Content-Type'],
  ['Content-type', 'Content-Type'],
  ['etag', 'ETag'],
  ['www-authenticate', 'WWW-Authenticate'],
  ['content-md5', 'Content-MD5'],
  ['mime-version', 'MIME-Version'],
  ['access-control-allow-origin', 'Access-Control-Allow-Origin'],
  ['strict-transport-security', 'Strict-Transport-Security'],
  ['x-request-id', 'X-Request-Id'],
  ['X-REQUEST-ID', 'X-Request-Id'],
  ['x-oss-hash-crc64ecma', 'X-Oss-Hash-Crc64ecma'],
  ['server', 'Server'],
]
for (const [sent, reported] of names) {
  test(`W11 the response header ${sent} is named ${reported} and answers in lower case`, async (context) => {
    const { result, event } = await resultAndEventOf(context, [`${sent}: some value`])
    for (const { header } of [result, event]) {
      assert.deepEqual(header, { [reported]: 'some value', 'Content-Length': '0' })
      assert.equal(header[sent.toLowerCase()], 'some value')
      assert.equal(sent.toLowerCase() in header, true)
    }
  })
}

test('W11 the lower-case aliases are not enumerable: keys, JSON, spread and for-in do not see them', async (context) => {
  const { header } = await resultOf(context, ['ETag: "1"', 'X-Request-Id: 2'])
  assert.deepEqual(Object.keys(header).sort(), ['Content-Length', 'ETag', 'X-Request-Id'])
  assert.deepEqual(JSON.parse(JSON.stringify(header)), {
    'Content-Length': '0',
    ETag: '"1"',
    'X-Request-Id': '2',
  })
  assert.deepEqual(Object.keys({ ...header }).sort(), ['Content-Length', 'ETag', 'X-Request-Id'])
  const seen = []
  for (const name in header) seen.push(name)
  assert.deepEqual(seen.sort(), ['Content-Length', 'ETag', 'X-Request-Id'])
  for (const name of ['etag', 'x-request-id', 'content-length']) {
    assert.equal(Object.getOwnPropertyDescriptor(header, name)?.enumerable, false, name)
  }
})

test('W11 a name that is its own lower-case form stays enumerable', async (context) => {
  const { header } = await resultOf(context, ['1x: digit', '_private: underscore'])
  assert.deepEqual(header, { '1x': 'digit', _private: 'underscore', 'Content-Length': '0' })
})

test('W11 names of Object.prototype are just names', async (context) => {
  const { header } = await resultOf(context, ['__proto__: a', 'constructor: b', 'tostring: c'])
  assert.equal(Object.getPrototypeOf(header), Object.prototype)
  assert.deepEqual(Object.entries(header).sort(), [
    ['Constructor', 'b'],
    ['Content-Length', '0'],
    ['Tostring', 'c'],
    ['__proto__', 'a'],
  ])
  assert.equal(header.constructor, 'b')
})

test('W11 repeated headers are joined by a comma, in order of arrival', async (context) => {
  const { result, event } = await resultAndEventOf(context, ['X-A: 1', 'Vary: b', 'x-a: 2', 'X-A: 3, 4'])
  for (const { header } of [result, event]) {
    assert.equal(header['x-a'], '1,2,3, 4')
    assert.deepEqual(header, { 'X-A': '1,2,3, 4', Vary: 'b', 'Content-Length': '0' })
  }
})

test('W11 Set-Cookie: header joined by a comma, cookies one by one', async (context) => {
  const cookies = ['a=1; Path=/', 'b=2; Expires=Wed, 21 Oct 2015 07:28:00 GMT', 'a=3']
  const lines = cookies.map((cookie, index) => `${index === 1 ? 'set-cookie' : 'Set-Cookie'}: ${cookie}`)
  const result = await resultOf(context, lines)
  assert.deepEqual(result.cookies, cookies)
  assert.equal(result.header['Set-Cookie'], cookies.join(','))
  assert.equal(result.header['set-cookie'], cookies.join(','))
})

test('W11 one Set-Cookie: an array of one; none: an empty array', async (context) => {
  const one = await resultOf(context, ['Set-Cookie: a=1'])
  assert.deepEqual(one.cookies, ['a=1'])
  const none = await resultOf(context, ['X-A: 1'])
  assert.deepEqual(none.cookies, [])
  assert.equal('Set-Cookie' in none.header, false)
  assert.equal('set-cookie' in none.header, false)
})

test('W11 an empty value is an empty string; outer spaces are no part of a value', async (context) => {
  const { header } = await resultOf(context, ['X-Empty:', 'X-Spaces:  \t a b \t '])
  assert.deepEqual(header, { 'X-Empty': '', 'X-Spaces': 'a b', 'Content-Length': '0' })
})
