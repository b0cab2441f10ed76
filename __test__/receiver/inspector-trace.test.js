'use strict'
// What is kept of an upload besides itself: its answer, when things happened, where its body broke.

const assert = require('node:assert/strict')
const { EventEmitter, once } = require('node:events')
const http = require('node:http')
const http2 = require('node:http2')
const { test } = require('node:test')
const { gunzipSync, gzipSync } = require('node:zlib')
const { createReceiver } = require('../../lib/receiver/index.js')
const { MAX_ANSWER_BYTES, MAX_SAMPLES, Trace } = require('../../lib/receiver/trace.js')
const { MAX_ALL_ANSWER_BYTES, Traces } = require('../../lib/receiver/traces.js')
const { startInspected } = require('../support/inspector.js')

const FIELD = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
const MULTIPART = { 'Content-Type': 'multipart/form-data; boundary=x' }

/** A server in the place of a backend, which closes with the test. */
async function startBackend(
  /** @type {import('node:test').TestContext} */ context,
  /** @type {http.RequestListener} */ answer,
) {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  })
  context.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`
}

test('inspector: the body of the answer is kept, and can be looked at', async (context) => {
  const { api, upload } = await startInspected(context)
  const { upload: one, answer } = await upload({ fields: [['a', '中文']] })
  const path = `uploads/${one.id}`
  const whole = (await api(path)).json()
  assert.deepEqual(whole.responseBody, { size: answer.body.length, kept: answer.body.length })
  assert.equal((await api(`${path}/response/text`)).text, answer.text)
  const download = await api(`${path}/response`)
  assert.deepEqual(download.body, answer.body)
  assert.match(String(download.headers['content-disposition']), /^attachment; filename="response-/)
  assert.match(String(download.headers['content-security-policy']), /^sandbox/)
  assert.equal((await api(`${path}/response/kind`)).json().charset, 'utf-8')
  assert.match((await api(`${path}/response/hex?limit=4`)).text, /^00000000 {2}7b 22/)
  assert.equal((await api(`${path}/response/preview`)).status, 415)
  for (const wrong of ['response/run', 'response/text/more']) {
    const { status, json } = await api(`${path}/${wrong}`)
    assert.deepEqual([status, json().error.code], [404, 'not_found'])
  }
})

test('inspector: a compressed answer is shown as what it says, and kept as it was sent', async (context) => {
  const { api, upload } = await startInspected(context, {
    rules: [{ respond: { body: { message: 'x'.repeat(1000) }, gzip: true } }],
  })
  const { upload: one, answer } = await upload({ fields: [['a', 'b']] })
  const path = `uploads/${one.id}/response`
  const text = JSON.stringify({ message: 'x'.repeat(1000) })
  assert.equal((await api(`${path}/text`)).text, text)
  assert.deepEqual((await api(path)).body, answer.body)
  assert.equal(gunzipSync((await api(path)).body).toString(), text)
})

test('inspector: of a long answer the beginning is kept, decoded as far as it goes', async (context) => {
  const sizes = [MAX_ANSWER_BYTES, MAX_ANSWER_BYTES + 1]
  const bomb = gzipSync(Buffer.alloc(4 * MAX_ANSWER_BYTES, 'a'))
  const backend = await startBackend(context, ({ url }, response) => {
    if (url === '/bomb') response.setHeader('Content-Encoding', 'gzip')
    if (url === '/broken') response.setHeader('Content-Encoding', 'br')
    response.end(url === '/bomb' ? bomb : Buffer.alloc(Number(url?.slice(1)) || 4, 'a'))
  })
  const { api, upload } = await startInspected(context, { rules: [{ passthrough: backend }] })
  for (const size of sizes) {
    const { upload: one, answer } = await upload({ path: `/${size}`, fields: [['a', 'b']] })
    assert.equal(answer.body.length, size)
    const { responseBody } = (await api(`uploads/${one.id}`)).json()
    assert.deepEqual(responseBody, { size, kept: MAX_ANSWER_BYTES })
    assert.equal((await api(`uploads/${one.id}/response`)).body.length, MAX_ANSWER_BYTES)
  }
  const { upload: large } = await upload({ path: '/bomb', fields: [['a', 'b']] })
  const shown = await api(`uploads/${large.id}/response/text?limit=${MAX_ANSWER_BYTES}`)
  assert.equal(shown.text, 'a'.repeat(MAX_ANSWER_BYTES))
  const { upload: broken } = await upload({ path: '/broken', fields: [['a', 'b']] })
  assert.equal((await api(`uploads/${broken.id}/response/text`)).text, '')
  assert.equal((await api(`uploads/${broken.id}/response`)).text, 'aaaa')
})

test('inspector: of the answers of all uploads the oldest are dropped first', () => {
  const traces = new Traces()
  const count = MAX_ALL_ANSWER_BYTES / MAX_ANSWER_BYTES
  const answer = Buffer.alloc(MAX_ANSWER_BYTES)
  const all = Array.from({ length: count + 1 }, (_, index) => {
    const trace = traces.of({ id: String(index) })
    const response = Object.assign(new EventEmitter(), {
      write: () => true,
      end: () => {},
    })
    trace.watch(/** @type {any} */ (new EventEmitter()), /** @type {any} */ (response))
    return { trace, response: /** @type {any} */ (response) }
  })
  for (const { response } of all.slice(0, count)) response.end(answer)
  assert.deepEqual(
    all.map(({ trace }) => trace.answerKept > 0),
    [...Array(count).fill(true), false],
  )
  all[count].response.end('a')
  assert.deepEqual(
    all.map(({ trace }) => trace.answerKept > 0),
    [false, ...Array(count).fill(true)],
  )
  assert.equal(all[0].trace.answerSize, MAX_ANSWER_BYTES)
  // One that is removed makes room.
  traces.delete({ id: '1' })
  traces.of({ id: 'new' })
  all[2].response.write(Buffer.alloc(0))
  assert.equal(all[2].trace.answerKept, MAX_ANSWER_BYTES)
})

test('inspector: what is written and ended with is counted once', async (context) => {
  const backend = await startBackend(context, (_request, response) => {
    response.write('one,')
    response.write(Buffer.from('two,'))
    response.end('three')
  })
  const { api, upload } = await startInspected(context, { rules: [{ passthrough: backend }] })
  const { upload: one } = await upload({ fields: [['a', 'b']] })
  assert.equal((await api(`uploads/${one.id}/response`)).text, 'one,two,three')
  assert.equal((await api('uploads')).json()[0].response.size, 13)
})

test('inspector: over HTTP/2 an answer is kept once, and the API is there', async (context) => {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  const server = http2.createServer((request, response) => {
    receiver.middleware(/** @type {any} */ (request), /** @type {any} */ (response), () => response.end())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const session = http2.connect(`http://127.0.0.1:${port}`)
  context.after(() => {
    session.destroy()
    server.close()
  })
  const call = async (/** @type {string} */ path, /** @type {object} */ headers, body = '') => {
    const stream = session.request({ ':path': path, ...headers })
    if (body !== '') stream.end(body)
    let text = ''
    for await (const chunk of stream) text += chunk
    return text
  }
  const multipart = { ':method': 'POST', 'content-type': MULTIPART['Content-Type'] }
  const answer = await call('/upload', multipart, `${FIELD}b\r\n--x--`)
  const [{ id }] = receiver.uploads
  assert.equal(await call(`/__uploadtask/api/uploads/${id}/response/text`, {}), answer)
  const whole = JSON.parse(await call(`/__uploadtask/api/uploads/${id}`, {}))
  assert.deepEqual(whole.responseBody, { size: answer.length, kept: answer.length })
  assert.ok(whole.timing.answerEnded >= whole.timing.lastByte)
})

test('inspector: the timing of an upload has its steps in their order, and what rules put between', async (context) => {
  const { api, upload } = await startInspected(context, {
    rules: [
      { id: 'late', delay: 20 },
      { id: 'slow', throttle: 1_000_000 },
      { id: 'split', bodyDelay: 30, respond: {} },
    ],
  })
  const { upload: one } = await upload({ files: [{ filename: 'a', content: Buffer.alloc(50_000) }] })
  const { timing } = (await api(`uploads/${one.id}`)).json()
  const { firstByte, lastByte, ended, answerStarted, answerBody, answerEnded, samples, ...rest } = timing
  const steps = [firstByte, lastByte, ended, answerStarted, answerBody, answerEnded]
  assert.deepEqual(
    steps,
    [...steps].sort((a, b) => a - b),
  )
  // Timers may be a millisecond early.
  assert.ok(answerStarted - ended >= 19)
  assert.ok(answerBody - answerStarted >= 29)
  assert.deepEqual(rest, {
    delay: { milliseconds: 20, rule: 'late' },
    bodyDelay: { milliseconds: 30, rule: 'split' },
    throttle: { bytesPerSecond: 1_000_000, rule: 'slow' },
  })
  assert.equal(samples[0][0], firstByte)
  assert.deepEqual(samples.at(-1)[1], one.receivedBytes)
})

test('inspector: a connection that a rule breaks is in the timing, and where it was', async (context) => {
  const { api, receiver, request } = await startInspected(context, {
    rules: [{ id: 'cut', fault: { drop: 100 } }],
  })
  const body = `--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n${'c'.repeat(1000)}`
  await assert.rejects(request('/upload', { method: 'POST', headers: MULTIPART, body }))
  const [{ id }] = receiver.uploads
  const { timing, fault, error, responseBody } = (await api(`uploads/${id}`)).json()
  assert.ok(timing.brokenOff >= timing.ended)
  assert.equal(responseBody, undefined)
  assert.deepEqual([fault.offset, fault.place, fault.part], [100, 'file', 0])
  assert.equal(Buffer.from(fault.bytes, 'base64').toString(), body.slice(0, 100))
  assert.deepEqual(error.details, { rule: '"cut"' })
  const missing = await api(`uploads/${id}/response/text`)
  assert.deepEqual([missing.status, missing.json().error.what], [404, 'response'])
})

for (const { what, body, options = {}, offset, place, part, reason, isLost = false } of [
  {
    what: 'no boundary in it',
    body: 'a'.repeat(600),
    offset: 600,
    place: 'preamble',
    reason: 'no_boundary',
    isLost: true,
  },
  {
    what: 'lines with LF alone',
    body: '--x\nA: b\n\nc',
    offset: 3,
    place: 'delimiter',
    part: 0,
    reason: 'lf',
    isLost: true,
  },
  {
    what: 'no closing delimiter',
    body: `${FIELD}bc`,
    offset: FIELD.length + 2,
    place: 'field',
    part: 0,
    reason: 'no_end',
  },
  {
    what: 'a part without a name',
    body: `${FIELD}b\r\n--x\r\nA: b\r\n\r\n`,
    offset: FIELD.length + 8,
    place: 'headers',
    part: 1,
    reason: 'no_name',
  },
  {
    what: 'a delimiter with more behind it',
    body: `${FIELD}b\r\n--xy\r\n`,
    offset: FIELD.length + 6,
    place: 'delimiter',
    part: 1,
    reason: 'no_line_end',
  },
  {
    what: 'headers without an end',
    body: `${FIELD}b\r\n--x\r\nA: b\r\n--x--`,
    offset: FIELD.length + 12,
    place: 'headers',
    part: 1,
    reason: 'endless_headers',
  },
  {
    what: 'a field that is too large',
    body: `${FIELD}${'b'.repeat(50)}`,
    options: { maxFieldBytes: 10 },
    offset: FIELD.length + 10,
    place: 'field',
    part: 0,
  },
  {
    what: 'more bytes than are taken',
    body: `${FIELD}${'b'.repeat(50)}`,
    options: { maxUploadBytes: 60 },
    offset: 60,
    place: 'field',
    part: 0,
  },
]) {
  test(`inspector: of a body with ${what} the place is shown`, async (context) => {
    const { api, receiver, port } = await startInspected(context, options)
    const answered = once(receiver, 'answer')
    const sent = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/', headers: MULTIPART })
    sent.on('error', () => {})
    sent.on('response', (response) => response.resume())
    // Chunked, so that only the reading finds it.
    sent.write(body)
    sent.end()
    const [{ id }] = await answered
    const { fault, error } = (await api(`uploads/${id}`)).json()
    assert.deepEqual([fault.offset, fault.place, fault.part], [offset, place, part])
    assert.equal(error.details.reason, reason)
    const from = Math.max(0, offset - 512)
    assert.equal(fault.from, from)
    assert.equal(Buffer.from(fault.bytes, 'base64').toString(), body.slice(from, offset + 64))
    assert.equal(fault.beginning !== undefined, isLost)
    if (isLost) assert.equal(Buffer.from(fault.beginning, 'base64').toString(), body.slice(0, 512))
    assert.deepEqual((await api('uploads')).json()[0].error.details, error.details)
  })
}

test('inspector: samples of the rate are bounded, and spread over all of the time', (context) => {
  let now = 0
  context.mock.method(performance, 'now', () => now)
  const trace = new Trace(() => {})
  for (let count = 1; count <= 10_000; count += 1) {
    now = count * 100
    trace.sample(count)
    assert.ok(trace.timing.samples.length <= MAX_SAMPLES)
  }
  trace.sample(10_000, true)
  const { samples } = trace.timing
  assert.ok(samples.length > MAX_SAMPLES / 3 && samples.length <= MAX_SAMPLES)
  assert.deepEqual(
    [samples[0], samples.at(-1)],
    [
      [100, 1],
      [1_000_000, 10_000],
    ],
  )
  const gaps = samples.slice(1).map(([at], index) => at - samples[index][0])
  assert.ok(Math.max(...gaps) <= 3 * (1_000_000 / MAX_SAMPLES), String(Math.max(...gaps)))
})

test('inspector: without an inspector nothing of it is kept', async (context) => {
  const { receiver, request } = await startInspected(context, { inspector: false })
  const { body, headers } = { body: `${FIELD}b\r\n--x--`, headers: MULTIPART }
  await request('/upload', { method: 'POST', headers, body })
  assert.equal(receiver.uploads.length, 1)
  assert.equal((await request('/__uploadtask/api/uploads')).status, 404)
})
