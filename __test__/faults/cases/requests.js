'use strict'
// Servers that answer before they have the whole request, or break off: what came is delivered, nothing is repeated.

const zlib = require('node:zlib')

const { answer } = require('../../support/raw-server')
const does = require('../misbehaviours')
const { succeeds, malformed, breaks, closed, broke, head } = require('./expected')

/** @typedef {import('./expected').Case} Case */

const MiB = 1024 * 1024
const tooLarge = answer(413, {}, 'too large')

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
    title: 'H11 answers early, and ends its answer with the request',
    serve: does.answersAlong(`${head('Connection: close')}receiving `, 'done'),
    expected: succeeds(200, 'receiving done'),
  },
  {
    title: 'H11 answers early, and ends its answer of a known length with the request',
    serve: does.answersAlong(`${head('Connection: close', 'Content-Length: 14')}receiving `, 'done'),
    expected: succeeds(200, 'receiving done'),
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

/** Whether the request or what was sent without it comes first is a race. @type {Case[]} */
const unasked = [
  {
    title: 'H11 answers 503 before a request has come',
    serve: does.answersUnasked(answer(503, {}, 'busy')),
    expected: [...succeeds(503, 'busy'), ...breaks(/127\.0\.0\.1:\d+.*(before|unasked)/)],
  },
  {
    title: 'H12 sends 100 before a request has come',
    serve: async (connection) => {
      await connection.write('HTTP/1.1 100 Continue\r\n\r\n')
      await connection.request()
      connection.socket.end(answer(200, {}, 'done'))
    },
    expected: [...succeeds(200, 'done'), ...breaks(/127\.0\.0\.1:\d+.*(before|unasked)/)],
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

module.exports = { cases: [...early, ...unasked, ...neverRepeated] }
