'use strict'
// Nothing that a sender chooses makes a byte more expensive than others: names, pieces, padding.

const assert = require('node:assert/strict')
const test = require('node:test')
const { Bytes } = require('../../lib/receiver/bytes')
const { MAX_PART_HEAD, Multipart } = require('../../lib/receiver/multipart')
const { parseParameters } = require('../../lib/receiver/part-headers')
const { BOUNDARY, body, exchange, field, file, part, request, startReceiver } = require('./support')

test('receiver: a name of exactly maxNameBytes is taken, one byte more is not', async (context) => {
  const { receiver, port } = await startReceiver(context, { maxNameBytes: 6 })
  const named = (/** @type {string} */ name, /** @type {string} */ filename) =>
    part(`Content-Disposition: form-data; name="${name}"; filename="${filename}"`, '1')
  const fits = body(field('城市', '1'), named('城市', '相片'))
  assert.equal((await exchange(context, port, request(fits))).status, 200)
  for (const [content, what] of /** @type {Array<[Buffer, string]>} */ ([
    [field('城市.', '1'), 'name'],
    [named('城市.', 'x'), 'name'],
    [named('a', '相片.'), 'filename'],
    [part('Content-Disposition: form-data; name=a\r\nContent-Type: a/b; cd', '1'), 'Content-Type'],
  ])) {
    const { status, json } = await exchange(context, port, request(body(content)))
    assert.deepEqual([status, json.error.code], [413, 'name_too_large'])
    assert.equal(json.error.message, `The ${what} of a part is larger than maxNameBytes, 6 bytes.`)
    assert.equal((await receiver.next({}, { state: 'failed' })).error?.code, 'name_too_large')
  }
})

test('receiver: a name has at most 4 KiB unless it is said otherwise, and never so much that maps are slow', async (context) => {
  const { port } = await startReceiver(context)
  assert.equal((await exchange(context, port, request(body(field('x'.repeat(4096), '1'))))).status, 200)
  assert.equal((await exchange(context, port, request(body(field('x'.repeat(4097), '1'))))).status, 413)
  const { createReceiver } = require('../../lib/receiver/index.js')
  assert.throws(() => createReceiver({ maxNameBytes: 16_384 }), /maxNameBytes should be .*1 to 16383/)
})

test('receiver: names count for the memory of uploads, and the oldest go', async (context) => {
  const { receiver, url } = await startReceiver(context)
  const names = Array.from({ length: 1000 }, (_, index) => field(String(index).padStart(4096, 'x'), ''))
  const headers = { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` }
  for (let count = 0; count < 17; count += 1) {
    const response = await fetch(url, { method: 'POST', headers, body: body(...names) })
    assert.equal(Object.keys(/** @type {any} */ (await response.json()).fields).length, 1000)
  }
  // 4 MB each, and 64 MiB are kept.
  assert.equal(receiver.uploads.length, 15)
})

test('receiver: uploads that come in at once have together no more memory than is kept', async (context) => {
  const { Store } = require('../../lib/receiver/store.js')
  const { Upload } = require('../../lib/receiver/received-upload.js')
  const store = new Store({ keep: false, maxTotalBytes: 1, maxUploads: 10 })
  context.after(() => store.close())
  const [one, other] = [1, 2].map(() => {
    const upload = new Upload(/** @type {any} */ ({ url: '/', headers: {}, rawHeaders: [] }))
    store.add(upload)
    return upload
  })
  store.growInMemory(one, 40 * 1024 * 1024)
  assert.throws(() => store.growInMemory(other, 30 * 1024 * 1024), {
    status: 413,
    code: 'too_large',
    message: /together are larger than 64 MiB/,
  })
  one.state = 'complete'
  store.growInMemory(other, 1)
  assert.deepEqual(store.uploads, [other])
})

/** Counts the bytes that are copied while this runs. */
function copied(/** @type {import('node:test').TestContext} */ context, /** @type {() => void} */ run) {
  let bytes = 0
  const { concat } = Buffer
  const { append } = Bytes.prototype
  context.mock.method(Buffer, 'concat', (/** @type {Buffer[]} */ list) => {
    bytes += list.reduce((sum, one) => sum + one.length, 0)
    return concat.call(Buffer, list)
  })
  context.mock.method(
    Bytes.prototype,
    'append',
    /** @this {Bytes} */
    function counted(/** @type {Buffer} */ piece) {
      bytes += piece.length
      append.call(this, piece)
    },
  )
  run()
  context.mock.restoreAll()
  return bytes
}

for (const [what, content] of /** @type {Array<[string, Buffer]>} */ ([
  ['headers', Buffer.from(`--${BOUNDARY}\r\nX: ${'x'.repeat(60_000)}`)],
  ['padding', Buffer.from(`--${BOUNDARY}${' '.repeat(60_000)}`)],
  ['line ends', Buffer.from(`--${BOUNDARY}\r\n${'\r\n\n'.repeat(20_000)}`)],
  ['beginnings of delimiters', Buffer.from(`\r\n--${BOUNDARY.slice(1)}`.repeat(2000))],
])) {
  test(`receiver: ${what} byte by byte are copied a bounded number of times`, (context) => {
    const ignore = () => undefined
    const parser = new Multipart(BOUNDARY, {
      head: ignore,
      part: ignore,
      broken: ignore,
      tooLarge: ignore,
      finish: ignore,
    })
    const bytes = copied(context, () => {
      for (const byte of content) parser.push(Buffer.of(byte))
    })
    assert.ok(bytes <= BOUNDARY.length * content.length, `${bytes} for ${content.length}`)
  })
}

test('receiver: a head of exactly the limit is taken, a byte more is not, however it is cut', () => {
  for (const extra of [0, 1]) {
    for (const size of [1, 1000, MAX_PART_HEAD * 2]) {
      /** @type {string[]} */
      const told = []
      const parser = new Multipart('x', {
        head: () => told.push('head'),
        part: (headers) => {
          told.push(String(headers.length))
          return undefined
        },
        broken: (reason) => told.push(reason),
        tooLarge: () => told.push('tooLarge'),
        finish: () => told.push('finish'),
      })
      const text = 'y'.repeat(MAX_PART_HEAD - 6 + extra)
      const content = Buffer.from(`--x\r\n${text}\r\n\r\n\r\n--x--`)
      for (let at = 0; at < content.length; at += size) parser.push(content.subarray(at, at + size))
      assert.deepEqual(told, extra ? ['tooLarge'] : ['head', String(text.length), 'head', 'finish'])
    }
  }
})

test('receiver: words of a header are looked through once', (context) => {
  const value = `form-data${';'.repeat(60_000)} name=a`
  let looked = 0
  const { indexOf } = String.prototype
  context.mock.method(
    String.prototype,
    'indexOf',
    /** @this {string} */
    function counted(/** @type {string} */ what, /** @type {number} */ from) {
      const at = indexOf.call(this, what, from)
      looked += (at === -1 ? this.length : at) - (from ?? 0)
      return at
    },
  )
  const { parameters } = parseParameters(value)
  context.mock.restoreAll()
  assert.equal(parameters.get('name'), 'a')
  assert.ok(looked < 4 * value.length, String(looked))
})

test('receiver: what comes byte by byte goes to the disk in blocks', async (context) => {
  const { replaceWrites } = require('./support')
  /** @type {number[]} */
  const pieces = []
  await replaceWrites(context, (write, buffers) => {
    pieces.push(buffers.length)
    return write(buffers)
  })
  const { receiver, port } = await startReceiver(context)
  const content = body(file('f', 'x', Buffer.alloc(200_000, 'y')))
  const [head] = request('')
    .toString()
    .replace(/Content-Length.*\r\n/, 'Transfer-Encoding: chunked\r\n')
    .split('\r\n\r\n')
  const chunks = Array.from(content, (byte) => `1\r\n${String.fromCharCode(byte)}\r\n`).join('')
  const { status } = await exchange(context, port, Buffer.from(`${head}\r\n\r\n${chunks}0\r\n\r\n`))
  assert.equal(status, 200)
  assert.equal((await receiver.next()).files[0].size, 200_000)
  assert.ok(pieces.reduce((sum, one) => sum + one, 0) <= 5, String(pieces))
})
