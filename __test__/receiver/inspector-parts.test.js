'use strict'
// Parts of the page that need no browser: the phases of an upload, two uploads side by side, hex dumps, addresses.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { importPage } = require('../support/page-module.js')

test('inspector: an upload’s time is told by its phases', async () => {
  const { phasesOf, ratesOf, totalOf } = await importPage('upload/phases.ts')
  const timing = {
    ...{ firstByte: 10, lastByte: 110, ended: 111, answerStarted: 411, answerBody: 511, answerEnded: 520 },
    delay: { milliseconds: 300, rule: 'slow' },
    bodyDelay: { milliseconds: 100, rule: 'slower' },
  }
  assert.deepEqual(
    phasesOf(timing).map((/** @type {any} */ { name, from, to, rule }) => [name, from, to, rule]),
    [
      ['waiting', 0, 10, undefined],
      ['body', 10, 110, undefined],
      ['untilAnswer', 110, 111, undefined],
      ['ruleDelay', 111, 411, 'slow'],
      ['bodyDelay', 411, 511, 'slower'],
      ['answer', 511, 520, undefined],
    ],
  )
  // Broken off by a rule: no answer.
  assert.deepEqual(
    phasesOf({ firstByte: 1, ended: 50, brokenOff: 50 }).map((/** @type {any} */ { name }) => name),
    ['waiting', 'body', 'untilAnswer'],
  )
  // Answered before the body was there.
  assert.deepEqual(
    phasesOf({ answerStarted: 5, answerEnded: 6 }).map((/** @type {any} */ { name }) => name),
    ['answer'],
  )
  assert.deepEqual(phasesOf({}), [])
  assert.equal(totalOf({ timing, startedAt: 1000, endedAt: 1111 }), 520)
  assert.equal(totalOf({ startedAt: 1000, endedAt: 1500 }), 500)
  assert.deepEqual(
    ratesOf([
      [0, 0],
      [100, 1000],
      [100, 1500],
      [300, 1500],
    ]),
    [
      [100, 10_000],
      [300, 0],
    ],
  )
})

test('inspector: two uploads stand side by side, and differences are found', async () => {
  const { differences } = await importPage('upload/differences.ts')
  const file = { field: 'f', filename: 'a', contentType: 'a/b', size: 1, sha256: 'aa' }
  const one = {
    ...{ method: 'POST', url: '/a', state: 'complete' },
    rawHeaders: [
      ['X-A', '1'],
      ['Content-Length', '5'],
    ],
    fields: [
      { name: 'a', value: '1' },
      { name: 'a', value: '2' },
    ],
    files: [file],
    response: { status: 200, headers: { date: 'today', etag: 'x' } },
  }
  const none = (/** @type {any} */ upload) =>
    differences(one, upload)
      .filter((/** @type {any} */ { isDifferent }) => isDifferent)
      .map((/** @type {any} */ { section, name, values }) => [section, name, ...values])
  assert.deepEqual(none(one), [])
  assert.deepEqual(
    none({
      ...one,
      rawHeaders: [
        ['x-a', '2'],
        ['Content-Length', '6'],
      ],
      fields: [
        { name: 'b', value: '3' },
        { name: 'a', value: '1' },
      ],
      files: [{ ...file, size: 2 }],
      response: { status: 413, headers: { date: 'tomorrow', etag: 'x' }, rule: 'big' },
    }),
    [
      ['headers', 'X-A', '1', '2'],
      ['fields', 'a', '2', undefined],
      ['fields', 'b', undefined, '3'],
      ['files', 'f', 'a\na/b\n1\naa', 'a\na/b\n2\naa'],
      ['response', 'status', '200', '413'],
      ['response', 'rule', '', 'big'],
    ],
  )
})

test('inspector: a hex dump marks its place', async () => {
  const { decodeBase64, hexDump } = await importPage('upload/hexdump.ts')
  const bytes = decodeBase64(Buffer.from('0123456789abcdef\n\x7f').toString('base64'))
  assert.deepEqual(hexDump(bytes, { from: 100, marked: 117 }), [
    {
      offset: 100,
      hex: '30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66',
      text: '0123456789abcdef',
      mark: undefined,
    },
    { offset: 116, hex: '0a 7f', text: '..', mark: 1 },
  ])
  assert.deepEqual(hexDump(new Uint8Array(0)), [])
})

test('inspector: thumbnails and trees have limits', async () => {
  const { hasThumbnail, hasTree } = await importPage('parts/kinds.ts')
  assert.equal(hasThumbnail({ contentType: 'image/png', size: 8_000_000 }), true)
  assert.equal(hasThumbnail({ contentType: 'image/png', size: 8_000_001 }), false)
  assert.equal(hasThumbnail({ contentType: 'image/svg+xml', size: 1 }), false)
  assert.equal(hasThumbnail({ size: 1 }), false)
  const json = { contentType: 'application/problem+json; charset=utf-8', name: 'a', size: 1024 * 1024 }
  assert.equal(hasTree(json), true)
  assert.equal(hasTree({ ...json, size: 1024 * 1024 + 1 }), false)
  assert.equal(hasTree({ contentType: '', name: 'map.GeoJSON', size: 1 }), true)
  assert.equal(hasTree({ contentType: 'text/plain', name: 'json', size: 1 }), false)
})
