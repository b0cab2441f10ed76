'use strict'
// Servers whose answer is not what HTTP allows, or comes in an unusual way.

const zlib = require('node:zlib')

const { answer } = require('../../support/raw-server')
const { patient } = require('../../support/within')
const does = require('../misbehaviours')
const { succeeds, malformed, breaks, timesOut, closed, broke, head } = require('./expected')

/** @typedef {import('./expected').Case} Case */

const KiB = 1024
const MiB = 1024 * KiB

const inChunks = ['Transfer-Encoding: chunked']
const chunked = (/** @type {string} */ body) => `${head(...inChunks)}${body}`
const manyLines = (/** @type {number} */ count, /** @type {number} */ size) =>
  Array.from({ length: count }, (_, index) => `X-Line-${index}: ${'v'.repeat(size)}`)

/** @type {Case[]} */
const informational = [
  {
    title: 'H12 sends one 100',
    serve: does.answers(`HTTP/1.1 100 Continue\r\n\r\n${answer(200, {}, 'done')}`),
    expected: succeeds(200, 'done'),
  },
  {
    title: 'H12 sends 100, 102 and two 103 with fields',
    serve: does.answers(
      [
        'HTTP/1.1 100 Continue\r\n\r\n',
        'HTTP/1.1 102 Processing\r\nX-Progress: 1\r\n\r\n',
        'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nContent-Length: 7\r\n\r\n',
        'HTTP/1.1 103 Early Hints\r\nLink: </b.css>; rel=preload\r\n\r\n',
        answer(201, {}, 'created'),
      ].join(''),
    ),
    expected: succeeds(201, 'created'),
  },
  {
    title: 'H12 sends 100 before it has read the body',
    serve: async (connection) => {
      await connection.head()
      await connection.write('HTTP/1.1 100 Continue\r\n\r\n')
      await connection.body(Number(connection.requests[0].contentLength))
      connection.socket.end(answer(200, {}, 'whole'))
    },
    size: 4 * MiB,
    expected: succeeds(200, 'whole'),
  },
  {
    title: 'H12 sends 200 times 102, and then an answer',
    serve: does.answers('HTTP/1.1 102 Processing\r\n\r\n'.repeat(200) + answer(200, {}, 'at last')),
    expected: succeeds(200, 'at last'),
  },
  {
    title: 'H12 sends a 103 and closes',
    serve: does.answers('HTTP/1.1 103 Early Hints\r\n\r\n'),
    expected: breaks(closed),
  },
  {
    title: 'H12 switches protocols',
    serve: does.answersAndStays(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ),
    expected: malformed(/101|protocol/i),
  },
  {
    title: 'H12 floods with 100',
    serve: does.floods('', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000)),
    timeout: patient(500),
    expected: timesOut(),
  },
]

const length = /content-length/i
const chunk = /chunk/i
const status = /status/i
const version = /HTTP version/i
const header = /header|head is too large/i

/** @type {Array<[what: string, bytes: string, cause: RegExp]>} */
const malformedAnswers = [
  ['two different Content-Length', `${head('Content-Length: 5', 'Content-Length: 7')}hello--`, length],
  ['two different lengths in one Content-Length', `${head('Content-Length: 5, 7')}hello--`, length],
  ['a negative Content-Length', `${head('Content-Length: -5')}hello`, length],
  ['a Content-Length with a sign', `${head('Content-Length: +5')}hello`, length],
  ['a Content-Length that is no number', `${head('Content-Length: five')}hello`, length],
  ['a Content-Length beyond 64 bits', `${head('Content-Length: 18446744073709551621')}hello`, length],
  ['Content-Length and chunks', `${head('Content-Length: 5', ...inChunks)}0\r\n\r\n`, length],
  ['chunks and Content-Length', `${head(...inChunks, 'Content-Length: 5')}0\r\n\r\n`, length],
  ['a chunk whose size is no number', chunked('5\r\nhello\r\nxyz\r\nworld\r\n0\r\n\r\n'), chunk],
  ['a chunk whose size is negative', chunked('5\r\nhello\r\n-5\r\nworld\r\n0\r\n\r\n'), chunk],
  ['a chunk whose size is beyond 64 bits', chunked('fffffffffffffffff\r\nhello\r\n0\r\n\r\n'), chunk],
  ['a chunk longer than its size', chunked('5\r\nhello, world\r\n0\r\n\r\n'), chunk],
  ['a status line without a number', 'HTTP/1.1 OK\r\n\r\n', status],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', status],
  ['a status below 100', 'HTTP/1.1 099 Low\r\n\r\n', status],
  ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', version],
  ['TLS', '\x15\x03\x01\x00\x02\x02\x46', version],
  ['a SETTINGS frame of HTTP/2', '\0\0\0\x04\0\0\0\0\0', version],
  ['HTTP/0.9', 'hello, world\n', version],
  ['HTTP/3.0', 'HTTP/3.0 200 OK\r\nContent-Length: 0\r\n\r\n', version],
  ['a header line without a colon', head('X-Line', 'Content-Length: 0'), header],
  ['a header line without a name', head(': value', 'Content-Length: 0'), header],
  ['a header line in two lines', head('X-Line: a', '  b', 'Content-Length: 0'), header],
  ['NUL in a header line', head('X-Line: a\0b', 'Content-Length: 0'), header],
  ['a header block above 256 KiB in one line', head(...manyLines(1, 300 * KiB), 'Content-Length: 0'), header],
  ['a header block above 256 KiB in many lines', head(...manyLines(300, KiB), 'Content-Length: 0'), header],
]

/** @type {Array<[what: string, bytes: string]>} */
const truncatedAnswers = [
  ['half a status line', 'HTTP/1.'],
  ['half a head', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ['a head without its empty line', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n'],
  ['a body shorter than its Content-Length', `${head('Content-Length: 100')}hello`],
  ['no body at all of its Content-Length', head('Content-Length: 100')],
  ['a body in chunks without its end', chunked('5\r\nhello\r\n')],
  ['no chunk at all', chunked('')],
  ['half a chunk', chunked('5\r\nhe')],
  ['half a chunk size', chunked('5')],
  ['half the last chunk', chunked('5\r\nhello\r\n0\r\n')],
]

/** @type {Case[]} */
const responses = [
  ...malformedAnswers.map(([what, bytes, cause]) => ({
    title: `H13 sends ${what}`,
    serve: does.answers(bytes),
    expected: malformed(cause),
  })),
  ...truncatedAnswers.map(([what, bytes]) => ({
    title: `H13 sends ${what}, and closes`,
    serve: does.answers(bytes),
    expected: breaks(closed),
  })),
  ...truncatedAnswers.map(([what, bytes]) => ({
    title: `H13 sends ${what}, and resets`,
    serve: does.answersAndResets(bytes),
    expected: breaks(broke),
  })),
  ...truncatedAnswers.map(([what, bytes]) => ({
    title: `H13 sends ${what}, and nothing more`,
    serve: does.answersAndStays(bytes),
    timeout: patient(500),
    expected: timesOut(),
  })),
  {
    title: 'H13 sends 150 header lines',
    serve: does.answers(`${head(...manyLines(150, 10), 'Content-Length: 5')}hello`),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H13 sends a header block of 250 KiB',
    serve: does.answers(`${head(...manyLines(10, 25 * KiB - 16), 'Content-Length: 5')}hello`),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H13 sends header lines without end',
    serve: does.floods('HTTP/1.1 200 OK\r\n', `X-Line: ${'v'.repeat(KiB)}\r\n`),
    expected: malformed(header),
  },
  {
    title: 'H13 sends a header line without end',
    serve: does.floods('HTTP/1.1 200 OK\r\nX-Line: ', 'v'.repeat(KiB)),
    expected: malformed(header),
  },
  {
    title: 'H13 sends a chunk extension without end',
    serve: does.floods(chunked('5;x='), 'v'.repeat(KiB)),
    expected: malformed(chunk),
  },
  {
    title: 'H13 sends trailers without end',
    serve: does.floods(chunked('5\r\nhello\r\n0\r\n'), `X-Line: ${'v'.repeat(KiB)}\r\n`),
    expected: malformed(chunk),
  },
  {
    title: 'H13 sends a body in chunks with extensions and trailers',
    serve: does.answers(chunked('5;a=b\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n')),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H13 sends a body that only the end of the connection ends',
    serve: does.answers(`${head('Connection: close')}hello`),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H13 answers in HTTP/1.0',
    serve: does.answers('HTTP/1.0 200 OK\r\n\r\nhello'),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H13 ends its lines with LF alone, and gives no reason',
    serve: does.answers('HTTP/1.1 200\nContent-Length: 5\n\nhello'),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H13 sends empty lines before its answer',
    serve: does.answers(`\r\n\r\n${head('Content-Length: 5')}hello`),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H13 sends the same Content-Length twice',
    serve: does.answers(`${head('Content-Length: 5', 'Content-Length: 5')}hello`),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H13 sends bytes that are not UTF-8 in its head',
    serve: does.answers(
      Buffer.from(`HTTP/1.1 200 Tr\xe8s\r\nX-A: \xe9t\xe9\r\nContent-Length: 0\r\n\r\n`, 'latin1'),
    ),
    expected: succeeds(200),
  },
  {
    title: 'H13 sends a body that a reset ends',
    serve: does.answersAndResets(`${head('Connection: close')}hello`),
    expected: breaks(broke),
  },
  {
    title: 'H13 sends a 204 and, against the rules, a body',
    serve: does.answers('HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello'),
    expected: succeeds(204),
  },
  {
    title: 'H13 sends more than its Content-Length',
    serve: does.answers(`${head('Content-Length: 5')}hello, world`),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H14 sends a truncated gzip body',
    serve: does.answers(
      answer(200, { 'Content-Encoding': 'gzip' }, zlib.gzipSync('hello, world'.repeat(100)).subarray(0, 20)),
    ),
    expected: malformed(/corrupt|cut off/),
  },
  {
    title: 'H14 sends a body without end',
    serve: does.floods(head('Connection: close'), Buffer.alloc(64 * KiB, 'x')),
    config: { maxResponseBytes: MiB },
    expected: malformed(/maxResponseBytes/),
  },
  {
    title: 'H20 drips a whole answer',
    serve: does.drips(`${head('Content-Length: 5', 'Connection: close')}hello`, 1),
    expected: succeeds(200, 'hello'),
  },
  {
    title: 'H20 drips header lines without end',
    serve: does.floods('HTTP/1.1 200 OK\r\n', 'X: y\r\n', 20),
    timeout: patient(500),
    expected: timesOut(),
  },
  {
    title: 'H20 drips a body without end',
    serve: does.floods(head('Connection: close'), 'x', 20),
    timeout: patient(500),
    expected: timesOut(),
  },
  {
    title: 'H20 stops reading',
    serve: does.stopsReading(),
    size: 64 * MiB,
    timeout: patient(500),
    expected: timesOut(),
  },
  {
    title: 'H20 takes the request and keeps silent',
    serve: does.keepsSilent(),
    timeout: patient(500),
    expected: timesOut(),
  },
]

module.exports = { cases: [...informational, ...responses] }
