'use strict'
// Uploads that are sent again from the inspector: what goes out, and what is given of the answer.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const fs = require('node:fs')
const http = require('node:http')
const net = require('node:net')
const { test } = require('node:test')
const { gzipSync } = require('node:zlib')
const { MAX_ANSWER_BYTES } = require('../../lib/receiver/inspector/replay/send.js')
const { startInspected } = require('../support/inspector.js')
const { startTarget, startWithUpload } = require('./replays.js')

test('inspector: an upload is sent again to this receiver, and is listed as what it is', async (context) => {
  const { api, receiver, replay, one } = await startWithUpload(context)
  const answer = await replay()
  assert.equal(answer.status, 200, answer.text)
  const { status, body, upload: id, leftOut, headers, timing } = answer.json()
  const again = receiver.get(id)
  assert.ok(again)
  assert.deepEqual([again.method, again.url, again.replayOf], ['POST', '/photos?album=1', one.id])
  const parts = (/** @type {any} */ { fields, files }) => [
    fields,
    files.map((/** @type {any} */ { part, field, filename, contentType, size, sha256 }) => ({
      ...{ part, field, filename, contentType, size, sha256 },
    })),
  ]
  assert.deepEqual(parts(again), parts(one))
  assert.deepEqual(
    [again.headers.cookie, again.headers['x-device'], again.headers['x-hop']],
    ['a=b', 'Watch', undefined],
  )
  assert.equal(again.headers['content-length'], String(again.receivedBytes))
  assert.deepEqual(leftOut.sort(), ['Connection', 'Content-Length', 'Content-Type', 'Host', 'X-Hop'])
  assert.equal(status, 200)
  assert.equal(JSON.parse(body.text).fields.first, '中文')
  assert.ok(headers.some((/** @type {string[]} */ [name]) => name === 'Content-Type'))
  assert.ok(timing.answerEnded >= timing.answerStarted)
  const rows = (await api('uploads')).json()
  assert.deepEqual(
    rows.map((/** @type {any} */ row) => row.replayOf),
    [one.id, undefined],
  )
  const [{ at, ...first }] = (await api(`uploads/${one.id}`)).json().replays
  assert.ok(at >= one.startedAt)
  assert.deepEqual(first, {
    url: `http://${again.headers.host}/photos?album=1`,
    method: 'POST',
    status: 200,
    upload: id,
  })
  // Again, of the replay.
  assert.equal(
    receiver.get((await api(`uploads/${id}/replay`, { method: 'POST' })).json().upload)?.replayOf,
    id,
  )
})

test('inspector: a replay goes to any URL, without what was meant for another host', async (context) => {
  const { replay } = await startWithUpload(context)
  const { url, host, requests } = await startTarget(context)
  const { status, body, upload, leftOut } = (await replay({ url: `${url}/other?x=1` })).json()
  assert.deepEqual(
    [status, body, upload],
    [200, { size: 5, kept: 5, complete: true, charset: 'utf-8', text: 'taken' }, undefined],
  )
  assert.ok(leftOut.includes('Cookie') && leftOut.includes('Authorization'))
  const [{ request, body: sent }] = requests
  assert.deepEqual([request.method, request.url, request.headers.host], ['POST', '/other?x=1', host])
  const { cookie, authorization, 'x-device': device, 'x-uploadtask-replay': mark } = request.headers
  assert.deepEqual([cookie, authorization, device], [undefined, undefined, 'Watch'])
  assert.match(String(mark), /^[0-9a-f]{16}-[0-9a-f]{16}$/)
  assert.equal(sent.length, Number(request.headers['content-length']))
  const text = sent.toString('latin1')
  assert.ok(text.includes(Buffer.from('filename="西湖 %221%22.png"').toString('latin1')))
  // Headers that the caller gives go wherever the caller says.
  await replay({
    url,
    headers: [
      ['Authorization', 'Bearer other'],
      ['X-A', '1'],
      ['x-a', '2'],
      ['Content-Length', '5'],
    ],
  })
  const { headers } = requests[1].request
  assert.deepEqual(
    [headers.authorization, headers['x-a'], headers['x-device']],
    ['Bearer other', '1, 2', undefined],
  )
  assert.equal(requests[1].body.length, Number(headers['content-length']))
})

test('inspector: a replay is edited: method, path, fields and files', async (context) => {
  const { receiver, replay } = await startWithUpload(context)
  const { upload: id } = (
    await replay({
      url: '/elsewhere',
      method: 'PUT',
      fields: [
        { name: 'a"\r\n', value: 'b\r\n' },
        { name: 'a', value: '' },
      ],
      files: [
        { index: 1, field: 'renamed', filename: 'x\n".txt', contentType: 'text/csv; header=present' },
        { index: 0 },
        { index: 0, filename: '' },
      ],
    })
  ).json()
  const again = receiver.get(id)
  assert.ok(again)
  assert.deepEqual([again.method, again.url], ['PUT', '/elsewhere'])
  assert.deepEqual(again.fields, [
    { name: 'a"\r\n', value: 'b\r\n' },
    { name: 'a', value: '' },
  ])
  assert.deepEqual(
    again.files.map(({ field, filename, contentType, size }) => [field, filename, contentType, size]),
    [
      ['renamed', 'x\r\n".txt', 'text/csv; header=present', 0],
      ['photo', '西湖 "1".png', 'image/png', 4],
      ['photo', '', 'image/png', 4],
    ],
  )
  const { upload: fieldsOnly } = (await replay({ files: [] })).json()
  assert.deepEqual(receiver.get(fieldsOnly)?.files, [])
  assert.equal(receiver.get(fieldsOnly)?.fields.length, 1)
})

test('inspector: what a replay cannot be is said, and nothing is sent', async (context) => {
  const { replay, receiver, api } = await startWithUpload(context)
  for (const [body, code, path] of /** @type {Array<[unknown, string, string | undefined]>} */ ([
    [{ url: 'ftp://a' }, 'bad_url', undefined],
    [{ url: '//a/b' }, 'bad_url', undefined],
    [{ url: 'a' }, 'bad_url', undefined],
    [{ url: 'http://user:secret@a' }, 'bad_url', undefined],
    [{ url: 5 }, 'bad_body', 'url'],
    [{ url: `/${'x'.repeat(8192)}` }, 'bad_body', 'url'],
    [{ method: 'GET' }, 'bad_body', 'method'],
    [{ headers: [['a b', 'c']] }, 'bad_body', 'headers[0]'],
    [{ headers: [['a', 'b\r\nc: d']] }, 'bad_body', 'headers[0]'],
    [{ headers: [['a']] }, 'bad_body', 'headers[0][1]'],
    [{ headers: { a: 'b' } }, 'bad_body', 'headers'],
    [{ fields: [{ name: 'a' }] }, 'bad_body', 'fields[0].value'],
    [{ files: [{ index: 2 }] }, 'bad_body', 'files'],
    [{ files: [{ index: -1 }] }, 'bad_body', 'files[0].index'],
    [{ files: [{ index: 0, contentType: 'a\r\nb: c' }] }, 'bad_body', 'files[0].contentType'],
    [{ files: Array(10_001).fill({ index: 0 }) }, 'bad_body', 'files'],
    [{ timeout: 0 }, 'bad_body', 'timeout'],
    [{ timeout: 600_001 }, 'bad_body', 'timeout'],
    [{ body: 'a' }, 'bad_body', 'body'],
  ])) {
    const answer = await replay(body)
    const { error } = answer.json()
    assert.deepEqual(
      [answer.status, error.code, error.path],
      [400, code, path],
      JSON.stringify(body).slice(0, 80),
    )
    assert.ok(!error.message.includes('secret'))
  }
  assert.equal(receiver.uploads.length, 1)
  const tooLarge = await replay({}, { body: ' '.repeat(20 * 1024 * 1024 + 1) })
  assert.equal(tooLarge.status, 413)
  assert.equal((await api('uploads/nope/replay', { method: 'POST' })).json().error.what, 'upload')
  assert.equal((await api(`uploads/${receiver.uploads[0].id}/replay`)).status, 405)
  // As many, and as long, as there may be.
  assert.equal((await replay({ url: `/${'x'.repeat(8191)}` })).status, 200)
  assert.equal((await replay({ files: Array(1000).fill({ index: 1 }), timeout: 600_000 })).status, 200)
})

test('inspector: files that are gone, or never came whole, are not sent', async (context) => {
  const { api, receiver, replay, one, request } = await startWithUpload(context)
  fs.rmSync(one.files[1].file)
  const gone = await replay()
  assert.deepEqual([gone.status, gone.json().error.code, gone.json().error.index], [404, 'file_gone', 1])
  assert.equal((await replay({ files: [{ index: 0 }] })).status, 200)
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  const body = '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc'
  await request('/cut', { method: 'POST', headers, body })
  const id = receiver.uploads.at(-1)?.id
  const cut = await api(`uploads/${id}/replay`, { method: 'POST' })
  assert.deepEqual([cut.status, cut.json().error.code, cut.json().error.index], [409, 'not_complete', 0])
  assert.equal((await api(`uploads/${id}/replay`, { method: 'POST', body: '{"files":[]}' })).status, 200)
})

test('inspector: where there is no answer it is said why', async (context) => {
  const { api, one, replay } = await startWithUpload(context)
  const closed = net.createServer((socket) => socket.on('data', () => socket.destroy()))
  await once(closed.listen(0, '127.0.0.1'), 'listening')
  const { port } = /** @type {net.AddressInfo} */ (closed.address())
  const dropped = await replay({ url: `http://127.0.0.1:${port}/` })
  closed.close()
  await once(closed, 'close')
  const refused = await replay({ url: `http://127.0.0.1:${port}/` })
  for (const [answer, cause] of /** @type {const} */ ([
    [dropped, 'ECONNRESET'],
    [refused, 'ECONNREFUSED'],
  ])) {
    const { error } = answer.json()
    assert.deepEqual([answer.status, error.code, error.cause], [502, 'replay_failed', cause])
    assert.ok(error.message.includes(`http://127.0.0.1:${port}/`))
  }
  const { replays } = (await api(`uploads/${one.id}`)).json()
  assert.deepEqual(
    replays.map((/** @type {any} */ { error }) => error.code),
    ['replay_failed', 'replay_failed'],
  )
  // The last ten are remembered.
  for (let count = 0; count < 10; count += 1) await replay({ files: [] })
  const now = (await api(`uploads/${one.id}`)).json().replays
  assert.deepEqual([now.length, now.some((/** @type {any} */ { error }) => error)], [10, false])
})

test('inspector: a replay ends after its time, and with its caller', async (context) => {
  const { replay, port, one } = await startWithUpload(context)
  /** @type {http.ServerResponse[]} */
  const waiting = []
  let wake = () => {}
  const { url } = await startTarget(context, (request, response) => {
    waiting.push(response)
    wake()
    if (request.url === '/head') response.write('a')
  })
  const late = await replay({ url: `${url}/none`, timeout: 50 })
  const { error } = late.json()
  assert.deepEqual([late.status, error.code, error.timeout], [504, 'replay_timeout', 50])
  // The beginning of an answer that does not end is given.
  const { status, body } = (await replay({ url: `${url}/head`, timeout: 2000 })).json()
  assert.deepEqual([status, body.text, body.complete], [200, 'a', false])
  const arrived = new Promise((resolve) => {
    wake = () => resolve(undefined)
  })
  const headers = { 'X-Uploadtask': '1' }
  const path = `/__uploadtask/api/uploads/${one.id}/replay`
  const call = http.request({ port, host: '127.0.0.1', method: 'POST', path, headers })
  call.on('error', () => {})
  call.end(JSON.stringify({ url }))
  await arrived
  const [last] = waiting.slice(-1)
  const closed = once(last, 'close')
  call.destroy()
  await closed
})

test('inspector: of the answer to a replay as much is given as is kept, decoded', async (context) => {
  const { replay } = await startWithUpload(context)
  const { url } = await startTarget(context, (request, response) => {
    const [, kind, size] = String(request.url).split('/')
    const body = Buffer.alloc(Number(size), 'a')
    if (kind === 'gzip') response.setHeader('Content-Encoding', 'gzip')
    if (kind === 'announced') response.setHeader('Content-Length', size)
    if (kind === 'bytes') body.fill(0)
    if (kind === 'broken') {
      response.write(body)
      setImmediate(() => response.destroy())
      return
    }
    response.statusCode = kind === 'redirect' ? 302 : 200
    response.end(kind === 'gzip' ? gzipSync(body) : body)
  })
  const bodyOf = async (/** @type {string} */ path) => (await replay({ url: url + path })).json().body
  const whole = await bodyOf(`/plain/${MAX_ANSWER_BYTES}`)
  assert.deepEqual(
    [whole.size, whole.kept, whole.complete, whole.text.length],
    [MAX_ANSWER_BYTES, MAX_ANSWER_BYTES, true, MAX_ANSWER_BYTES],
  )
  const cut = await bodyOf(`/announced/${MAX_ANSWER_BYTES + 1}`)
  assert.deepEqual([cut.size, cut.kept, cut.complete], [MAX_ANSWER_BYTES + 1, MAX_ANSWER_BYTES, false])
  const packed = await bodyOf(`/gzip/${2 * MAX_ANSWER_BYTES}`)
  assert.deepEqual([packed.complete, packed.text.length], [true, MAX_ANSWER_BYTES])
  assert.equal((await bodyOf('/bytes/3')).base64, 'AAAA')
  const broken = await bodyOf('/broken/3')
  assert.deepEqual([broken.text, broken.complete], ['aaa', false])
  assert.equal((await replay({ url: `${url}/redirect/1` })).json().status, 302)
})

test('inspector: a server that answers before it has the body is heard', async (context) => {
  const { upload, api } = await startInspected(context)
  const content = Buffer.alloc(8 * 1024 * 1024)
  const { upload: one } = await upload({ files: [{ filename: 'a', content }] })
  const early = http.createServer((_request, response) => {
    response.writeHead(413, { Connection: 'close' })
    response.end('no')
  })
  context.after(() => early.close())
  await once(early.listen(0, '127.0.0.1'), 'listening')
  const { port } = /** @type {net.AddressInfo} */ (early.address())
  const body = JSON.stringify({ url: `http://127.0.0.1:${port}/` })
  const answer = await api(`uploads/${one.id}/replay`, { method: 'POST', body })
  assert.equal(answer.json().status, 413, answer.text)
})
