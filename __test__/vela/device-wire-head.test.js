'use strict'

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const { test } = require('node:test')
const { gzipSync } = require('node:zlib')

const { outcome, record } = require('../support/calls')
const { startCountingServer } = require('../support/counting-server')
const { deviceBodyAround, deviceBoundary, deviceRequest, sorted } = require('../support/device-reference')
const { boundaryOf, expectedBody } = require('../support/expected-body')
const { sparseFile, temporaryFile } = require('../support/files')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))
const { version } = require('uploadtask/package.json')

/**
 * @param {{ headers: string[][] }} request
 * @param {string} name
 */
const valuesOf = ({ headers }, name) =>
  headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value)

/**
 * Uploads `hello.txt` with the device wire; the request as the server got it, and as the reference has it.
 *
 * @param {import('node:test').TestContext} context
 * @param {Record<string, any>} header
 * @param {object} [config]
 */
async function send(context, header, config = {}) {
  const server = await startCanned(context, answer(200))
  const { vela } = createRuntime({ wire: 'device', ...config })
  const upload = { filePath: temporaryFile(context), name: 'file', header, formData: { b: '2', a: '1' } }
  const { name, values } = await outcome(vela.uploadFile, { url: server.url, ...upload })
  assert.equal(name, 'success', JSON.stringify(values))
  const [request] = server.requests
  const boundary = deviceBoundary(valuesOf(request, 'content-type')[0])
  const expected = deviceRequest(boundary, server.port, { ...upload, content: 'hello, world' })
  return { request, boundary, expected, port: server.port }
}

/**
 * @param {import('node:test').TestContext} context
 * @param {Record<string, any>} header
 */
async function assertHead(context, header) {
  const sent = await send(context, header)
  assert.deepEqual(sorted(sent.request.headers), sent.expected.headers)
  assert.equal(sent.request.body.toString('latin1'), sent.expected.body.toString('latin1'))
  return sent
}

test('V39 Accept */*, Accept-Encoding gzip, no User-Agent, no Expect, no Connection', async (context) => {
  const { request } = await assertHead(context, {})
  assert.deepEqual(valuesOf(request, 'accept'), ['*/*'])
  assert.deepEqual(valuesOf(request, 'accept-encoding'), ['gzip'])
  for (const name of ['user-agent', 'expect', 'connection', 'transfer-encoding']) {
    assert.deepEqual(valuesOf(request, name), [], name)
  }
})

for (const transform of ['toString', 'toLowerCase', 'toUpperCase']) {
  /** @param {Record<string, string>} header */
  const spelled = (header) =>
    Object.fromEntries(
      Object.entries(header).map(([name, value]) => [name[/** @type {'toString'} */ (transform)](), value]),
    )

  test(`V39 the caller's Accept, Accept-Encoding and User-Agent stand (${transform})`, async (context) => {
    const { request } = await assertHead(
      context,
      spelled({ Accept: 'application/json', 'Accept-Encoding': 'identity', 'User-Agent': 'watch/1' }),
    )
    assert.deepEqual(valuesOf(request, 'accept'), ['application/json'])
    assert.deepEqual(valuesOf(request, 'accept-encoding'), ['identity'])
    assert.deepEqual(valuesOf(request, 'user-agent'), ['watch/1'])
  })

  test(`V39 H8 the caller's framing headers do not reach the wire (${transform})`, async (context) => {
    const { request, port } = await assertHead(
      context,
      spelled({
        'Content-Length': '5',
        'Transfer-Encoding': 'chunked',
        Host: 'evil.example',
        Connection: 'upgrade',
        Expect: '100-continue',
        'X-Other': 'passes',
      }),
    )
    assert.deepEqual(valuesOf(request, 'host'), [`127.0.0.1:${port}`])
    assert.deepEqual(valuesOf(request, 'content-length'), [String(request.body.length)])
    assert.deepEqual(valuesOf(request, 'x-other'), ['passes'])
  })

  test(`V39 the caller's Content-Type stands, with our boundary behind it (${transform})`, async (context) => {
    for (const type of [
      'multipart/form-data',
      'multipart/form-data; charset=utf-8',
      'Multipart/Form-Data; charset=UTF-8',
      'multipart/form-data; charset=utf-8; boundary=mine',
    ]) {
      const { request, boundary } = await assertHead(context, spelled({ 'Content-Type': type }))
      assert.deepEqual(valuesOf(request, 'content-type'), [`${type}; boundary=${boundary}`])
      assert.ok(request.body.toString().startsWith(`--${boundary}\r\n`))
    }
  })
}

test('V39 a Content-Type that is no form stands as well; the body stays one', async (context) => {
  for (const type of ['application/json', 'multipart/mixed; charset=utf-8', 'text/plain; boundary=mine']) {
    const { request, boundary } = await assertHead(context, { 'Content-Type': type })
    assert.deepEqual(valuesOf(request, 'content-type'), [`${type}; boundary=${boundary}`])
    assert.match(request.body.toString(), /Content-Disposition: form-data; name="file"; filename="hello.txt"/)
  }
})

for (const empty of ['', '  ', '\t']) {
  test(`V39 a header of ${JSON.stringify(empty)} is left out, and takes the default away`, async (context) => {
    const { request } = await send(context, {
      Accept: empty,
      'accept-encoding': empty,
      'Content-Type': '',
      'User-Agent': empty,
      'X-Empty': empty,
      'X-Other': ' a ',
    })
    // Accept comes back: the HTTP stack has it as a default of its own.
    assert.deepEqual(valuesOf(request, 'accept'), ['*/*'])
    for (const name of ['accept-encoding', 'user-agent', 'x-empty']) {
      assert.deepEqual(valuesOf(request, name), [], name)
    }
    assert.deepEqual(valuesOf(request, 'x-other'), ['a'])
  })
}

test('V39 the head is in the order of libcurl', async (context) => {
  const { request } = await send(context, { 'X-B': '2', 'X-A': '1' })
  const names = request.headers.map(([name]) => name.toLowerCase())
  assert.deepEqual(names, [
    'host',
    'accept',
    'accept-encoding',
    'x-a',
    'x-b',
    'content-length',
    'content-type',
  ])
})

test('V39 two spellings of one header are two headers', async (context) => {
  const { request } = await assertHead(context, { 'x-a': 'lower', 'X-A': 'upper' })
  assert.deepEqual(new Set(valuesOf(request, 'x-a')), new Set(['lower', 'upper']))
})

test('V39 header values that are not ASCII go out as UTF-8', async (context) => {
  const { request } = await assertHead(context, {
    'X-Name': 'é 文件 😀',
    Cookie: 'a=1; b=2',
    Referer: 'http://a/',
  })
  assert.deepEqual(valuesOf(request, 'x-name'), ['é 文件 😀'])
  assert.deepEqual(valuesOf(request, 'cookie'), ['a=1; b=2'])
})

test('V39 H8 V10 V11 bad headers and form values are refused as ever', async (context) => {
  const server = await startRawServer(context, (socket) => socket.destroy())
  const { vela } = createRuntime({ wire: 'device' })
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  for (const header of [
    { 'X-A': 'a\r\nX-Injected: 1' },
    { 'X-A': 'a\nb' },
    { 'X: Y': 'a' },
    { 'X-A': true },
    1,
  ]) {
    const { calls } = record(vela.uploadFile, { ...options, header })
    assert.deepEqual(calls, [['fail', 'invalid headers', 202], ['complete']], JSON.stringify(header))
  }
  for (const formData of [{ a: true }, { a: {} }, { a: Number.NaN }, 'a']) {
    const { calls } = record(vela.uploadFile, { ...options, formData })
    assert.deepEqual(calls, [['fail', 'invalid formData', 202], ['complete']], JSON.stringify(formData))
  }
  for (const type of ['text/plain\r\nX-Injected: 1', 'text/plain\0']) {
    const { calls } = record(vela.uploadFile, { ...options, header: { 'Content-Type': type } })
    assert.deepEqual(calls, [['fail', 'invalid headers', 202], ['complete']], JSON.stringify(type))
  }
  assert.equal(server.connections, 0)
})

for (const status of [307, 308]) {
  test(`V39 H18 ${status}: the whole body again, with the boundary of its own head`, async (context) => {
    /** @type {Array<Awaited<ReturnType<typeof readRequest>>>} */
    const requests = []
    const server = await startRawServer(context, async (socket) => {
      requests.push(await readRequest(socket))
      socket.end(requests.length === 1 ? answer(status, { Location: '/again' }) : answer(200, {}, 'done'))
    })
    const { vela } = createRuntime({ wire: 'device' })
    const upload = {
      filePath: temporaryFile(context),
      header: { 'content-type': 'multipart/form-data; charset=utf-8', 'X-A': '1' },
      formData: { b: 2.9, a: 'x\ny' },
    }
    const { name, values } = await outcome(vela.uploadFile, { url: server.url, name: 'file', ...upload })
    assert.equal(name, 'success', JSON.stringify(values))
    assert.equal(values[0].data, 'done')
    assert.deepEqual(
      requests.map(({ requestLine }) => requestLine),
      ['POST /upload HTTP/1.1', 'POST /again HTTP/1.1'],
    )
    for (const request of requests) {
      const boundary = deviceBoundary(valuesOf(request, 'content-type')[0])
      const expected = deviceRequest(boundary, server.port, { ...upload, content: 'hello, world' })
      assert.deepEqual(sorted(request.headers), expected.headers)
      assert.equal(request.body.toString('latin1'), expected.body.toString('latin1'))
    }
  })
}

test('V39 H18 302: a GET without a body and without the headers of one', async (context) => {
  /** @type {Array<Awaited<ReturnType<typeof readRequest>>>} */
  const requests = []
  const server = await startRawServer(context, async (socket) => {
    requests.push(await readRequest(socket))
    socket.end(requests.length === 1 ? answer(302, { Location: '/other' }) : answer(200))
  })
  const { vela } = createRuntime({ wire: 'device' })
  const header = { 'X-A': '1', 'Content-Type': 'text/plain' }
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file', header }
  const { name } = await outcome(vela.uploadFile, options)
  assert.equal(name, 'success')
  assert.equal(requests[1].requestLine, 'GET /other HTTP/1.1')
  assert.deepEqual(sorted(requests[1].headers), [
    ['accept', '*/*'],
    ['accept-encoding', 'gzip'],
    ['host', `127.0.0.1:${server.port}`],
    ['x-a', '1'],
  ])
})

test('V39 V28 the total of the progress is the length of this body', async (context) => {
  const server = await startCanned(context, answer(200))
  const { vela } = createRuntime({ wire: 'device' })
  const filePath = temporaryFile(context, 'a.txt', 'x'.repeat(300_000))
  const options = { url: server.url, filePath, name: 'file', formData: { b: '2', a: '', c: 1.5 } }
  const { task, done } = record(vela.uploadFile, options)
  /** @type {any[]} */
  const events = []
  task.onProgressUpdate((/** @type {any} */ event) => events.push(event))
  assert.equal((await done)[0][0], 'success')
  const length = server.requests[0].body.length
  assert.deepEqual(events.at(-1), {
    progress: 100,
    totalBytesSent: length,
    totalBytesExpectedToSend: length,
  })
})

test('V39 H14 an answer in gzip is decoded', async (context) => {
  const body = JSON.stringify({ text: '你好 '.repeat(1000) })
  const server = await startCanned(context, answer(200, { 'Content-Encoding': 'gzip' }, gzipSync(body)))
  const { vela } = createRuntime({ wire: 'device' })
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { name, values } = await outcome(vela.uploadFile, options)
  assert.equal(name, 'success')
  assert.equal(values[0].data, body)
  assert.equal(values[0].headers['Content-Encoding'], 'gzip')
})

test('V39 H6 a file of 64 MiB, with fields behind it', async (context) => {
  const size = 64 * 1024 * 1024
  const server = await startCountingServer(context)
  const { vela } = createRuntime({ wire: 'device' })
  const upload = { filePath: sparseFile(context, size, 'big.bin'), formData: { b: 'after', a: 'the file' } }
  const { name, values } = await outcome(vela.uploadFile, { url: server.url, name: 'file', ...upload })
  assert.equal(name, 'success', JSON.stringify(values))
  const request = await server.request(0)
  await request.closed
  const { before, after } = deviceBodyAround(deviceBoundary(request.header('content-type')), upload)
  assert.equal(request.contentLength, before.length + size + after.length)
  assert.equal(request.received, request.contentLength)
  assert.equal(request.surplus, 0)
  const hash = createHash('sha256').update(before)
  const mebibyte = Buffer.alloc(1024 * 1024)
  for (let done = 0; done < size; done += mebibyte.length) hash.update(mebibyte)
  assert.equal(request.sha256(), hash.update(after).digest('hex'))
})

/**
 * Asserts that an upload goes out on the portable wire.
 *
 * @param {import('node:test').TestContext} context
 * @param {(options: any) => any} uploadFile
 */
async function assertPortable(context, uploadFile) {
  const server = await startCanned(context, answer(200))
  const formData = { b: 'x\ny', a: '1', c: '' }
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file', formData }
  const { name, values } = await outcome(uploadFile, options)
  assert.equal(name, 'success', JSON.stringify(values))
  const [request] = server.requests
  const expected = expectedBody(
    boundaryOf(valuesOf(request, 'content-type')[0]),
    [
      ['b', 'x\r\ny'],
      ['a', '1'],
      ['c', ''],
    ],
    { filename: 'hello.txt' },
    'hello, world',
  )
  assert.equal(request.body.toString('latin1'), expected.toString('latin1'))
  assert.deepEqual(valuesOf(request, 'user-agent'), [`uploadtask/${version}`])
  assert.notDeepEqual(valuesOf(request, 'accept-encoding'), ['gzip'])
}

test('V39 wx, taro and quickapp of a runtime with the device wire keep the portable one', async (context) => {
  const runtime = createRuntime({ wire: 'device' })
  assert.equal(typeof runtime.quickapp?.uploadFile, 'function')
  for (const dialect of ['wx', 'taro', 'quickapp']) await assertPortable(context, runtime[dialect].uploadFile)
})

test('V39 the portable wire is the default, and can be asked for', async (context) => {
  await assertPortable(context, createRuntime().vela.uploadFile)
  await assertPortable(context, createRuntime({ wire: 'portable' }).vela.uploadFile)
  await assertPortable(context, require('uploadtask').uploadFile)
})
