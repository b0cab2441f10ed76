'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const zlib = require('node:zlib')

const { outcome } = require('../support/calls')
const { deferred } = require('../support/counting-server')
const { temporaryFile } = require('../support/files')
const { peakMemory } = require('../support/memory')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')
const { within } = require('../support/within')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))
const { uploadFile } = /** @type {any} */ (require('uploadtask/wx'))

const MiB = 1024 * 1024

/**
 * What an upload ends with that gets these bytes.
 *
 * @param {import('node:test').TestContext} context
 * @param {string | Buffer} bytes
 * @param {object} [options]
 * @param {(options: any) => any} [upload]
 */
async function receive(context, bytes, options = {}, upload = uploadFile) {
  const server = await startCanned(context, bytes)
  return outcome(upload, { url: server.url, filePath: temporaryFile(context), name: 'file', ...options })
}

/**
 * The `data` that an upload got.
 *
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string>} headers
 * @param {string | Buffer} body
 */
async function dataOf(context, headers, body) {
  const { name, values } = await receive(context, answer(200, headers, body))
  assert.equal(name, 'success', JSON.stringify(values))
  return values[0].data
}

/** @param {{ name: string, values: any[] }} ended @param {string} [what] */
function assertBadResponse({ name, values }, what) {
  assert.equal(name, 'fail', what)
  assert.equal(values[0].errno, 600001, what)
  assert.match(values[0].errMsg, /^uploadFile:fail .+/, what)
}

// Made with the `zstd` program, with its checksum: Node.js 20 cannot write zstd.
const zstdText = `zstd says: ${'hello, world; '.repeat(40)}\n`
const zstdOfText = Buffer.from('KLUv/WQ8AQ0BAMh6c3RkIHNheXM6IGhlbGxvLCB3b3JsZDsKAQCAiGqOAZR8WZM=', 'base64')

/** A zstd frame of `blocks` × 128 KiB zeros, four bytes each (RFC 8878). */
function zstdZeros(/** @type {number} */ blocks) {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38])
  const block = (/** @type {number} */ isLast) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUIntLE((128 * 1024 * 8) | (1 << 1) | isLast, 0, 3)
    return bytes
  }
  return Buffer.concat([header, ...Array.from({ length: blocks - 1 }, () => block(0)), block(1)])
}

const text = '{"héllo":"文件 😀"}'.repeat(100)

/** @type {Array<[coding: string, encode: (text: string | Buffer) => Buffer]>} */
const codings = [
  ['gzip', zlib.gzipSync],
  ['GZip', zlib.gzipSync],
  ['deflate', zlib.deflateSync],
  ['deflate', zlib.deflateRawSync],
  ['br', zlib.brotliCompressSync],
]

for (const [coding, encode] of codings) {
  test(`H14 ${coding} by ${encode.name} is decoded`, async (context) => {
    assert.equal(await dataOf(context, { 'Content-Encoding': coding }, encode(text)), text)
    assert.equal(await dataOf(context, { 'Content-Encoding': coding }, encode('')), '')
  })
}

test('H14 zstd is decoded', async (context) => {
  assert.equal(await dataOf(context, { 'Content-Encoding': 'zstd' }, zstdOfText), zstdText)
  assert.equal(await dataOf(context, { 'Content-Encoding': 'zstd' }, zstdZeros(2)), '\0'.repeat(256 * 1024))
})

test('H14 an encoded body in chunks is decoded', async (context) => {
  const encoded = zlib.gzipSync(text)
  const chunks = Array.from({ length: encoded.length }, (_, index) =>
    Buffer.concat([Buffer.from('1\r\n'), encoded.subarray(index, index + 1), Buffer.from('\r\n')]),
  )
  const head = 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n'
  const bytes = Buffer.concat([Buffer.from(head), ...chunks, Buffer.from('0\r\n\r\n')])
  const { name, values } = await receive(context, bytes)
  assert.equal(name, 'success', JSON.stringify(values))
  assert.equal(values[0].data, text)
})

test('H14 identity is no encoding', async (context) => {
  assert.equal(await dataOf(context, { 'Content-Encoding': 'identity' }, text), text)
})

test('H14 headers are reported as received, Content-Encoding and Content-Length too', async (context) => {
  const body = zlib.gzipSync(text)
  const server = await startCanned(context, answer(200, { 'Content-Encoding': 'gzip', 'X-Other': '1' }, body))
  const expected = {
    'Content-Encoding': 'gzip',
    'X-Other': '1',
    'Content-Length': String(body.length),
    Connection: 'close',
  }
  /** @type {any[]} */
  const events = []
  const result = await new Promise((success, fail) => {
    const filePath = temporaryFile(context)
    const task = uploadFile({ url: server.url, filePath, name: 'file', success, fail })
    task.onHeadersReceived((/** @type {any} */ event) => events.push(event.header))
  })
  assert.equal(result.data, text)
  assert.deepEqual({ ...result.header }, expected)
  assert.deepEqual(
    events.map((header) => ({ ...header })),
    [expected],
  )
})

/** @type {Array<[coding: string, encoded: Buffer]>} */
const encodedTexts = [
  ['gzip', zlib.gzipSync(text)],
  ['deflate', zlib.deflateSync(text)],
  ['deflate', zlib.deflateRawSync(text)],
  ['br', zlib.brotliCompressSync(text)],
  ['zstd', zstdOfText],
]

test('H14 a truncated encoding is an error, not a short success', async (context) => {
  for (const [coding, encoded] of encodedTexts) {
    for (const length of [1, Math.floor(encoded.length / 2), encoded.length - 1]) {
      const bytes = answer(200, { 'Content-Encoding': coding }, encoded.subarray(0, length))
      assertBadResponse(await receive(context, bytes), `${coding}: ${length} of ${encoded.length} bytes`)
    }
  }
})

test('H14 a corrupt encoding is an error', async (context) => {
  const damaged = (/** @type {Buffer} */ encoded, /** @type {number} */ at) => {
    const copy = Buffer.from(encoded)
    copy[copy.length + at] ^= 0xff
    return copy
  }
  const garbage = Buffer.alloc(64, 0xff)
  /** @type {Array<[string, Buffer, string]>} */
  const cases = [
    ['gzip', damaged(zlib.gzipSync(text), -8), 'checksum'],
    ['gzip', damaged(zlib.gzipSync(text), -4), 'length'],
    ['deflate', damaged(zlib.deflateSync(text), -1), 'checksum'],
    ['zstd', damaged(zstdOfText, -1), 'checksum'],
    ...['gzip', 'deflate', 'br', 'zstd'].map((coding) => /** @type {any} */ ([coding, garbage, 'garbage'])),
    ...['gzip', 'zstd'].map((coding) => /** @type {any} */ ([coding, Buffer.from(text), 'plain text'])),
  ]
  for (const [coding, body, what] of cases) {
    const bytes = answer(200, { 'Content-Encoding': coding }, body)
    assertBadResponse(await receive(context, bytes), `${coding}: ${what}`)
  }
})

test('H14 maxResponseBytes counts decoded bytes: just enough is fine, one more is an error', async (context) => {
  const limit = 256 * 1024
  const { wx } = createRuntime({ maxResponseBytes: limit })
  const enough = Buffer.alloc(limit, 'x')
  const tooMuch = Buffer.alloc(limit + 1, 'x')
  for (const [coding, encode] of [...codings, ['identity', Buffer.from]]) {
    const headers = { 'Content-Encoding': /** @type {string} */ (coding) }
    const encoder = /** @type {(bytes: Buffer) => Buffer} */ (encode)
    const whole = await receive(context, answer(200, headers, encoder(enough)), {}, wx.uploadFile)
    assert.equal(whole.name, 'success', JSON.stringify(whole.values))
    assert.equal(whole.values[0].data.length, limit)
    const cut = await receive(context, answer(200, headers, encoder(tooMuch)), {}, wx.uploadFile)
    assertBadResponse(cut, `${coding} by ${encoder.name}`)
  }
  const whole = await receive(
    context,
    answer(200, { 'Content-Encoding': 'zstd' }, zstdZeros(2)),
    {},
    wx.uploadFile,
  )
  assert.equal(whole.name, 'success')
  const cut = await receive(
    context,
    answer(200, { 'Content-Encoding': 'zstd' }, zstdZeros(3)),
    {},
    wx.uploadFile,
  )
  assertBadResponse(cut, 'zstd')
})

test('H14 64 MiB by default', async (context) => {
  const bytes = answer(200, { 'Content-Encoding': 'zstd' }, zstdZeros(64 * 8 + 1))
  assertBadResponse(await receive(context, bytes))
})

test('H14 a bomb is refused in bounded memory', async (context) => {
  // Deflate streams can be joined at a full flush: 1 GiB of zeros from 1 MiB of them.
  const segment = zlib.deflateRawSync(Buffer.alloc(MiB), { finishFlush: zlib.constants.Z_FULL_FLUSH })
  const segments = Buffer.concat([...Array.from({ length: 1024 }, () => segment), Buffer.from([0x03, 0x00])])
  const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
  const { wx } = createRuntime({ maxResponseBytes: MiB })
  const before = peakMemory()
  for (const [coding, body] of /** @type {Array<[string, Buffer]>} */ ([
    ['deflate', segments],
    ['gzip', Buffer.concat([gzipHeader, segments])],
    ['zstd', zstdZeros(8 * 1024)],
  ])) {
    const bytes = answer(200, { 'Content-Encoding': coding }, body)
    assertBadResponse(await receive(context, bytes, {}, wx.uploadFile), coding)
  }
  const grown = (peakMemory() - before) / MiB
  assert.ok(grown < 64, `${grown} MiB more at the peak`)
})

test('H14 a body without end is cut at the limit, and its connection closed', {
  timeout: 30_000,
}, async (context) => {
  const { wx } = createRuntime({ maxResponseBytes: MiB })
  const closed = deferred()
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.on('close', closed.resolve)
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    const more = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(64 * 1024, 'x'))) {}
    }
    socket.on('drain', more)
    more()
  })
  const ended = await outcome(wx.uploadFile, {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  assertBadResponse(ended)
  await within(closed.promise, 2000, 'the connection closed')
})

const latin = (/** @type {string} */ hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex')

/** @type {Array<[what: string, contentType: string | null, body: Buffer, data: string]>} */
const charsets = [
  ['no Content-Type', null, Buffer.from('é 文 😀'), 'é 文 😀'],
  ['no charset', 'application/json', Buffer.from('"é 文 😀"'), '"é 文 😀"'],
  ['utf-8', 'text/plain; charset=utf-8', Buffer.from('é 文 😀'), 'é 文 😀'],
  ['GBK', 'text/plain; charset=GBK', latin('c4e3 bac3 2c 20 ce c4 bc fe'), '你好, 文件'],
  ['gb2312', 'text/html;charset=gb2312', latin('c4e3 bac3'), '你好'],
  ['gb18030', 'text/plain; charset=gb18030', latin('9439fc36'), '😀'],
  ['a quoted charset', 'text/plain; charset="gbk"', latin('c4e3 bac3'), '你好'],
  ['Charset in capitals', 'TEXT/PLAIN; CHARSET=GBK', latin('c4e3 bac3'), '你好'],
  ['another parameter before', 'text/plain; format=flowed; charset=gbk', latin('c4e3'), '你'],
  ['big5', 'text/plain; charset=big5', latin('a741 a66e'), '你好'],
  ['shift_jis', 'text/plain; charset=Shift_JIS', latin('93fa 967b'), '日本'],
  ['iso-8859-1 is windows-1252', 'text/plain; charset=iso-8859-1', latin('80 e9'), '€é'],
  ['utf-16le', 'text/plain; charset=utf-16le', latin('60 4f'), '你'],
  ['an unknown charset is UTF-8', 'text/plain; charset=klingon', Buffer.from('é'), 'é'],
  ['a BOM is removed', 'text/plain', latin('efbbbf 61'), 'a'],
  ['one BOM, not two', 'text/plain', latin('efbbbf efbbbf 61'), '\ufeffa'],
  ['a BOM beats the charset', 'text/plain; charset=gbk', latin('efbbbf e4bda0'), '你'],
  ['a UTF-16LE BOM', 'text/plain; charset=utf-8', latin('fffe 604f'), '你'],
  ['a UTF-16BE BOM', null, latin('feff 4f60'), '你'],
  ['a BOM alone', null, latin('efbbbf'), ''],
  ['a byte that is no UTF-8', 'text/plain', latin('61 ff 62'), 'a\ufffdb'],
  ['an encoded surrogate', 'text/plain', latin('eda080'), '\ufffd\ufffd\ufffd'],
  ['a character cut at the end', 'text/plain', latin('61 e4bd'), 'a\ufffd'],
  ['a byte that is no GBK', 'text/plain; charset=gbk', latin('81 20 61'), '\ufffd a'],
  ['NUL bytes', 'text/plain', latin('61 00 62 00'), 'a\0b\0'],
  ['nothing', 'text/plain; charset=gbk', Buffer.alloc(0), ''],
]

for (const [what, contentType, body, data] of charsets) {
  test(`H15 ${what}`, async (context) => {
    /** @type {Record<string, string>} */
    const headers = contentType === null ? {} : { 'Content-Type': contentType }
    assert.equal(await dataOf(context, headers, body), data)
  })
}

test('H15 the charset of a body that is encoded as well', async (context) => {
  const headers = { 'Content-Type': 'text/plain; charset=gbk', 'Content-Encoding': 'gzip' }
  assert.equal(await dataOf(context, headers, zlib.gzipSync(latin('c4e3 bac3'))), '你好')
})

test('H15 a character across two packets', async (context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    const [first, ...rest] = Buffer.from('文'.repeat(1000))
    socket.setNoDelay(true)
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${rest.length + 1}\r\n\r\n`)
    socket.write(Buffer.from([first]), () => setImmediate(() => socket.end(Buffer.from(rest))))
  })
  const { name, values } = await outcome(uploadFile, {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  assert.equal(name, 'success', JSON.stringify(values))
  assert.equal(values[0].data, '文'.repeat(1000))
})

test('H12 1xx answers are skipped, without a headers event', async (context) => {
  const informational = [
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 102 Processing\r\n\r\n',
    'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n',
    'HTTP/1.1 103 Early Hints\r\nLink: </script.js>; rel=preload\r\n\r\n',
  ]
  const server = await startCanned(
    context,
    Buffer.concat([Buffer.from(informational.join('')), answer(201, { 'X-Final': '1' }, 'final')]),
  )
  /** @type {any[]} */
  const events = []
  const result = await new Promise((success, fail) => {
    const filePath = temporaryFile(context)
    const task = uploadFile({ url: server.url, filePath, name: 'file', success, fail })
    task.onHeadersReceived((/** @type {any} */ event) => events.push(event.header['X-Final']))
  })
  assert.equal(result.statusCode, 201)
  assert.equal(result.data, 'final')
  assert.equal(result.header.Link, undefined)
  assert.deepEqual(events, ['1'])
})

test('H12 101 is an error', async (context) => {
  const bytes = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
  assertBadResponse(await receive(context, bytes))
})

test('H12 a flood of 1xx ends by the timeout, in bounded memory', async (context) => {
  const flood = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000))
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    const more = () => {
      while (!socket.destroyed && socket.write(flood)) {}
    }
    socket.on('drain', more)
    more()
  })
  const before = peakMemory()
  const { name, values } = await outcome(uploadFile, {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
    timeout: 1000,
  })
  assert.equal(name, 'fail')
  assert.deepEqual(values, [{ errMsg: 'uploadFile:fail timeout', errno: 5 }])
  const grown = (peakMemory() - before) / MiB
  assert.ok(grown < 64, `${grown} MiB more at the peak`)
})
