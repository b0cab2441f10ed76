'use strict'
// What goes wrong over HTTP/2: connections and streams that break, answers that are cut off, windows that stall.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { setTimeout: sleep } = require('node:timers/promises')

const { outcome } = require('../support/calls')
const { deferred } = require('../support/counting-server')
const { sparseFile, temporaryFile } = require('../support/files')
const { patient, within } = require('../support/within')
const { codes, frame, startHttp2Server } = require('./http2-server')
const { certificates, fail, start, startNodeServer, succeed, trusting } = require('./http2-uploads')

const MiB = 1024 * 1024
const GiB = 1024 * MiB

for (const last of ['above', 'at']) {
  test(`H23 GOAWAY ${last} our stream: the upload ends, and the next has a connection of its own`, async (context) => {
    const { secure } = await certificates
    const server = await startHttp2Server(context, secure, async (stream, session) => {
      session.goaway(last === 'above' ? 2 ** 31 - 1 : stream.id)
      await stream.whole
      stream.head(200)
      stream.data(`over ${session.index}`, true)
    })
    const runtime = await trusting()
    const filePath = sparseFile(context, 4 * MiB)
    assert.equal((await succeed(context, server, { filePath }, runtime)).data, 'over 0')
    assert.equal((await succeed(context, server, { filePath }, runtime)).data, 'over 1')
    assert.ok(server.sessions[0].streams[0].received > 4 * MiB)
  })
}

test('H23 H16 GOAWAY below our stream on a fresh connection: one failure, one request', async (context) => {
  const { secure } = await certificates
  const server = await startHttp2Server(context, secure, (_stream, session) => session.goaway(0))
  await fail(/./, context, server)
  assert.deepEqual(
    server.sessions.map(({ streams }) => streams.length),
    [1],
  )
})

for (const name of /** @type {const} */ ([
  'REFUSED_STREAM',
  'INTERNAL_ERROR',
  'CANCEL',
  'NO_ERROR',
  'ENHANCE_YOUR_CALM',
])) {
  test(`H23 H16 RST_STREAM(${name}) without an answer: one failure, one request`, async (context) => {
    const { secure } = await certificates
    for (const size of [12, 64 * MiB]) {
      const server = await startHttp2Server(context, secure, (stream) => stream.rst(codes[name]))
      await fail(/./, context, server, { filePath: sparseFile(context, size) })
      assert.deepEqual(
        server.sessions.map(({ streams }) => streams.length),
        [1],
      )
    }
  })
}

for (const name of /** @type {const} */ (['INTERNAL_ERROR', 'CANCEL', 'NO_ERROR'])) {
  for (const fields of /** @type {Array<Record<string, string>>} */ ([{}, { 'content-length': '100' }])) {
    const length = 'content-length' in fields ? 'with' : 'without'
    const title = `H23 H13 RST_STREAM(${name}) in the midst of an answer ${length} a length`
    test(`${title} to a whole request is an error`, async (context) => {
      const { secure } = await certificates
      const server = await startHttp2Server(context, secure, async (stream) => {
        await stream.whole
        stream.head(200, fields)
        stream.data('hello')
        stream.rst(codes[name])
      })
      await fail(/./, context, server)
    })
  }
}

/** @type {Array<[what: string, length: string]>} */
const lengths = [
  ['shorter than its Content-Length', '100'],
  ['longer than its Content-Length', '2'],
  ['with a negative Content-Length', '-5'],
  ['with a Content-Length that is no number', 'five'],
]
for (const [what, length] of lengths) {
  test(`H23 H13 an answer ${what} is an error`, async (context) => {
    const { secure } = await certificates
    const server = await startHttp2Server(context, secure, async (stream) => {
      await stream.whole
      stream.head(200, { 'content-length': length })
      stream.data('hello', true)
    })
    await fail(/./, context, server)
  })
}

/** @type {Array<[what: string, options: Parameters<typeof startHttp2Server>[3]]>} */
const stalls = [
  // 4 is SETTINGS_INITIAL_WINDOW_SIZE.
  ['of the stream that is 0', { settings: [[4, 0]], window: 0 }],
  ['of the connection that is used up', { window: 0 }],
]
for (const [what, options] of stalls) {
  test(`H23 H20 a window ${what} ends by the time limit, and so does the request`, async (context) => {
    const { secure } = await certificates
    const server = await startHttp2Server(context, secure, () => {}, options)
    const limit = patient(700)
    const started = performance.now()
    const { calls, done } = await start(context, server, {
      filePath: sparseFile(context, 64 * MiB),
      timeout: limit,
    })
    await within(done, 5000, 'the end of the upload')
    const elapsed = performance.now() - started
    const error = { errMsg: 'uploadFile:fail timeout', errno: 5 }
    assert.deepEqual(calls, [
      ['fail', error],
      ['complete', error],
    ])
    assert.ok(Math.abs(elapsed - limit) <= patient(500), `${elapsed} ms`)
    const [stream] = server.sessions[0].streams
    assert.equal(await within(stream.gone, 10_000, 'the request ended'), codes.CANCEL)
    assert.ok(stream.received <= 65_535)
  })
}

test('H23 H20 after one upload that stalled, another to the same server succeeds', async (context) => {
  const server = await startNodeServer(context, (stream, index) => {
    if (index === 0) return
    stream.resume().on('end', () => {
      stream.respond({ ':status': 200 })
      stream.end('whole')
    })
  })
  const runtime = await trusting()
  const options = { filePath: sparseFile(context, 4 * MiB), timeout: patient(500) }
  const { calls, done } = await start(context, server, options, runtime)
  await within(done, 5000, 'the end of the upload')
  assert.equal(calls[0][1].errno, 5)
  const again = await succeed(context, server, { ...options, timeout: patient(10_000) }, runtime)
  assert.equal(again.data, 'whole')
})

test('H23 H27 progress stays within what the windows let out', async (context) => {
  const { secure } = await certificates
  const server = await startHttp2Server(context, secure, () => {}, { window: 2 * MiB })
  const options = { filePath: sparseFile(context, 64 * MiB), timeout: patient(1000) }
  const { task, done } = await start(context, server, options)
  let highest = 0
  task.onProgressUpdate((/** @type {any} */ { totalBytesSent }) => {
    highest = totalBytesSent
  })
  await within(done, 5000, 'the end of the upload')
  const [stream] = server.sessions[0].streams
  assert.ok(stream.received > 2 * MiB, `${stream.received} bytes arrived`)
  assert.ok(highest <= stream.received + 2 * MiB, `${highest} bytes reported, ${stream.received} arrived`)
})

for (const beyond of [120, 180, 240, 300, 360]) {
  test(`H23 H27 no 100 % when a stream is reset ${beyond} KiB before the end`, async (context) => {
    const { secure } = await certificates
    const serve = async (/** @type {import('./http2-server').Stream} */ stream) => {
      // Until the client's buffers are full; no client could say when that is.
      await sleep(300)
      stream.rst(codes.INTERNAL_ERROR)
    }
    const server = await startHttp2Server(context, secure, serve, { window: 2 * MiB })
    const filePath = sparseFile(context, 2 * MiB + beyond * 1024)
    const { task, calls, done } = await start(context, server, { filePath })
    /** @type {number[]} */
    const progress = []
    task.onProgressUpdate((/** @type {any} */ event) => progress.push(event.progress))
    await within(done, 10_000, 'the end')
    assert.equal(calls[0][0], 'fail')
    assert.ok(!progress.includes(100), `${progress}`)
  })
}

test('H23 H30 abort ends its own request and no other over the connection', async (context) => {
  const { secure } = await certificates
  const bothHere = deferred()
  const aborted = deferred()
  const server = await startHttp2Server(context, secure, async (stream, { index, streams }) => {
    if (index === 0 && streams.length === 3) bothHere.resolve()
    await stream.whole
    if (index === 0 && streams.length > 1) await aborted.promise
    stream.head(200)
    stream.data('whole', true)
  })
  const runtime = await trusting()
  // The connection that the next two share.
  await succeed(context, server, {}, runtime)
  const other = succeed(context, server, {}, runtime)
  const { task, calls, done } = await start(context, server, { filePath: sparseFile(context, GiB) }, runtime)
  await within(bothHere.promise, 10_000, 'both requests')
  task.abort()
  await within(done, 10_000, 'fail and complete')
  assert.deepEqual(calls[0], ['fail', { errMsg: 'uploadFile:fail abort', errno: 600004 }])
  const [{ streams }] = server.sessions
  const code = await within(Promise.any(streams.map(({ gone }) => gone)), 10_000, 'the request ended')
  assert.equal(code, codes.CANCEL)
  aborted.resolve()
  assert.equal((await other).data, 'whole')
  assert.equal((await succeed(context, server, {}, runtime)).data, 'whole')
  assert.equal(server.sessions.length, 1, 'the connection serves later uploads')
})

/** @type {Array<[what: string, greeting: Buffer]>} */
const greetings = [
  ['an answer in HTTP/1.1', Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')],
  ['garbage', Buffer.alloc(64, 0xff)],
  ['DATA on a stream that is not there', frame(0, 0, 7, Buffer.from('hello'))],
  ['a SETTINGS frame of a wrong size', frame(4, 0, 0, Buffer.from('abc'))],
]
for (const [what, greeting] of greetings) {
  test(`H23 W16 ${what} in place of SETTINGS: one failure`, async (context) => {
    const { secure } = await certificates
    const server = await startHttp2Server(context, secure, () => {}, { greeting })
    await fail(/./, context, server, { filePath: sparseFile(context, 4 * MiB) })
    assert.equal(server.sessions.length, 1)
  })
}

for (const [how, cut] of /** @type {Array<[string, (socket: import('node:tls').TLSSocket) => void]>} */ ([
  ['ends', (socket) => socket.end()],
  ['is cut', (socket) => socket.destroy()],
])) {
  test(`H23 H16 a fresh connection that ${how} midway: one failure, one request`, async (context) => {
    const { secure } = await certificates
    const server = await startHttp2Server(context, secure, (_stream, { socket }) => cut(socket))
    await fail(/./, context, server, { filePath: sparseFile(context, 64 * MiB) })
    assert.equal(server.sessions.length, 1)
  })

  test(`H23 H17 a used connection that ${how} as the next request comes: sent again over a fresh one`, async (context) => {
    const { secure } = await certificates
    const server = await startHttp2Server(context, secure, async (stream, { index, socket }) => {
      if (index === 0 && stream.id > 1) {
        cut(socket)
        return
      }
      await stream.whole
      stream.head(200)
      stream.data(`over ${index}`, true)
    })
    const runtime = await trusting()
    assert.equal((await succeed(context, server, {}, runtime)).data, 'over 0')
    const filePath = sparseFile(context, 4 * MiB)
    assert.equal((await succeed(context, server, { filePath }, runtime)).data, 'over 1')
    assert.equal(server.sessions.length, 2)
    assert.ok(server.sessions[1].streams[0].received > 4 * MiB)
  })
}

test('H23 a server that greets nobody and answers nothing: the time limit', async (context) => {
  const { secure } = await certificates
  const server = await startHttp2Server(context, secure, () => {}, { greeting: Buffer.alloc(0) })
  const wx = (await trusting()).wx
  const options = {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
    enableHttp2: true,
    timeout: 500,
  }
  const { name, values } = await outcome(wx.uploadFile, options)
  assert.deepEqual([name, values[0].errno], ['fail', 5])
})
