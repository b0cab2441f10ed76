'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const zlib = require('node:zlib')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')

/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

/**
 * Uploads to a server that answers with this body; the success result.
 *
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string>} headers
 * @param {string | Buffer} body
 */
async function resultOf(context, headers, body) {
  const server = await startCanned(context, answer(200, headers, body))
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { name, values } = await outcome(uploadFile, options)
  assert.equal(name, 'success', JSON.stringify(values))
  return values[0]
}

const byteOrderMark = '\uFEFF'
const hex = (/** @type {string} */ digits) => Buffer.from(digits.replaceAll(' ', ''), 'hex')

/** @type {Array<[label: string, contentType: string | null, body: Buffer, data: string]>} */
const charsets = [
  ['no Content-Type: UTF-8', null, Buffer.from('你好, 🌍'), '你好, 🌍'],
  ['no charset: UTF-8', 'text/plain', Buffer.from('你好'), '你好'],
  ['UTF-8 named', 'text/plain; charset=utf-8', Buffer.from('你好'), '你好'],
  ['GBK', 'text/plain; charset=GBK', hex('c4e3 bac3'), '你好'],
  ['GBK in quotes and lower case', 'text/html;charset="gbk"', hex('c4e3 bac3'), '你好'],
  ['GBK beside another parameter', 'text/html; format=flowed; Charset=GBK', hex('c4e3 bac3'), '你好'],
  ['GB2312', 'text/plain; charset=gb2312', hex('c4e3 bac3'), '你好'],
  ['GB18030, four bytes', 'text/plain; charset=gb18030', hex('9439 da33'), '💩'],
  ['Big5', 'text/plain; charset=big5', hex('a741 a66e'), '你好'],
  ['Shift_JIS', 'text/plain; charset=Shift_JIS', hex('82b1 82f1'), 'こん'],
  ['ISO-8859-1', 'text/plain; charset=ISO-8859-1', hex('63 61 66 e9'), 'café'],
  ['UTF-16LE', 'text/plain; charset=utf-16le', hex('604f 7d59'), '你好'],
  ['an unknown charset: UTF-8', 'text/plain; charset=x-nothing', Buffer.from('你好'), '你好'],
  ['a UTF-8 BOM is removed', 'text/plain', Buffer.from(`${byteOrderMark}a`), 'a'],
  ['only one BOM is removed', 'text/plain', Buffer.from(`${byteOrderMark.repeat(2)}a`), `${byteOrderMark}a`],
  ['a BOM inside stays', 'text/plain', Buffer.from(`a${byteOrderMark}b`), `a${byteOrderMark}b`],
  ['a body that is only a BOM', 'text/plain', Buffer.from(byteOrderMark), ''],
  ['a UTF-8 BOM beats the charset', 'text/plain; charset=gbk', Buffer.from(`${byteOrderMark}你好`), '你好'],
  ['a UTF-16LE BOM', 'text/plain', hex('fffe 604f 7d59'), '你好'],
  ['a UTF-16BE BOM', 'text/plain', hex('feff 4f60 597d'), '你好'],
  ['a bad byte in UTF-8', 'text/plain', hex('61 ff 62'), 'a\uFFFDb'],
  ['a cut character in UTF-8', 'text/plain', hex('61 e4 bd'), 'a\uFFFD'],
  ['a bad byte in GBK', 'text/plain; charset=gbk', hex('61 ff 62'), 'a\uFFFDb'],
  ['an empty body', 'text/plain', Buffer.alloc(0), ''],
  ['NUL bytes', 'text/plain', hex('61 00 62 00'), 'a\0b\0'],
  ['JSON stays text', 'application/json; charset=utf-8', Buffer.from('{"a": [1]}'), '{"a": [1]}'],
  ['line ends stay', 'text/plain', Buffer.from('a\r\nb\rc\n'), 'a\r\nb\rc\n'],
]
for (const [label, contentType, body, data] of charsets) {
  test(`W10 data: ${label}`, async (context) => {
    const result = await resultOf(context, contentType === null ? {} : { 'Content-Type': contentType }, body)
    assert.equal(result.data, data)
  })
}

test('W10 a character cut by two pieces of the body is one character', async (context) => {
  const bytes = answer(200, {}, '你好'.repeat(1000))
  const middle = bytes.length - 4
  const server = await startRawServer(context, async (socket) => {
    socket.setNoDelay(true)
    await readRequest(socket)
    socket.write(bytes.subarray(0, middle), () => socket.end(bytes.subarray(middle)))
  })
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { values } = await outcome(uploadFile, options)
  assert.equal(values[0].data, '你好'.repeat(1000))
})

test('W10 a body of 4 MiB comes whole', async (context) => {
  const body = '0123456789abcdef'.repeat(256 * 1024)
  const result = await resultOf(context, {}, body)
  assert.equal(result.data.length, body.length)
  assert.equal(result.data === body, true)
})

/**
 * A zstd frame (RFC 8878) that holds fewer than 256 bytes in one raw block: Node.js 20 has no zstd encoder.
 *
 * @param {Buffer} content
 */
function zstdFrame(content) {
  const magicNumber = hex('28b5 2ffd')
  // Single segment: a window descriptor is absent and the content size takes one byte.
  const frameHeader = Buffer.from([0x20, content.length])
  const lastRawBlock = 1
  const blockHeader = Buffer.alloc(3)
  blockHeader.writeUIntLE((content.length << 3) | lastRawBlock, 0, 3)
  return Buffer.concat([magicNumber, frameHeader, blockHeader, content])
}

/** @type {Array<[encoding: string, encode: (content: Buffer) => Buffer]>} */
const encodings = [
  ['gzip', zlib.gzipSync],
  ['deflate', zlib.deflateSync],
  ['br', zlib.brotliCompressSync],
  ['zstd', zstdFrame],
]
for (const [encoding, encode] of encodings) {
  test(`W12 a ${encoding} body is decoded; its headers are reported as received`, async (context) => {
    const body = encode(Buffer.from('{"message": "你好, world"}'))
    const result = await resultOf(
      context,
      { 'Content-Type': 'application/json', 'Content-Encoding': encoding },
      body,
    )
    assert.equal(result.data, '{"message": "你好, world"}')
    assert.equal(result.header['Content-Encoding'], encoding)
    assert.equal(result.header['Content-Length'], String(body.length))
  })

  test(`W12 a ${encoding} body is decoded first, then its charset`, async (context) => {
    const headers = { 'Content-Type': 'text/plain; charset=gbk', 'Content-Encoding': encoding }
    const result = await resultOf(context, headers, encode(hex('c4e3 bac3')))
    assert.equal(result.data, '你好')
  })

  test(`W12 a ${encoding} body of an empty text is an empty text`, async (context) => {
    const result = await resultOf(context, { 'Content-Encoding': encoding }, encode(Buffer.alloc(0)))
    assert.equal(result.data, '')
  })
}

test('W12 the request offers exactly the encodings that are decoded', async (context) => {
  const server = await startCanned(context, answer(200))
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  await outcome(uploadFile, options)
  const offers = server.requests[0].headers.filter(([name]) => name.toLowerCase() === 'accept-encoding')
  assert.equal(offers.length, 1)
  const offered = offers[0][1].split(',').map((one) => one.trim().replace(/;.*/, ''))
  assert.deepEqual(offered.sort(), ['br', 'deflate', 'gzip', 'zstd'])
})
