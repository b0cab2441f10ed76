'use strict'
// The list over HTTP: filtered, sorted, with pins and notes; and what is ended from there.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const http = require('node:http')
const { test } = require('node:test')
const { encode, startInspected } = require('../support/inspector.js')

/** The ids that a query of the list gives. */
async function ids(/** @type {any} */ api, /** @type {string} */ query) {
  const answer = await api(`uploads?${query}`)
  assert.equal(answer.status, 200, `${query}: ${answer.text}`)
  return answer.json().map((/** @type {any} */ { id }) => id)
}

/** Three uploads that differ: to /b (200), by PUT to /中文 (413, rule "big"), and one that is none (400). */
async function startWithThree(/** @type {import('node:test').TestContext} */ context) {
  const started = await startInspected(context, {
    rules: [{ id: 'big', match: { method: 'PUT' }, respond: { status: 413 } }],
  })
  const { upload, request, receiver } = started
  const { upload: a } = await upload({
    path: '/b',
    files: [{ filename: 'b.png', type: 'image/png', content: 'four' }],
  })
  const files = [{ filename: 'a.txt', type: 'text/plain', content: 'longer' }]
  const { contentType, body } = encode({ files })
  await request('/%E4%B8%AD%E6%96%87', { method: 'PUT', headers: { 'Content-Type': contentType }, body })
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  await request('/c', { method: 'PATCH', headers, body: 'no' })
  const [, b, c] = receiver.uploads
  return { ...started, a: a.id, b: b.id, c: c.id }
}

test('inspector: the list is filtered by status, rule, method and type', async (context) => {
  const { api, a, b, c } = await startWithThree(context)
  for (const [query, expected] of /** @type {Array<[string, string[]]>} */ ([
    ['status=200', [a]],
    ['status=4xx', [c, b]],
    ['status=413,2xx', [b, a]],
    ['status=none', []],
    ['rule=big', [b]],
    ['rule=', [c, a]],
    ['rule=other', []],
    ['method=PUT', [b]],
    ['method=post,patch', [c, a]],
    ['type=image/*', [a]],
    ['type=TEXT/*', [b]],
    ['type=!image/*', [b]],
    ['pinned=false', [c, b, a]],
    ['pinned=true', []],
    ['state=complete&status=4xx&type=text/plain&rule=big&method=PUT&q=a.txt', [b]],
  ])) {
    assert.deepEqual(await ids(api, query), expected, query)
  }
  for (const [query, name] of [
    ['status=6xx', 'status'],
    ['status=', 'status'],
    ['status=200,', 'status'],
    ['method=GET', 'method'],
    ['type=[', 'type'],
    ['pinned=yes', 'pinned'],
    ['sort=colour', 'sort'],
    ['order=up', 'order'],
    [`rule=${'x'.repeat(1001)}`, 'rule'],
    [`type=${'x'.repeat(1001)}`, 'type'],
  ]) {
    const answer = await api(`uploads?${query}`)
    const { error } = answer.json()
    assert.deepEqual([answer.status, error.code, error.name], [400, 'bad_parameter', name], query)
  }
})

test('inspector: the list is sorted, and comes in pages of that order', async (context) => {
  const { api, a, b, c } = await startWithThree(context)
  for (const [query, expected] of /** @type {Array<[string, string[]]>} */ ([
    ['sort=time&order=asc', [a, b, c]],
    ['sort=size', [b, a, c]],
    ['sort=size&order=asc', [c, a, b]],
    ['sort=status', [b, c, a]],
    ['sort=path&order=asc', [a, c, b]],
    ['sort=filename&order=asc', [c, b, a]],
    ['sort=filename&order=asc&limit=1', [c]],
    [`sort=filename&order=asc&before=${c}`, [b, a]],
    [`sort=time&order=asc&before=${b}`, [c]],
  ])) {
    assert.deepEqual(await ids(api, query), expected, query)
  }
  assert.equal((await ids(api, 'sort=duration')).length, 3)
})

test('inspector: a row has the path as people write it', async (context) => {
  const { api } = await startWithThree(context)
  const paths = (await api('uploads')).json().map((/** @type {any} */ { path }) => path)
  assert.deepEqual(paths, ['/c', '/中文', '/b'])
})

test('inspector: an upload is pinned and noted, which the events tell, and found by its note', async (context) => {
  const { api, url, a, b, c } = await startWithThree(context)
  const stream = await fetch(`${url}/__uploadtask/api/events`)
  const reader = /** @type {ReadableStream<Uint8Array>} */ (stream.body).getReader()
  context.after(() => reader.cancel())
  const patch = (/** @type {object} */ body) =>
    api(`uploads/${a}`, { method: 'PATCH', body: JSON.stringify(body) })
  const row = (await patch({ pinned: true, note: 'the good one' })).json()
  assert.deepEqual([row.id, row.pinned, row.note], [a, true, 'the good one'])
  let text = ''
  while (!text.includes('the good one')) text += Buffer.from((await reader.read()).value ?? []).toString()
  assert.deepEqual(await ids(api, 'pinned=true'), [a])
  assert.deepEqual(await ids(api, 'q=note:good'), [a])
  assert.deepEqual(await ids(api, 'q=GOOD'), [a])
  // Each alone, and nothing.
  assert.equal((await patch({ pinned: false })).json().note, 'the good one')
  assert.equal((await patch({ note: '' })).json().pinned, false)
  assert.equal((await patch({})).status, 200)
  assert.equal((await patch({ note: 'x'.repeat(1000) })).status, 200)
  for (const [body, path] of /** @type {Array<[string, string]>} */ ([
    [JSON.stringify({ note: 'x'.repeat(1001) }), 'note'],
    ['{"pinned": 1}', 'pinned'],
    ['{"colour": "red"}', 'colour'],
    ['[]', ''],
    ['{', ''],
  ])) {
    const answer = await api(`uploads/${a}`, { method: 'PATCH', body })
    const { error } = answer.json()
    assert.deepEqual([answer.status, error.code, error.path], [400, 'bad_body', path], body)
  }
  const tooLong = await api(`uploads/${a}`, { method: 'PATCH', body: ' '.repeat(16 * 1024 + 1) })
  assert.deepEqual([tooLong.status, tooLong.json().error.max], [413, 16 * 1024])
  // Pinned uploads stay when the list is emptied.
  await patch({ pinned: true })
  assert.equal((await api('uploads', { method: 'DELETE' })).status, 204)
  assert.deepEqual(await ids(api, ''), [a])
  while (!text.includes('event: reset')) text += Buffer.from((await reader.read()).value ?? []).toString()
  for (const gone of [b, c]) assert.equal((await api(`uploads/${gone}`)).status, 404)
})

test('inspector: what is pinned goes last to make room', async (context) => {
  const { api, upload } = await startInspected(context, { maxUploads: 2 })
  const send = async () => (await upload({ fields: [['a', 'b']] })).upload.id
  const first = await send()
  const pin = (/** @type {string} */ id) => api(`uploads/${id}`, { method: 'PATCH', body: '{"pinned":true}' })
  await pin(first)
  await send()
  const third = await send()
  assert.deepEqual(await ids(api, ''), [third, first])
  await pin(third)
  // Where all are pinned, the limit counts all the same.
  const fourth = await send()
  assert.deepEqual(await ids(api, ''), [fourth, third])
})

test('inspector: an upload that is coming in is ended, and stays in the list', async (context) => {
  const { api, receiver, port, upload } = await startInspected(context)
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': '1000' }
  const sent = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/upload', headers })
  const broken = once(sent, 'error')
  const started = once(receiver, 'start')
  sent.flushHeaders()
  const [{ id }] = await started
  assert.equal((await api(`uploads/${id}/end`, { method: 'POST' })).status, 204)
  await broken
  const [row] = (await api('uploads')).json()
  assert.deepEqual(
    [row.state, row.error],
    [
      'failed',
      {
        code: 'aborted',
        message: 'The upload was ended in the inspector after 0 of 1000 bytes of the body.',
        details: { reason: 'ended', receivedBytes: 0, contentLength: 1000 },
      },
    ],
  )
  const { upload: whole } = await upload({ fields: [['a', 'b']] })
  for (const [path, status, code] of /** @type {Array<[string, number, string]>} */ ([
    [`uploads/${id}/end`, 409, 'not_receiving'],
    [`uploads/${whole.id}/end`, 409, 'not_receiving'],
    ['uploads/nope/end', 404, 'not_found'],
  ])) {
    const answer = await api(path, { method: 'POST' })
    assert.deepEqual([answer.status, answer.json().error.code], [status, code])
  }
  assert.equal((await api(`uploads/${id}/end`)).status, 405)
})

test('inspector: an upload whose answer a rule holds back is ended too', async (context) => {
  const { api, receiver, port } = await startInspected(context, { rules: [{ delay: 2_000_000 }] })
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  const sent = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/upload', headers })
  const broken = once(sent, 'error')
  const ended = once(receiver, 'end')
  sent.end('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--')
  const [{ id }] = await ended
  assert.equal((await api(`uploads/${id}/end`, { method: 'POST' })).status, 204)
  await broken
  assert.equal((await api('uploads')).json()[0].state, 'complete')
})
