'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { deviceBoundary, deviceRequest, sorted } = require('../support/device-reference')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { answer, startCanned } = require('../support/raw-server')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const onWindows = process.platform === 'win32'

/**
 * What differs between two bodies, as text of which each character is a byte.
 *
 * @param {Buffer} body
 * @param {Buffer} expected
 */
const assertSameBytes = (body, expected) => assert.equal(body.toString('latin1'), expected.toString('latin1'))

/**
 * @param {{ headers: string[][] }} request
 * @param {string} name
 */
const headerOf = ({ headers }, name) => headers.find(([one]) => one.toLowerCase() === name)?.[1]

/**
 * Uploads with the device wire and compares the whole request with the reference.
 *
 * @param {import('node:test').TestContext} context
 * @param {{ name?: string, header?: object, formData?: object, filePath?: string, content?: string | Buffer }} options
 */
async function assertAsOnTheWatch(context, { content = 'hello, world', ...options } = {}) {
  const filePath = options.filePath ?? temporaryFile(context, 'hello.txt', content)
  const server = await startCanned(context, answer(200))
  const { vela } = createRuntime({ wire: 'device' })
  const ended = await outcome(vela.uploadFile, { url: server.url, name: 'file', ...options, filePath })
  assert.equal(ended.name, 'success', JSON.stringify(ended.values))
  assert.equal(server.requests.length, 1)
  const [request] = server.requests
  const expected = deviceRequest(deviceBoundary(headerOf(request, 'content-type')), server.port, {
    ...options,
    filePath,
    content,
  })
  assert.equal(request.requestLine, 'POST /upload HTTP/1.1')
  assert.deepEqual(sorted(request.headers), expected.headers)
  assertSameBytes(request.body, expected.body)
  return request
}

test('V39 the file alone, every byte of the request', async (context) => {
  const request = await assertAsOnTheWatch(context)
  // Once written out, so that the reference cannot be wrong in the same way as the code.
  const boundary = deviceBoundary(headerOf(request, 'content-type'))
  assertSameBytes(
    request.body,
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="hello.txt"\r\n` +
        `Content-Type: text/plain\r\n\r\nhello, world\r\n--${boundary}--\r\n`,
    ),
  )
  assert.deepEqual(request.headers.map(([name]) => name.toLowerCase()).sort(), [
    'accept',
    'accept-encoding',
    'content-length',
    'content-type',
    'host',
  ])
})

test('V39 fields come after the file, with application/octet-stream, every byte of them', async (context) => {
  const request = await assertAsOnTheWatch(context, { formData: { user: 'test', age: 7 } })
  const boundary = deviceBoundary(headerOf(request, 'content-type'))
  assert.ok(
    request.body
      .toString()
      .endsWith(
        `hello, world\r\n--${boundary}\r\nContent-Disposition: form-data; name="age"\r\n` +
          `Content-Type: application/octet-stream\r\n\r\n7\r\n` +
          `--${boundary}\r\nContent-Disposition: form-data; name="user"\r\n` +
          `Content-Type: application/octet-stream\r\n\r\ntest\r\n--${boundary}--\r\n`,
      ),
  )
})

test('V39 no fields: none, empty, without a prototype', async (context) => {
  for (const formData of [undefined, null, {}, Object.create(null)]) {
    await assertAsOnTheWatch(context, { formData: formData ?? undefined })
  }
})

test('V39 fields are sorted by the bytes of their keys', async (context) => {
  // UTF-16 sorts the emoji before the half-width stop, UTF-8 after it.
  const keys = ['b', 'a', '10', '2', 'B', 'é', '文', '｡', '😀', 'aa', 'a b', '_', '~', '', '-']
  const formData = Object.fromEntries(keys.map((key, index) => [key, `value ${index}`]))
  const { body } = await assertAsOnTheWatch(context, { formData })
  const names = [...body.toString().matchAll(/; name="([^"]*)"\r\nContent-Type/g)].map(([, name]) => name)
  assert.deepEqual(names, ['', '-', '10', '2', 'B', '_', 'a', 'a b', 'aa', 'b', '~', 'é', '文', '｡', '😀'])
})

test('V39 names of Object.prototype are just keys', async (context) => {
  const formData = JSON.parse('{ "toString": "t", "__proto__": "p", "constructor": "c" }')
  await assertAsOnTheWatch(context, { formData, name: '__proto__' })
})

/** @type {Array<[number, string]>} */
const numbers = [
  [1.9, '1'],
  [-1.9, '-1'],
  [0, '0'],
  [-0, '0'],
  [0.5, '0'],
  [-0.5, '0'],
  [1e12, '2147483647'],
  [-1e12, '-2147483648'],
  [Number.MAX_VALUE, '2147483647'],
  [-Number.MAX_VALUE, '-2147483648'],
  [2147483647, '2147483647'],
  [2147483646.9, '2147483646'],
  [2147483648, '2147483647'],
  [-2147483648, '-2147483648'],
  [-2147483649, '-2147483648'],
  [Number.MIN_VALUE, '0'],
  [1e-7, '0'],
]

test('V39 numbers become 32-bit integers: cut off, not rounded; too large ones the nearest', async (context) => {
  const formData = Object.fromEntries(numbers.map(([number], index) => [`n${index}`, number]))
  const { body } = await assertAsOnTheWatch(context, { formData })
  for (const [index, [number, text]] of numbers.entries()) {
    const part = `name="n${index}"\r\nContent-Type: application/octet-stream\r\n\r\n${text}\r\n`
    assert.ok(body.includes(part), `${number} is ${text}`)
  }
})

test('V39 the same numbers in header', async (context) => {
  const header = Object.fromEntries(numbers.map(([number], index) => [`X-${index}`, number]))
  const request = await assertAsOnTheWatch(context, { header })
  for (const [index, [, text]] of numbers.entries()) assert.equal(headerOf(request, `x-${index}`), text)
})

test('V39 empty values, null and undefined are left out of formData and header', async (context) => {
  const values = { 'X-A': '', 'X-B': null, 'X-C': undefined, 'X-D': '0', 'X-E': 0 }
  const request = await assertAsOnTheWatch(context, { formData: values, header: values })
  assert.equal(request.body.toString().match(/Content-Disposition/g)?.length, 3)
  assert.deepEqual(
    request.headers
      .map(([name]) => name.toLowerCase())
      .filter((name) => name.startsWith('x-'))
      .sort(),
    ['x-d', 'x-e'],
  )
})

test('V39 three escapes in names and file names, and nothing else', async (context) => {
  const untouched = "%22 %0A \\ ' ; = & + \t é e\u0301 文 😀 ñ\u202e"
  await assertAsOnTheWatch(context, {
    name: 'the "file"\r\n\\',
    formData: { 'quo"te': '"', 'c\rl\nb\r\n': 'line ends', [untouched]: untouched },
  })
})

test('V39 a file name with quotes and line ends', {
  skip: onWindows && 'Windows has no such names',
}, async (context) => {
  for (const name of ['a"b".txt', 'a\nb\rc\r\nd.txt', "a\\b;c='é'.txt"]) {
    const filePath = temporaryFile(context, name, 'content')
    await assertAsOnTheWatch(context, { filePath, content: 'content' })
  }
})

test('V39 the line ends of values are sent as they are', async (context) => {
  const { body } = await assertAsOnTheWatch(context, {
    formData: { lf: 'a\nb\n', cr: 'a\rb\r', crlf: 'a\r\nb', both: '\n\r\r\n\n', only: '\n' },
  })
  assert.ok(body.includes('\r\n\r\na\nb\n\r\n--'))
  assert.ok(body.includes('\r\n\r\na\rb\r\r\n--'))
})

test('V39 a value that looks like a part stays a value', async (context) => {
  await assertAsOnTheWatch(context, {
    formData: { value: '\r\n--\r\nContent-Disposition: form-data; name="evil"\r\n\r\nevil' },
  })
})

test('V39 nothing is cut: a value of 1 MiB, a name of 64 KiB, 1,000 fields', async (context) => {
  const many = Array.from({ length: 1000 }, (_, index) => [`k${index}`, '文'])
  await assertAsOnTheWatch(context, {
    formData: { long: 'x'.repeat(1024 * 1024), ['n'.repeat(64 * 1024)]: 'v', ...Object.fromEntries(many) },
  })
})

test("V39 the file's type is by libcurl's own short list, in any letter case", async (context) => {
  for (const [name, type] of [
    ['a.gif', 'image/gif'],
    ['a.jpg', 'image/jpeg'],
    ['a.jpeg', 'image/jpeg'],
    ['a.png', 'image/png'],
    ['a.svg', 'image/svg+xml'],
    ['a.txt', 'text/plain'],
    ['a.htm', 'text/html'],
    ['a.html', 'text/html'],
    ['a.pdf', 'application/pdf'],
    ['a.xml', 'application/xml'],
    ['A.GIF', 'image/gif'],
    ['A.JPG', 'image/jpeg'],
    ['a.Jpeg', 'image/jpeg'],
    ['A.PnG', 'image/png'],
    ['A.TXT', 'text/plain'],
    ['A.HtmL', 'text/html'],
    ['a.b.png', 'image/png'],
    ['.png', 'image/png'],
    ['a.json', 'application/octet-stream'],
    ['a.js', 'application/octet-stream'],
    ['a.css', 'application/octet-stream'],
    ['a.webp', 'application/octet-stream'],
    ['a.mp4', 'application/octet-stream'],
    ['a.zip', 'application/octet-stream'],
    ['a.svgz', 'application/octet-stream'],
    ['a.png.gz', 'application/octet-stream'],
    ['apng', 'application/octet-stream'],
    ['png', 'application/octet-stream'],
    ['a', 'application/octet-stream'],
  ]) {
    const filePath = temporaryFile(context, name, 'content')
    const { body } = await assertAsOnTheWatch(context, { filePath, content: 'content' })
    assert.equal(/Content-Type: (.*)\r\n/.exec(body.toString())?.[1], type, name)
  }
})

test('V39 an empty file has a whole part', async (context) => {
  for (const name of ['empty', 'empty.png']) {
    const filePath = temporaryFile(context, name, '')
    await assertAsOnTheWatch(context, { filePath, content: '', formData: { a: '1' } })
  }
})

test('V39 every byte of a file', async (context) => {
  const everyPair = Buffer.alloc(2 * 65536)
  for (let pair = 0; pair < 65536; pair += 1) everyPair.writeUInt16BE(pair, 2 * pair)
  await assertAsOnTheWatch(context, { content: everyPair, formData: { a: '1' } })
})

test('V39 a file of a storage area goes out under its last segment', async (context) => {
  const root = temporaryFolder(context)
  fs.mkdirSync(path.join(root, 'mass/com.example.app/a'), { recursive: true })
  fs.writeFileSync(path.join(root, 'mass/com.example.app/a/photo.jpg'), 'a photo')
  const server = await startCanned(context, answer(200))
  const { vela } = createRuntime({ root, package: 'com.example.app', wire: 'device' })
  const filePath = 'internal://mass/a/photo.jpg'
  const { name } = await outcome(vela.uploadFile, { url: server.url, name: 'file', filePath })
  assert.equal(name, 'success')
  const [request] = server.requests
  const upload = { filePath, content: 'a photo' }
  const boundary = deviceBoundary(headerOf(request, 'content-type'))
  assertSameBytes(request.body, deviceRequest(boundary, server.port, upload).body)
})

test('V39 each of 100 requests has a boundary of its own', async (context) => {
  const server = await startCanned(context, answer(200))
  const { vela } = createRuntime({ wire: 'device' })
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  await Promise.all(Array.from({ length: 100 }, () => outcome(vela.uploadFile, options)))
  const boundaries = server.requests.map((request) => deviceBoundary(headerOf(request, 'content-type')))
  assert.equal(new Set(boundaries).size, 100)
  // It must not be guessable: each of the 16 characters varies.
  for (let index = 24; index < 40; index += 1) {
    const characters = new Set(boundaries.map((boundary) => boundary[index]))
    assert.ok(characters.size > 8, `character ${index} of ${boundaries[0]}`)
  }
})
