'use strict'
// The table of faults over HTTP/1.1: what the server does, and what has to become of an upload to it.

const zlib = require('node:zlib')

const { answer } = require('../support/raw-server')
const does = require('./misbehaviours')

const MiB = 1024 * 1024
const KiB = 1024

/**
 * @typedef {object} Success
 * @property {number} status
 * @property {string} data
 *
 * @typedef {object} Failure
 * @property {number} vela The code of Vela.
 * @property {number} wx The errno of WeChat.
 * @property {RegExp} cause What the message has to say.
 *
 * @typedef {object} Case
 * @property {string} title Begins with the line of the contract; the subject is the server.
 * @property {import('./server').Misbehaviour} serve
 * @property {Array<Success | Failure>} expected More than one only where the contract leaves it to a race.
 * @property {number} [size] Bytes in the file; default a few.
 * @property {number} [timeout] Milliseconds.
 * @property {object} [config] What `createRuntime` gets.
 */

/** @type {(status: number, data?: string) => Success[]} */
const succeeds = (status, data = '') => [{ status, data }]

/** No connection, or no HTTP over it (V22, W16). @type {(cause: RegExp) => Failure[]} */
const malformed = (cause) => [{ vela: 200, wx: 600001, cause }]

/** The connection stood and broke (V23, W16). @type {(cause: RegExp) => Failure[]} */
const breaks = (cause) => [{ vela: 300, wx: 600001, cause }]

/** The time limit passed (V21, W15). @type {() => Failure[]} */
const timesOut = () => [{ vela: 204, wx: 5, cause: /timeout/ }]

const tooLarge = answer(413, {}, 'too large')
const closed = /closed the connection/
const broke = /ECONNRESET|EPIPE|ECONNABORTED|closed the connection/

const head = (/** @type {string[]} */ ...lines) => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n')
const chunked = (/** @type {string} */ body) => `${head('Transfer-Encoding: chunked')}${body}`
const manyLines = (/** @type {number} */ count, /** @type {number} */ size) =>
  Array.from({ length: count }, (_, index) => `X-Line-${index}: ${'v'.repeat(size)}`)

/** @type {Case[]} */
const early = [
  {
    title: 'H11 answers 413 early and never reads again',
    serve: does.answersEarly(tooLarge),
    expected: succeeds(413, 'too large'),
  },
  {
    title: 'H11 answers 200 early and never reads again, and would keep the connection',
    serve: does.answersEarly(`${head('Content-Length: 6')}enough`),
    expected: succeeds(200, 'enough'),
  },
  {
    title: 'H11 answers 401 early in chunks and never reads again',
    serve: does.answersEarly(
      'HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwho \r\n3\r\nare\r\n0\r\n\r\n',
    ),
    expected: succeeds(401, 'who are'),
  },
  {
    title: 'H11 answers early with an encoded body and never reads again',
    serve: does.answersEarly(answer(413, { 'Content-Encoding': 'gzip' }, zlib.gzipSync('too large'))),
    expected: succeeds(413, 'too large'),
  },
  {
    title: 'H11 sends 100 and 103, answers early and never reads again',
    serve: does.answersEarly(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n${tooLarge}`),
    expected: succeeds(413, 'too large'),
  },
  {
    title: 'H11 answers early and ends its side',
    serve: does.answersEarlyAndEnds(tooLarge),
    expected: succeeds(413, 'too large'),
  },
  {
    title: 'H11 answers early until it ends its side',
    serve: does.answersEarlyAndEnds('HTTP/1.1 413 Too Large\r\nConnection: close\r\n\r\ntoo large'),
    expected: succeeds(413, 'too large'),
  },
  {
    title: 'H11 answers early and resets',
    serve: does.answersEarlyAndResets(tooLarge),
    expected: succeeds(413, 'too large'),
  },
  {
    title: 'H11 answers early and resets before its body is whole',
    serve: does.answersEarlyAndResets('HTTP/1.1 413 Too Large\r\nContent-Length: 100\r\n\r\ntoo '),
    expected: succeeds(413, 'too '),
  },
  {
    title: 'H11 answers early and closes at once',
    serve: does.answersEarlyAndCloses(tooLarge),
    // Its reset can overtake the answer: the kernel throws away what was not read yet.
    expected: [...succeeds(413, 'too large'), ...breaks(broke)],
  },
].map((one) => ({ ...one, size: 64 * MiB }))

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
    timeout: 500,
    expected: timesOut(),
  },
]

/** @type {Array<[what: string, bytes: string]>} */
const malformedAnswers = [
  ['two different Content-Length', `${head('Content-Length: 5', 'Content-Length: 7')}hello--`],
  ['two different lengths in one Content-Length', `${head('Content-Length: 5, 7')}hello--`],
  ['a negative Content-Length', `${head('Content-Length: -5')}hello`],
  ['a Content-Length with a sign', `${head('Content-Length: +5')}hello`],
  ['a Content-Length that is no number', `${head('Content-Length: five')}hello`],
  ['a Content-Length beyond 64 bits', `${head('Content-Length: 18446744073709551621')}hello`],
  [
    'Content-Length and Transfer-Encoding',
    `${head('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  ],
  [
    'Transfer-Encoding and Content-Length',
    `${head('Transfer-Encoding: chunked', 'Content-Length: 5')}0\r\n\r\n`,
  ],
  ['a chunk whose size is no number', chunked('5\r\nhello\r\nxyz\r\nworld\r\n0\r\n\r\n')],
  ['a chunk whose size is negative', chunked('5\r\nhello\r\n-5\r\nworld\r\n0\r\n\r\n')],
  ['a chunk whose size is beyond 64 bits', chunked('fffffffffffffffff\r\nhello\r\n0\r\n\r\n')],
  ['a chunk longer than its size', chunked('5\r\nhello, world\r\n0\r\n\r\n')],
  ['a status line without a number', 'HTTP/1.1 OK\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['TLS', '\x15\x03\x01\x00\x02\x02\x46'],
  ['a SETTINGS frame of HTTP/2', '\0\0\0\x04\0\0\0\0\0'],
  ['HTTP/0.9', 'hello, world\n'],
  ['HTTP/3.0', 'HTTP/3.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ['a header line without a colon', `${head('X-Line', 'Content-Length: 0')}`],
  ['a header line without a name', `${head(': value', 'Content-Length: 0')}`],
  ['NUL in a header line', `${head('X-Line: a\0b', 'Content-Length: 0')}`],
  ['a header block above 256 KiB in one line', head(...manyLines(1, 300 * KiB), 'Content-Length: 0')],
  ['a header block above 256 KiB in many lines', head(...manyLines(300, KiB), 'Content-Length: 0')],
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
  ...malformedAnswers.map(([what, bytes]) => ({
    title: `H13 sends ${what}`,
    serve: does.answers(bytes),
    expected: malformed(/./),
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
    timeout: 500,
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
    expected: malformed(/./),
  },
  {
    title: 'H13 sends a header line without end',
    serve: does.floods('HTTP/1.1 200 OK\r\nX-Line: ', 'v'.repeat(KiB)),
    expected: malformed(/./),
  },
  {
    title: 'H13 sends a chunk extension without end',
    serve: does.floods(chunked('5;x='), 'v'.repeat(KiB)),
    expected: malformed(/./),
  },
  {
    title: 'H13 sends trailers without end',
    serve: does.floods(chunked('5\r\nhello\r\n0\r\n'), `X-Line: ${'v'.repeat(KiB)}\r\n`),
    expected: malformed(/./),
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
    timeout: 500,
    expected: timesOut(),
  },
  {
    title: 'H20 drips a body without end',
    serve: does.floods(head('Connection: close'), 'x', 20),
    timeout: 500,
    expected: timesOut(),
  },
  {
    title: 'H20 stops reading',
    serve: does.stopsReading(),
    size: 64 * MiB,
    timeout: 500,
    expected: timesOut(),
  },
  {
    title: 'H20 takes the request and keeps silent',
    serve: does.keepsSilent(),
    timeout: 500,
    expected: timesOut(),
  },
]

/** @type {Case[]} */
const neverRepeated = [
  ...[408, 421, 425, 429, 500, 502, 503, 504].map((status) => ({
    title: `H16 answers ${status} with Retry-After`,
    serve: does.answers(answer(status, { 'Retry-After': '0' }, 'later')),
    expected: succeeds(status, 'later'),
  })),
  {
    title: 'H16 resets at once',
    serve: does.resetsAtOnce(),
    // The reset can come so early that connecting fails.
    expected: [...breaks(broke), ...malformed(/connect ECONNRESET/)],
  },
  { title: 'H16 closes at once', serve: does.closesAtOnce(), expected: breaks(broke) },
  { title: 'H16 resets after the head', serve: does.resetsAfter(0), size: 64 * MiB, expected: breaks(broke) },
  { title: 'H16 closes after the head', serve: does.closesAfter(0), size: 64 * MiB, expected: breaks(broke) },
  { title: 'H16 resets midway', serve: does.resetsAfter(MiB), size: 64 * MiB, expected: breaks(broke) },
  { title: 'H16 closes midway', serve: does.closesAfter(MiB), size: 64 * MiB, expected: breaks(broke) },
  { title: 'H16 resets after the whole request', serve: does.resets(), expected: breaks(broke) },
  { title: 'H16 closes after the whole request', serve: does.closes(), expected: breaks(closed) },
]

module.exports = { cases: [...early, ...informational, ...responses, ...neverRepeated] }
