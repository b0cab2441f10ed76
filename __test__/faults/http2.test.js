'use strict'
// Uploads over HTTP/2, to Node's own server and to one that answers frame by frame.

const assert = require('node:assert/strict')
const http2 = require('node:http2')
const { test } = require('node:test')

const { sparseFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')
const { within } = require('../support/within')
const { codes, startHttp2Server } = require('./http2-server')
const { startFaultyServer } = require('./server')
const { certificates, fail, start, startNodeServer, succeed, trusting } = require('./http2-uploads')

const MiB = 1024 * 1024

test('H23 enableHttp2: a whole upload over h2', async (context) => {
  const server = await startNodeServer(context)
  const filePath = sparseFile(context, 8 * MiB)
  const { data, header, profile } = await succeed(context, server, { filePath, header: { 'X-Own': 'é' } })
  const { fields, files, headers, version } = JSON.parse(data)
  assert.equal(version, '2.0')
  assert.deepEqual(fields, [['a', '1']])
  assert.equal(files[0].size, 8 * MiB)
  assert.equal(headers[':method'], 'POST')
  assert.equal(headers[':authority'], new URL(server.url).host)
  assert.ok(Number(headers['content-length']) > 8 * MiB)
  for (const name of ['connection', 'transfer-encoding', 'host', 'expect'])
    assert.equal(headers[name], undefined)
  assert.equal(header['Content-Type'], 'application/json')
  assert.equal(profile.protocol, 'h2')
})

test('H23 enableHttp2: http/1.1 with a server that has no h2', async (context) => {
  const { secure } = await certificates
  const server = await startReceiver(context, undefined, secure)
  const { profile } = await succeed(context, server)
  assert.equal(profile.protocol, 'http1.1')
  assert.equal(server.uploads.length, 1)
})

test('H23 without enableHttp2: http/1.1, though the server would rather speak h2', async (context) => {
  const server = await startNodeServer(context, undefined, { allowHTTP1: true })
  for (const enableHttp2 of [undefined, false, 1, 'true']) {
    const { data, profile } = await succeed(context, server, { enableHttp2 })
    assert.equal(profile.protocol, 'http1.1', String(enableHttp2))
    assert.equal(JSON.parse(data).version, '1.1')
  }
})

test('H23 enableHttp2 of an http URL: http/1.1', async (context) => {
  const server = await startReceiver(context)
  const { profile } = await succeed(context, server)
  assert.equal(profile.protocol, 'http1.1')
})

test('H17 H23 an http URL has one pool, with enableHttp2 and without', async (context) => {
  const server = await startFaultyServer(context, async (connection) => {
    for (;;) {
      await connection.request()
      await connection.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    }
  })
  const runtime = await trusting()
  for (const enableHttp2 of [true, false, true]) await succeed(context, server, { enableHttp2 }, runtime)
  assert.equal(server.all.length, 1)
})

test('H23 uploads one after the other, and at once, share a connection', async (context) => {
  const server = await startNodeServer(context)
  const runtime = await trusting()
  await succeed(context, server, {}, runtime)
  await succeed(context, server, {}, runtime)
  await Promise.all(Array.from({ length: 10 }, () => succeed(context, server, {}, runtime)))
  assert.equal(server.streams.length, 12)
  assert.equal(server.sessions.length, 1)
})

test('H23 H11 an early 413 with RST_STREAM(NO_ERROR) is delivered', async (context) => {
  const server = await startNodeServer(context, (stream) => {
    stream.respond({ ':status': 413, 'x-reason': 'early' })
    stream.end('too large', () => stream.close(http2.constants.NGHTTP2_NO_ERROR))
  })
  const result = await succeed(context, server, { filePath: sparseFile(context, 64 * MiB) })
  assert.equal(result.statusCode, 413)
  assert.equal(result.data, 'too large')
  assert.equal(result.header['X-Reason'], 'early')
  assert.equal(server.streams.length, 1)
})

/** What a server may do with the rest of the request after an early answer. */
const afterEarly = /** @type {Array<[string, (stream: import('./http2-server').Stream) => void]>} */ ([
  ['RST_STREAM(NO_ERROR)', (stream) => stream.rst(codes.NO_ERROR)],
  ['RST_STREAM(CANCEL)', (stream) => stream.rst(codes.CANCEL)],
  ['nothing', () => {}],
])
for (const [what, then] of afterEarly) {
  for (const window of ['open', 'used up']) {
    const title = `H23 H11 an early answer, then ${what}, with a window that is ${window}, is delivered`
    test(`${title}, and sending stops`, async (context) => {
      const { secure } = await certificates
      const serve = (/** @type {import('./http2-server').Stream} */ stream) => {
        stream.head(413)
        stream.data('too large', true)
        then(stream)
      }
      const server = await startHttp2Server(context, secure, serve, window === 'open' ? {} : { window: 0 })
      const runtime = await trusting()
      const size = 256 * MiB
      const result = await succeed(context, server, { filePath: sparseFile(context, size) }, runtime)
      assert.deepEqual([result.statusCode, result.data], [413, 'too large'])
      const [stream] = server.sessions[0].streams
      // hyper does not hear that a body has ended while it waits for a window.
      if (window === 'open') await within(stream.gone, 10_000, 'the request ended')
      // The client's next frame shows that it sends no more of this.
      await succeed(context, server, {}, runtime)
      assert.ok(stream.received < size, `${stream.received} bytes`)
      assert.equal(server.sessions.length, 2, 'the connection of an early answer is not used again')
    })
  }
}

test('H23 H11 what came of an early answer is the answer when the server resets', async (context) => {
  const { secure } = await certificates
  for (const code of [codes.NO_ERROR, codes.CANCEL, codes.INTERNAL_ERROR]) {
    const server = await startHttp2Server(
      context,
      secure,
      (stream) => {
        stream.head(413, { 'content-length': '100' })
        stream.data('too large')
        stream.rst(code)
      },
      { window: 0 },
    )
    const result = await succeed(context, server, { filePath: sparseFile(context, 64 * MiB) })
    assert.deepEqual([result.statusCode, result.data], [413, 'too large'], `code ${code}`)
  }
})

test('H23 H11 an early answer that ends only with the request: both end', async (context) => {
  const server = await startNodeServer(context, (stream) => {
    stream.respond({ ':status': 200 })
    stream.write('receiving ')
    stream.resume().on('end', () => stream.end('done'))
  })
  const { data } = await succeed(context, server, { filePath: sparseFile(context, 8 * MiB) })
  assert.equal(data, 'receiving done')
})

test('H23 H13 150 header lines and a header block of 250 KiB are fine, one above 256 KiB is an error', async (context) => {
  const block = (/** @type {number} */ lines, /** @type {number} */ size) =>
    Object.fromEntries(Array.from({ length: lines }, (_, index) => [`x-line-${index}`, 'v'.repeat(size)]))
  const blocks = [block(150, 10), block(10, 25_000), block(12, 25_000)]
  const options = { maxSendHeaderBlockLength: MiB }
  const server = await startNodeServer(
    context,
    (stream, index) => {
      stream.resume().on('end', () => {
        stream.respond({ ':status': 200, ...blocks[index] })
        stream.end('hello')
      })
    },
    options,
  )
  const runtime = await trusting()
  assert.equal(Object.keys((await succeed(context, server, {}, runtime)).header).length, 151)
  assert.equal((await succeed(context, server, {}, runtime)).header['X-Line-9'].length, 25_000)
  await fail(/./, context, server, {}, runtime)
})

test('H23 H12 informational answers are skipped', async (context) => {
  const { secure } = await certificates
  const server = await startHttp2Server(context, secure, async (stream) => {
    stream.head(100)
    stream.head(103, { link: '</a.css>; rel=preload' })
    await stream.whole
    stream.head(102)
    stream.head(201)
    stream.data('created', true)
  })
  const { task, calls, done } = await start(context, server)
  task.onHeadersReceived((/** @type {any} */ { header }) => calls.push(['headers', header]))
  await within(done, 10_000, 'the end of the upload')
  assert.deepEqual(
    calls.map(([name]) => name),
    ['headers', 'success', 'complete'],
  )
  assert.deepEqual([calls[1][1].statusCode, calls[1][1].data], [201, 'created'])
})
