'use strict'
// What a server chooses the number, depth or length of: at each limit of docs/reference/http.md, and past it.

const zlib = require('node:zlib')

const { answer } = require('../../support/raw-server')
const does = require('../misbehaviours')
const { succeeds, malformed, head } = require('./expected')

/** @typedef {import('./expected').Case} Case */

const KiB = 1024
const MiB = 1024 * KiB

/** The numbers of docs/reference/http.md. */
const MAX = {
  headerLines: 2048,
  headerBytes: 256 * KiB,
  codings: 5,
  zstdWindow: 8 * MiB,
  chunkExtensions: 16 * KiB,
  url: 65_534,
}

/** @type {Record<string, (bytes: any) => any>} */
const encoders = {
  gzip: zlib.gzipSync,
  'x-gzip': zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
}

/** An answer in `count` nested codings. @param {string} coding @param {number} count */
function encoded(coding, count, separator = ', ') {
  let body = Buffer.from('hello')
  for (let time = 0; time < count; time += 1) body = encoders[coding](body)
  return answer(200, { 'Content-Encoding': Array(count).fill(coding).join(separator) }, body)
}

/** A zstd frame with this text as it is, that asks for this window, a power of two. Node.js 20 has no zstd. */
function zstd(/** @type {string} */ text, /** @type {number} */ window) {
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (Math.log2(window) - 10) << 3, 0, 0, 0])
  // The last block, and a raw one.
  frame.writeUIntLE((text.length << 3) | 1, 6, 3)
  return Buffer.concat([frame, Buffer.from(text)])
}

/** @type {Case[]} */
const codings = [
  ...Object.keys(encoders).flatMap((coding) => [
    {
      title: `H14 sends ${MAX.codings} times ${coding}`,
      serve: does.answers(encoded(coding, MAX.codings)),
      expected: succeeds(200, 'hello'),
    },
    {
      title: `H14 sends ${MAX.codings + 1} times ${coding}`,
      serve: does.answers(encoded(coding, MAX.codings + 1)),
      expected: malformed(/names 6 content codings; at most 5/),
    },
  ]),
  ...[...Object.keys(encoders), 'zstd'].map((coding) => ({
    title: `H14 names ${coding} 20,000 times`,
    serve: does.answers(
      answer(200, { 'Content-Encoding': Array(20_000).fill(coding).join(',') }, 'no such thing'),
    ),
    expected: malformed(/names 20000 content codings/),
  })),
  {
    title: 'H14 names a coding in each of 2,000 lines',
    serve: does.answers(answer(200, { 'Content-Encoding': Array(2000).fill('gzip') }, 'no such thing')),
    expected: malformed(/names 2000 content codings/),
  },
  {
    title: 'H14 names 40,000 codings and none that there is',
    serve: does.answers(answer(200, { 'Content-Encoding': Array(40_000).fill('x').join(',') }, 'as it is')),
    expected: succeeds(200, 'as it is'),
  },
  {
    title: 'H14 names identity and nothing 10,000 times beside gzip',
    serve: does.answers(
      answer(200, { 'Content-Encoding': `${'identity,,'.repeat(10_000)}gzip` }, zlib.gzipSync('hello')),
    ),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H14 sends a gzip of 10,000 members',
    serve: does.answers(
      answer(
        200,
        { 'Content-Encoding': 'gzip' },
        Buffer.concat(Array.from({ length: 10_000 }, () => zlib.gzipSync('a'))),
      ),
    ),
    expected: succeeds(200, 'a'.repeat(10_000)),
  },
  {
    title: 'H14 sends gzip members without content, more bytes than a body may have',
    serve: does.answers(
      answer(
        200,
        { 'Content-Encoding': 'gzip' },
        Buffer.concat(Array.from({ length: 60_000 }, () => zlib.gzipSync(''))),
      ),
    ),
    config: { maxResponseBytes: MiB },
    expected: malformed(/larger than 1048576 bytes/),
  },
  {
    title: 'H14 sends as many in another gzip, of a few KiB',
    serve: does.answers(
      answer(
        200,
        { 'Content-Encoding': 'gzip, gzip' },
        zlib.gzipSync(Buffer.concat(Array.from({ length: 60_000 }, () => zlib.gzipSync('')))),
      ),
    ),
    config: { maxResponseBytes: MiB },
    expected: malformed(/larger than 1048576 bytes/),
  },
  ...[0, 1].map((more) => ({
    title: `H11 H14 answers early with a gzip of ${MiB + more} bytes and closes`,
    serve: does.answersEarlyAndEnds(
      answer(413, { 'Content-Encoding': 'gzip' }, zlib.gzipSync('a'.repeat(MiB + more))),
    ),
    size: 64 * MiB,
    config: { maxResponseBytes: MiB },
    expected: more ? malformed(/larger than 1048576 bytes/) : succeeds(413, 'a'.repeat(MiB)),
  })),
  ...[MAX.zstdWindow, 2 * MAX.zstdWindow].map((window) => ({
    title: `H14 sends a zstd with a window of ${window / MiB} MiB`,
    serve: does.answers(answer(200, { 'Content-Encoding': 'zstd' }, zstd('hello', window))),
    expected: window > MAX.zstdWindow ? malformed(/memory/) : succeeds(200, 'hello'),
  })),
  {
    title: 'H14 sends a zstd of 10,000 frames',
    serve: does.answers(
      answer(200, { 'Content-Encoding': 'zstd' }, Buffer.concat(Array(10_000).fill(zstd('a', KiB)))),
    ),
    expected: succeeds(200, 'a'.repeat(10_000)),
  },
]

const lines = (/** @type {number} */ count) => Array.from({ length: count }, (_, index) => `X-${index}: v`)

/** @type {Case[]} */
const heads = [
  {
    title: `H13 sends ${MAX.headerLines} header lines`,
    serve: does.answers(`${head(...lines(MAX.headerLines - 1), 'Content-Length: 5')}hello`),
    expected: succeeds(200, 'hello'),
  },
  {
    title: `H13 sends ${MAX.headerLines + 1} header lines`,
    serve: does.answers(`${head(...lines(MAX.headerLines), 'Content-Length: 5')}hello`),
    expected: malformed(/more than 2048 header lines/),
  },
  {
    title: 'H13 sends 2,000 cookies',
    serve: does.answers(`${head(...Array(2000).fill('Set-Cookie: a=b; Path=/'), 'Content-Length: 5')}hello`),
    expected: succeeds(200, 'hello'),
  },
  ...[0, 1].map((more) => ({
    title: `H13 sends ${MAX.headerBytes + more} bytes of headers`,
    serve: does.answers(
      // Each line is counted with its colon, its space and its end.
      `${head(`X: ${'v'.repeat(MAX.headerBytes + more - 5 - 'Content-Length: 5\r\n'.length)}`, 'Content-Length: 5')}hello`,
    ),
    expected: more ? malformed(/bytes of headers, more than 262144/) : succeeds(200, 'hello'),
  })),
  {
    title: 'H13 sends a status line of 100 KiB',
    serve: does.answers(`HTTP/1.1 200 ${'O'.repeat(100 * KiB)}\r\nContent-Length: 5\r\n\r\nhello`),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H13 sends a status line without end',
    serve: async (connection) => {
      await connection.request()
      connection.drain()
      await connection.write(`HTTP/1.1 200 ${'O'.repeat(MiB)}`)
    },
    expected: malformed(/a head of more than 408 KiB/),
  },
  {
    title: 'H15 names a charset of 100 KiB',
    serve: does.answers(answer(200, { 'Content-Type': `text/plain; charset=${'x'.repeat(100 * KiB)}` }, 'ü')),
    expected: succeeds(200, 'ü'),
  },
  {
    title: 'H15 sends a Content-Type with 20,000 parameters',
    serve: does.answers(
      answer(200, { 'Content-Type': `text/plain${Array(20_000).fill('; a=b').join('')}; charset=gbk` }, 'a'),
    ),
    expected: succeeds(200, 'a'),
  },
  {
    title: 'H12 sends 20,000 times 103, and then an answer',
    serve: does.answers(
      'HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n'.repeat(20_000) + answer(200, {}, 'ok'),
    ),
    expected: succeeds(200, 'ok'),
  },
]

const chunked = (/** @type {string} */ body) => `${head('Transfer-Encoding: chunked')}${body}`

/** @type {Case[]} */
const bodies = [
  ...[-1, 0].map((more) => ({
    title: `H13 sends chunk extensions of ${MAX.chunkExtensions + more} bytes`,
    serve: does.answers(chunked(`5;${'e'.repeat(MAX.chunkExtensions + more)}\r\nhello\r\n0\r\n\r\n`)),
    expected: more < 0 ? succeeds(200, 'hello') : malformed(/not HTTP|extension/),
  })),
  {
    title: 'H13 sends chunk extensions that are longer together than one may be',
    serve: does.answers(chunked(`${`1;${'e'.repeat(KiB)}\r\na\r\n`.repeat(20)}0\r\n\r\n`)),
    expected: malformed(/not HTTP|extension/),
  },
  {
    title: 'H13 sends 15 KiB of trailers',
    serve: does.answers(chunked(`5\r\nhello\r\n0\r\nX: ${'t'.repeat(15 * KiB)}\r\n\r\n`)),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H13 sends 17 KiB of trailers',
    serve: does.answers(chunked(`5\r\nhello\r\n0\r\nX: ${'t'.repeat(17 * KiB)}\r\n\r\n`)),
    expected: malformed(/not HTTP|trailer/),
  },
  {
    title: 'H13 sends 100,000 chunks of a byte',
    serve: does.answers(chunked(`${'1\r\na\r\n'.repeat(100_000)}0\r\n\r\n`)),
    expected: succeeds(200, 'a'.repeat(100_000)),
  },
  {
    title: 'H13 sends a chunk size of 17 digits',
    serve: does.answers(chunked('00000000000000005\r\nhello\r\n0\r\n\r\n')),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H13 sends a chunk size that no number holds',
    serve: does.answers(chunked('fffffffffffffffff\r\nhello\r\n0\r\n\r\n')),
    expected: malformed(/not HTTP/),
  },
]

/** @type {Case[]} */
const redirects = [
  {
    title: `H19 redirects to a URL of more than ${MAX.url} bytes`,
    serve: does.answers(answer(307, { Location: `/${'u'.repeat(MAX.url)}` })),
    expected: malformed(/redirect to a URL of \d+ bytes; at most 65534/),
  },
  {
    title: 'H19 redirects to 200 KiB that are no URL',
    serve: does.answers(answer(307, { Location: `http://[${'u'.repeat(200 * KiB)}` })),
    expected: malformed(/redirect to an invalid URL "http:\/\/\[u{192}"/),
  },
]

module.exports = { MAX, cases: [...codings, ...heads, ...bodies, ...redirects] }
