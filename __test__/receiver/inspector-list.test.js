'use strict'
// The list over HTTP: a page of it at a time, rows that are small whatever was sent, a search that lets others have
// their turn.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { rowOf } = require('../../lib/receiver/inspector/rows.js')
const { Search } = require('../../lib/receiver/inspector/search.js')
const { jsonPieces } = require('../../lib/receiver/json.js')
const { Upload } = require('../../lib/receiver/received-upload.js')
const { startInspected } = require('../support/inspector.js')

/** An upload that was never sent. */
function made(/** @type {object} */ members = {}) {
  const request = { method: 'POST', url: '/', headers: {}, rawHeaders: [] }
  return Object.assign(new Upload(/** @type {any} */ (request)), members)
}

test('inspector: the list comes a page at a time', async (context) => {
  const { api, upload } = await startInspected(context)
  const ids = []
  for (let count = 0; count < 5; count += 1) ids.unshift((await upload({ fields: [['a', 'b']] })).upload.id)
  const list = async (/** @type {string} */ query) =>
    (await api(`uploads${query}`)).json().map((/** @type {any} */ row) => row.id)
  assert.deepEqual(await list(''), ids)
  assert.deepEqual(await list('?limit=2'), ids.slice(0, 2))
  assert.deepEqual(await list(`?limit=2&before=${ids[1]}`), ids.slice(2, 4))
  assert.deepEqual(await list(`?limit=2&before=${ids[3]}`), ids.slice(4))
  assert.deepEqual(await list(`?before=${ids[4]}`), [])
  for (const [query, status, code] of /** @type {Array<[string, number, string]>} */ ([
    ['?limit=0', 400, 'bad_parameter'],
    ['?limit=201', 400, 'bad_parameter'],
    ['?state=new', 400, 'bad_parameter'],
    [`?q=${'x'.repeat(1001)}`, 400, 'bad_parameter'],
    ['?before=nope', 404, 'not_found'],
  ])) {
    const answer = await api(`uploads${query}`)
    assert.deepEqual([answer.status, answer.json().error.code], [status, code], query)
  }
  assert.equal((await api(`uploads?limit=200&q=${'x'.repeat(1000)}`)).status, 200)
})

test('inspector: a page of the list has at most 100 rows unless it is said otherwise', async (context) => {
  const { api, receiver } = await startInspected(context)
  context.mock.getter(receiver, 'uploads', () => Array.from({ length: 300 }, () => made()))
  assert.equal((await api('uploads')).json().length, 100)
  assert.equal((await api('uploads?limit=200')).json().length, 200)
})

test('inspector: the search is the receiver’s, by place, with the state', async (context) => {
  const { api, upload, request } = await startInspected(context)
  const { upload: a } = await upload({
    path: '/api/avatar?x=1',
    files: [{ filename: 'Face.PNG', content: 'a' }],
  })
  const { upload: b } = await upload({ headers: { 'X-Device': 'Watch S4' }, fields: [['note', 'very blue']] })
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  await request('/broken', { method: 'POST', headers, body: 'no' })
  for (const [query, expected] of /** @type {Array<[string, string[]]>} */ ([
    ['avatar', [a.id]],
    ['path:x=1', [a.id]],
    ['FACE.png', [a.id]],
    ['"very blue"', [b.id]],
    ['header:watch', [b.id]],
    ['file:watch', []],
    ['field:note=very', [b.id]],
    ['status:200', [b.id, a.id]],
    [`sha256:${a.files[0].sha256.slice(0, 20)}`, [a.id]],
    ['method:post avatar', [a.id]],
    ['avatar watch', []],
  ])) {
    const found = (await api(`uploads?q=${encodeURIComponent(query)}`)).json()
    assert.deepEqual(
      found.map((/** @type {any} */ row) => row.id),
      expected,
      query,
    )
  }
  assert.equal((await api('uploads?state=failed')).json().length, 1)
  assert.equal((await api('uploads?state=failed&q=avatar')).json().length, 0)
})

test('inspector: a search looks at a bounded part of what was sent in a turn', async (context) => {
  let inTurn = 0
  let most = 0
  const { toLowerCase } = String.prototype
  context.mock.method(
    String.prototype,
    'toLowerCase',
    /** @this {string} */
    function counted() {
      inTurn += this.length
      most = Math.max(most, inTurn)
      return toLowerCase.call(this)
    },
  )
  const fields = Array.from({ length: 16 }, (_, index) => ({
    name: String(index),
    value: 'x'.repeat(1 << 20),
  }))
  const search = new Search('nothing')
  let over = false
  const finding = search.finds(made({ fields })).then((found) => {
    over = true
    return found
  })
  for (; !over; await new Promise(setImmediate)) inTurn = 0
  context.mock.restoreAll()
  assert.equal(await finding, false)
  assert.ok(most < 3 << 20, String(most))
  // A word is found wherever a value is cut.
  for (const before of [(1 << 20) - 3, (1 << 20) + 1]) {
    const value = `${'x'.repeat(before)}needle${'x'.repeat(1 << 20)}`
    assert.equal(await new Search('needle').finds(made({ fields: [{ name: 'a', value }] })), true)
  }
})

test('inspector: a row is small whatever was sent', () => {
  const control = '\u0001'.repeat(100_000)
  const upload = made({
    url: `/${control}`,
    error: { code: 'x', message: control },
    fields: Array.from({ length: 1000 }, () => ({ name: control, value: control })),
    files: [{ filename: `${control.slice(0, 255)}🎉`, contentType: control, size: 1 }],
    head: control,
  })
  const row = rowOf(upload)
  assert.ok(JSON.stringify(row).length < 20_000)
  // No half of a character.
  assert.equal(row.filename, `${control.slice(0, 255)}…`)
})

test('inspector: 500 uploads of 200 fields with 1 KiB of control characters are listed', async (context) => {
  const { api, receiver, request } = await startInspected(context)
  const field = `--x\r\nContent-Disposition: form-data; name=a\r\n\r\n${'\u0001'.repeat(1024)}\r\n`
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  const body = `${field.repeat(200)}--x--`
  for (let count = 0; count < 500; count += 1) await request('/upload', { method: 'POST', headers, body })
  // As many as fit into the memory for them; the list of all of them would be 600 MB.
  assert.ok(receiver.uploads.length > 200)
  const answer = await api('uploads?limit=200')
  assert.equal(answer.status, 200)
  assert.equal(answer.json().length, 200)
  assert.ok(answer.body.length < 200 * 500)
  // One of them is given whole.
  const [{ id }] = answer.json()
  assert.equal((await api(`uploads/${id}`)).json().fields[199].value, '\u0001'.repeat(1024))
})

test('receiver: JSON in pieces is what JSON.stringify gives, and each piece is small', () => {
  const value = {
    ...{ text: 'a"\n\u0001', long: `${'x'.repeat(16_383)}🎉${'\ud83c'.repeat(3)}` },
    ...{ list: [1, null, true, [], {}, [[{ a: undefined, b: 2 }]]], missing: undefined, none: null },
  }
  assert.deepEqual(JSON.parse([...jsonPieces(value)].join('')), JSON.parse(JSON.stringify(value)))
  for (const simple of [null, 1, 'a', [], {}, { a: undefined }, '']) {
    assert.equal([...jsonPieces(simple)].join(''), JSON.stringify(simple))
  }
  const pieces = [...jsonPieces({ value: '\u0001'.repeat(3 << 20), list: Array(10_000).fill('ab') })]
  assert.ok(Math.max(...pieces.map(({ length }) => length)) < 200_000)
  assert.ok(pieces.length > 100)
})

test('receiver: a default answer that is long comes whole', async (context) => {
  const { upload } = await startInspected(context)
  const fields = Array.from(
    { length: 8 },
    () => /** @type {[string, string]} */ (['a', '\u0001'.repeat(1 << 20)]),
  )
  const { answer } = await upload({ fields })
  assert.equal(answer.headers['content-length'], undefined)
  assert.deepEqual(
    answer.json().fields.a,
    fields.map(([, value]) => value),
  )
})
