'use strict'

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const { test } = require('node:test')
const { pathToFileURL } = require('node:url')

const { outcome } = require('../support/calls')
const { startCountingServer } = require('../support/counting-server')
const { aroundFile, boundaryOf, expectedBody } = require('../support/expected-body')
const { temporaryFile } = require('../support/files')
const { answer, startCanned } = require('../support/raw-server')

// Taro's, since WeChat's has no `fileName`.
const { uploadFile } = /** @type {any} */ (require('uploadtask/taro'))
const vela = /** @type {any} */ (require('uploadtask/vela'))

/** @typedef {Awaited<ReturnType<typeof import('../support/raw-server').readRequest>>} RawRequest */

/** @param {RawRequest} request @param {string} name */
const valuesOf = (request, name) =>
  request.headers.filter(([header]) => header.toLowerCase() === name).map(([, value]) => value)

/**
 * Uploads to a server that keeps the bytes.
 *
 * @param {import('node:test').TestContext} context
 * @param {object} options `filePath` and what the test is about.
 * @param {(options: any) => any} [upload]
 */
async function send(context, options, upload = uploadFile) {
  const server = await startCanned(context, answer(200))
  const { name, values } = await outcome(upload, { url: server.url, name: 'file', ...options })
  assert.equal(name, 'success', JSON.stringify(values))
  assert.equal(server.requests.length, 1)
  const [request] = server.requests
  return { request, boundary: boundaryOf(valuesOf(request, 'content-type')[0]) }
}

/**
 * Uploads and compares the whole body.
 *
 * @param {import('node:test').TestContext} context
 * @param {object} options
 * @param {Array<[string, string]>} fields Names as they stand on the wire.
 * @param {Partial<import('../support/expected-body').ExpectedFile>} [file]
 * @param {string | Buffer} [content]
 * @param {(options: any) => any} [upload]
 */
async function assertBody(context, options, fields, file, content = 'hello, world', upload = uploadFile) {
  const filePath = temporaryFile(context, 'hello.txt', content)
  const { request, boundary } = await send(context, { filePath, ...options }, upload)
  const expected = expectedBody(boundary, fields, { filename: 'hello.txt', ...file }, content)
  // As latin1, so that every byte is a character of its own and a difference can be read.
  assert.equal(request.body.toString('latin1'), expected.toString('latin1'))
}

test('H1 a POST whose Content-Type names the boundary of the body, unquoted', async (context) => {
  const { request, boundary } = await send(context, { filePath: temporaryFile(context) })
  assert.equal(request.requestLine, 'POST /upload HTTP/1.1')
  assert.deepEqual(valuesOf(request, 'content-type'), [`multipart/form-data; boundary=${boundary}`])
  assert.ok(request.body.toString().startsWith(`--${boundary}\r\n`))
  assert.ok(request.body.toString().endsWith(`\r\n--${boundary}--\r\n`))
})

test('H1 each of 300 requests has a boundary of its own, wherever Math.random stands', async (context) => {
  const { random } = Math
  context.after(() => {
    Math.random = random
  })
  Math.random = () => 0.5
  const server = await startCanned(context, answer(200))
  const filePath = temporaryFile(context)
  const uploads = Array.from({ length: 300 }, () =>
    outcome(uploadFile, { url: server.url, filePath, name: 'file' }),
  )
  for (const { name, values } of await Promise.all(uploads)) assert.equal(name, 'success', values[0]?.errMsg)
  const boundaries = server.requests.map((request) => boundaryOf(valuesOf(request, 'content-type')[0]))
  assert.equal(new Set(boundaries).size, 300)

  // It must not be guessable: the characters that vary must amount to 64 bits at least.
  const length = Math.min(...boundaries.map((boundary) => boundary.length))
  let bits = 0
  for (let index = 0; index < length; index += 1) {
    bits += Math.log2(new Set(boundaries.map((boundary) => boundary[index])).size)
  }
  assert.ok(bits >= 64, `${bits} bits in ${boundaries[0]}`)
})

test('H2 fields in the order of Object.keys, then the file', async (context) => {
  await assertBody(
    context,
    { formData: { b: 'second', a: 'third', 10: 'numbers first', 2: 'zero' }, name: 'photo' },
    [
      ['2', 'zero'],
      ['10', 'numbers first'],
      ['b', 'second'],
      ['a', 'third'],
    ],
    { name: 'photo' },
  )
})

test('H2 inherited, symbol and non-enumerable keys are not fields; accessors are', async (context) => {
  const formData = Object.create({ inherited: 'no' }, { hidden: { value: 'no', enumerable: false } })
  formData.own = 'yes'
  formData[Symbol('symbol')] = 'no'
  Object.defineProperty(formData, 'computed', { get: () => 'by a getter', enumerable: true })
  await assertBody(context, { formData }, [
    ['own', 'yes'],
    ['computed', 'by a getter'],
  ])
})

test('H2 no fields: the file is the only part', async (context) => {
  await assertBody(context, {}, [])
  await assertBody(context, { formData: {} }, [])
  await assertBody(context, { formData: Object.create(null) }, [])
})

test('H2 an empty value is a field all the same', async (context) => {
  await assertBody(context, { formData: { empty: '', after: '1' } }, [
    ['empty', ''],
    ['after', '1'],
  ])
})

test('H2 Content-Type of the file by its extension', async (context) => {
  for (const [filename, type] of [
    ['a.txt', 'text/plain'],
    ['a.png', 'image/png'],
    ['A.PNG', 'image/png'],
    ['a.jpg', 'image/jpeg'],
    ['a.jpeg', 'image/jpeg'],
    ['a.pdf', 'application/pdf'],
    ['a.json', 'application/json'],
    ['a.mp4', 'video/mp4'],
    ['a.b.gif', 'image/gif'],
    ['a.no-such-extension', 'application/octet-stream'],
    ['png', 'application/octet-stream'],
  ]) {
    const filePath = temporaryFile(context, filename, 'content')
    await assertBody(context, { filePath }, [], { filename, type }, 'content')
  }
})

test('H2 an empty file has a whole part', async (context) => {
  for (const [filename, type] of [
    ['empty', 'application/octet-stream'],
    ['empty.png', 'image/png'],
  ]) {
    const filePath = temporaryFile(context, filename, '')
    await assertBody(context, { filePath, formData: { a: '1' } }, [['a', '1']], { filename, type }, '')
  }
})

test('H2 the same body from the Vela dialect', async (context) => {
  await assertBody(
    context,
    { formData: { b: '2', a: 1.5 } },
    [
      ['b', '2'],
      ['a', '1.5'],
    ],
    {},
    'hello, world',
    vela.uploadFile,
  )
})

test('H3 three escapes in a field name and nothing else', async (context) => {
  const untouched = `%22 %0A \\ ' ; = & + \t \0 é e\u0301 文 😀 ñ\u202e`
  await assertBody(
    context,
    { formData: { 'quo"te': '"', [untouched]: 'raw' }, name: 'the "file"' },
    [
      ['quo%22te', '"'],
      [untouched, 'raw'],
    ],
    { name: 'the %22file%22' },
  )
})

test('H3 three escapes in a file name and nothing else', async (context) => {
  const fileName = `a"b\nc\rd\r\ne\\f%22 ;='é e\u0301 文😀.txt`
  // Windows has no such file.
  const named = process.platform === 'win32' ? { fileName } : { filePath: temporaryFile(context, fileName) }
  await assertBody(context, named, [], {
    filename: `a%22b%0Ac%0Dd%0D%0Ae\\f%22 ;='é e\u0301 文😀.txt`,
  })
})

test('H3 300 Chinese characters as name, value, form key and file name', async (context) => {
  const [key, value, form, file] = ['键', '值', '文', '件'].map((character) => character.repeat(300))
  await assertBody(
    context,
    { formData: { [key]: value }, name: form, fileName: `${file}.txt` },
    [[key, value]],
    { name: form, filename: `${file}.txt` },
  )
})

test('H3 nothing is cut: a value of 1 MiB, a name of 64 KiB, 1,000 fields', async (context) => {
  const long = 'x'.repeat(1024 * 1024)
  const name = 'n'.repeat(64 * 1024)
  const many = Array.from(
    { length: 1000 },
    (_, index) => /** @type {[string, string]} */ ([`k${index}`, '文']),
  )
  await assertBody(context, { formData: { long, [name]: 'v', ...Object.fromEntries(many) } }, [
    ['long', long],
    [name, 'v'],
    ...many,
  ])
})

test('H3 lone surrogates become U+FFFD', async (context) => {
  await assertBody(
    context,
    { formData: { 'a\ud800b': '\udc00', c: '\ud83d' }, name: 'x\udfff', fileName: 'y\ud83d.txt' },
    [
      ['a\ufffdb', '\ufffd'],
      ['c', '\ufffd'],
    ],
    { name: 'x\ufffd', filename: 'y\ufffd.txt' },
  )
})

test('H4 CR, LF and CRLF become CRLF in field names and values', async (context) => {
  await assertBody(
    context,
    {
      formData: { 'a\nb\rc\r\nd': 'a\nb\rc\r\nd', ends: '\n', both: '\n\r', twice: '\r\r\n\n' },
      name: 'key\nof\rfile\r\n',
    },
    [
      ['a%0D%0Ab%0D%0Ac%0D%0Ad', 'a\r\nb\r\nc\r\nd'],
      ['ends', '\r\n'],
      ['both', '\r\n\r\n'],
      ['twice', '\r\n\r\n\r\n'],
    ],
    { name: 'key%0D%0Aof%0D%0Afile%0D%0A' },
  )
})

test('H4 not in file names', async (context) => {
  await assertBody(context, { fileName: 'a\nb\rc\r\nd.txt' }, [], { filename: 'a%0Ab%0Dc%0D%0Ad.txt' })
})

test('H4 a value that looks like a part stays a value', async (context) => {
  const value = '\r\n--\r\nContent-Disposition: form-data; name="evil"\r\n\r\nevil'
  await assertBody(context, { formData: { value } }, [['value', value]])
})

test('H5 the file name is the last segment of filePath', async (context) => {
  const filePath = temporaryFile(context, 'last segment.txt')
  await assertBody(context, { filePath }, [], { filename: 'last segment.txt' })
  await assertBody(context, { filePath: pathToFileURL(filePath).href }, [], { filename: 'last segment.txt' })
})

test('H5 fileName takes its place', async (context) => {
  await assertBody(context, { fileName: 'other 名.txt' }, [], { filename: 'other 名.txt' })
})

test('H5 file bytes are never altered', async (context) => {
  const everyPair = Buffer.alloc(2 * 65536)
  for (let pair = 0; pair < 65536; pair += 1) everyPair.writeUInt16BE(pair, 2 * pair)
  await assertBody(context, {}, [], {}, everyPair)
  await assertBody(context, {}, [], {}, '\ufeffa\nb\rc\r\n\0\r\n--\r\n')
})

test('H6 an exact Content-Length and no chunks, whatever the size', async (context) => {
  const KiB = 1024
  const chunk = 256 * KiB
  const around = [64 * KiB, 128 * KiB, chunk, 512 * KiB, 1024 * KiB].flatMap((n) => [n - 1, n, n + 1])
  for (const size of [0, 1, 2, 4095, 4096, ...around, 3 * chunk + 7]) {
    const content = Buffer.alloc(size)
    for (let index = 0; index < size; index += 1) content[index] = (index * 31 + (index >> 8)) & 0xff
    const filePath = temporaryFile(context, 'a.bin', content)
    const server = await startCountingServer(context)
    const { name, values } = await outcome(uploadFile, { url: server.url, filePath, name: 'file' })
    assert.equal(name, 'success', JSON.stringify(values))
    const request = await server.request(0)
    await request.closed

    const { before, after } = aroundFile(boundaryOf(request.header('content-type')), [], {
      filename: 'a.bin',
      type: 'application/octet-stream',
    })
    assert.equal(request.header('transfer-encoding'), undefined)
    assert.equal(request.contentLength, before.length + size + after.length)
    assert.equal(request.received, request.contentLength)
    assert.equal(request.surplus, 0)
    const expected = createHash('sha256').update(before).update(content).update(after)
    assert.equal(request.sha256(), expected.digest('hex'), `${size} bytes`)
  }
})

test('H7 names from Object.prototype, numbers and the empty name are just names', async (context) => {
  const formData = JSON.parse(
    '{ "": "empty", "__proto__": "p", "constructor": "c", "toString": "t", "hasOwnProperty": "h", "0": "zero" }',
  )
  await assertBody(
    context,
    { formData, name: '__proto__' },
    [
      ['0', 'zero'],
      ['', 'empty'],
      ['__proto__', 'p'],
      ['constructor', 'c'],
      ['toString', 't'],
      ['hasOwnProperty', 'h'],
    ],
    { name: '__proto__' },
  )
  await assertBody(context, { name: '' }, [], { name: '' })
})
