'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { startCountingServer } = require('../support/counting-server')
const { sparseFile, temporaryFile } = require('../support/files')
const { startFullListener } = require('../support/full-listener')
const { answer, readRequest, startRawServer } = require('../support/raw-server')
const { patient, within } = require('../support/within')

const { uploadFile } = /** @type {any} */ (require('uploadtask/wx'))
const vela = /** @type {any} */ (require('uploadtask/vela'))

const limit = 1000

/**
 * Expects a timeout, half a second early or late at the most.
 *
 * @param {object} options
 */
async function assertTimesOut(options, timeout = limit) {
  const started = performance.now()
  const ended = await outcome(uploadFile, { name: 'file', timeout, ...options })
  const elapsed = performance.now() - started
  assert.deepEqual(ended, { name: 'fail', values: [{ errMsg: 'uploadFile:fail timeout', errno: 5 }] })
  assert.ok(Math.abs(elapsed - timeout) <= patient(500), `${elapsed} ms`)
}

/**
 * Writes the same bytes again and again, until the connection closes.
 *
 * @param {import('node:net').Socket} socket
 * @param {string} bytes
 */
function drip(socket, bytes) {
  const timer = setInterval(() => socket.write(bytes), 20)
  socket.on('close', () => clearInterval(timer))
}

test('H20 the deadline covers connecting', async (context) => {
  const { url } = await startFullListener(context)
  await assertTimesOut({ url, filePath: temporaryFile(context) })
})

test('H20 the deadline covers the TLS handshake', async (context) => {
  const { port } = await startRawServer(context, (socket) => socket.resume())
  await assertTimesOut({ url: `https://127.0.0.1:${port}/upload`, filePath: temporaryFile(context) })
})

test('H20 the deadline covers sending to a server that stops reading', async (context) => {
  const server = await startCountingServer(context, { pauseAfter: 1 })
  await assertTimesOut({ url: server.url, filePath: sparseFile(context, 64 * 1024 * 1024) })
})

test('H20 the deadline covers sending to a server that reads slowly', async (context) => {
  const server = await startRawServer(context, (socket) => {
    socket.on('data', () => {
      socket.pause()
      setTimeout(() => socket.resume(), 20)
    })
  })
  await assertTimesOut({ url: server.url, filePath: sparseFile(context, 1024 * 1024 * 1024) })
})

test('H20 the deadline covers waiting for an answer', async (context) => {
  const server = await startRawServer(context, (socket) => socket.resume())
  await assertTimesOut({ url: server.url, filePath: temporaryFile(context) })
})

test('H20 the deadline covers a dripping head', async (context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.write('HTTP/1.1 200 OK\r\n')
    drip(socket, 'X-Drip: 1\r\n')
  })
  await assertTimesOut({ url: server.url, filePath: temporaryFile(context) })
})

test('H20 the deadline covers a dripping body', async (context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n')
    drip(socket, 'x')
  })
  await assertTimesOut({ url: server.url, filePath: temporaryFile(context) })
})

test('H20 the deadline covers all hops of a redirect together', async (context) => {
  let hops = 0
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    hops += 1
    setTimeout(() => socket.end(answer(307, { Location: '/again' })), patient(150))
  })
  await assertTimesOut({ url: server.url, filePath: temporaryFile(context) }, patient(limit))
  assert.ok(hops >= 2, `${hops} hops`)
})

test('H20 the connection of an upload that timed out is closed', async (context) => {
  const server = await startCountingServer(context, { onWhole: () => {} })
  await assertTimesOut({ url: server.url, filePath: temporaryFile(context) }, patient(limit))
  const request = await server.request(0)
  await within(request.closed, 2000, 'the connection closed')
})

test('H20 the deadline of a Vela upload', async (context) => {
  const server = await startRawServer(context, (socket) => socket.resume())
  const started = performance.now()
  const { name, values } = await outcome(vela.uploadFile, {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
    timeout: limit,
  })
  const elapsed = performance.now() - started
  assert.equal(name, 'fail')
  assert.equal(values[1], 204)
  assert.ok(Math.abs(elapsed - limit) <= patient(500), `${elapsed} ms`)
})

const extremes = [
  ...[Number.NaN, -1, -0, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -1e300],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53, 2 ** 63, 2 ** 64, 1e300, Number.MAX_VALUE],
]

for (const [dialect, upload] of [
  ['WeChat', uploadFile],
  ['Vela', vela.uploadFile],
]) {
  test(`H20 no timeout overflows or crashes (${dialect})`, async (context) => {
    // The answer takes a moment, so that a limit which wrapped around to nothing is seen.
    const server = await startRawServer(context, async (socket) => {
      await readRequest(socket)
      setTimeout(() => socket.end(answer(200, {}, 'in time')), 100)
    })
    const filePath = temporaryFile(context)
    const ended = await Promise.all(
      extremes.map((timeout) => outcome(upload, { url: server.url, filePath, name: 'file', timeout })),
    )
    for (const [index, { name, values }] of ended.entries()) {
      assert.equal(name, 'success', `timeout ${extremes[index]}: ${JSON.stringify(values)}`)
      assert.equal(values[0].data, 'in time')
    }
  })
}
