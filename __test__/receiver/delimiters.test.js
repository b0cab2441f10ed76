'use strict'
// Bodies as clients write them, and as one other parser reads them.

const assert = require('node:assert/strict')
const { Dicer } = require('@fastify/busboy')
const test = require('node:test')
const { Multipart } = require('../../lib/receiver/multipart')
const { BOUNDARY, body, exchange, field, file, part, request, startReceiver } = require('./support')

test('receiver: white space behind a delimiter is left out (RFC 2046)', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const content = body(field('a', '1'), file('f', 'x', '2'))
    .toString()
    .replaceAll(`--${BOUNDARY}\r\n`, `--${BOUNDARY} \t \r\n`)
    .replace(`--${BOUNDARY}--`, `--${BOUNDARY}--  `)
  const { json } = await exchange(context, port, request(content))
  assert.deepEqual(json.fields, { a: '1' })
  assert.equal(json.files[0].size, 1)
  assert.match((await receiver.next()).head, /^--boundary-of-the-test \t \r\nContent/)
})

test('receiver: a part may end with its headers (RFC 2046)', async (context) => {
  const { port } = await startReceiver(context)
  const content = `--${BOUNDARY}\r\nContent-Disposition: form-data; name=a\r\n\r\n--${BOUNDARY}--\r\n`
  assert.deepEqual((await exchange(context, port, request(content))).json, { fields: { a: '' }, files: [] })
})

const lines = body(field('a', '1'), file('f', 'x', 'data')).toString()
for (const [what, content] of [
  ['all lines', lines.replaceAll('\r\n', '\n')],
  ['the lines of a preamble', `hello\n${lines.replaceAll('\r\n', '\n')}`],
  ['headers', lines.replace('\r\n\r\n', '\n\n').replace(`${BOUNDARY}--`, '')],
  ['one header', body(part('X: y\nContent-Disposition: form-data; name="a"', '1')).toString()],
]) {
  test(`receiver: ${what} with LF alone are refused, and the message says so`, async (context) => {
    const { port } = await startReceiver(context)
    const { status, json } = await exchange(context, port, request(content))
    assert.deepEqual([status, json.error.code], [400, 'malformed'])
    assert.match(json.error.message, /LF alone/)
  })
}

test('receiver: a boundary that is nowhere in the body is named', async (context) => {
  const { port } = await startReceiver(context)
  const { json } = await exchange(context, port, request(lines.replaceAll(BOUNDARY, 'other')))
  assert.match(json.error.message, /the boundary of the Content-Type is nowhere in it\.$/)
})

/** What our parser makes of a body that comes in pieces of this size. */
function read(/** @type {Buffer} */ content, /** @type {number} */ size) {
  /** @type {string[]} */
  const parts = []
  let end = 'none'
  const parser = new Multipart('x', {
    head: () => {},
    part: () => {
      const index = parts.push('') - 1
      return {
        write: (chunk) => {
          parts[index] += chunk.toString('latin1')
        },
        end: () => {},
      }
    },
    broken: (reason) => {
      end = reason
    },
    tooLarge: () => {
      end = 'too large'
    },
    finish: () => {
      end = 'finish'
    },
  })
  for (let at = 0; at < content.length; at += size) parser.push(content.subarray(at, at + size))
  parser.end()
  return { parts, end }
}

/** What Dicer makes of it. */
function readByDicer(/** @type {Buffer} */ content) {
  /** @type {string[]} */
  const parts = []
  const dicer = new Dicer(/** @type {any} */ ({ boundary: 'x', partHwm: Number.MAX_SAFE_INTEGER }))
  let finished = false
  dicer.on('part', (stream) => {
    const index = parts.push('') - 1
    stream.on('data', (/** @type {Buffer} */ chunk) => {
      parts[index] += chunk.toString('latin1')
    })
    stream.on('error', () => {})
  })
  return new Promise((resolve) => {
    dicer.on('finish', () => {
      finished = true
      resolve({ parts, finished })
    })
    dicer.on('error', () => resolve({ parts, finished }))
    dicer.end(content)
  })
}

test('receiver: bodies of all sorts are cut as Dicer cuts them, in pieces of any size', async () => {
  // A generator of numbers that is the same each time (mulberry32).
  let seed = 14
  const random = (/** @type {number} */ below) => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  const pieces = ['\r', '\n', '\r\n', '-', '--', '\r\n--', '--x', 'x', 'a', '\r\n\r\n', '\0', 'ÿ']
  const text = () => Array.from({ length: random(12) }, () => pieces[random(pieces.length)]).join('')
  for (let round = 0; round < 2000; round += 1) {
    const contents = Array.from({ length: 1 + random(3) }, text).map((one) =>
      one.replaceAll('\r\n--x', '\r\n--y'),
    )
    // At its beginning, a body has the line end of its head before it.
    const clean = contents.map((one) => (one.startsWith('--x') ? 'a' : one))
    const bytes = Buffer.from(
      `${clean.map((one) => `--x\r\nA: b\r\n\r\n${one}\r\n`).join('')}--x--\r\n`,
      'latin1',
    )
    for (const size of [1, 2, 3, 7, bytes.length]) {
      assert.deepEqual(read(bytes, size), { parts: clean, end: 'finish' }, JSON.stringify(clean))
    }
    const dicer = /** @type {any} */ (await readByDicer(bytes))
    assert.deepEqual(dicer, { parts: clean, finished: true }, JSON.stringify(clean))
  }
})

test('receiver: a broken body is broken in pieces of any size', () => {
  for (const [content, reason] of /** @type {Array<[string, RegExp]>} */ ([
    ['', /closing delimiter/],
    ['--x', /closing delimiter/],
    ['--x\r', /closing delimiter/],
    ['--x\r\nA: b\r\n\r\ndata', /closing delimiter/],
    ['--x\r\nA: b\r\n\r\ndata\r\n--x-', /closing delimiter/],
    ['--xy\r\nA: b\r\n\r\n', /no headers/],
    ['--x y\r\nA: b\r\n\r\n', /no headers/],
    ['--x\rA: b\r\n\r\n', /no headers/],
    ['--x\r\nA: b\r\n--x--', /headers of a part have no end/],
    ['--x\nA: b\n\n', /LF alone/],
  ])) {
    const bytes = Buffer.from(content)
    for (const size of [1, 2, 3, Math.max(1, bytes.length)]) assert.match(read(bytes, size).end, reason)
  }
})
