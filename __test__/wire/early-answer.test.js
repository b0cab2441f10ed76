'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { startCountingServer } = require('../support/counting-server')
const { sparseFile, temporaryFile } = require('../support/files')
const { answer } = require('../support/raw-server')
const { within } = require('../support/within')

const { uploadFile } = /** @type {any} */ (require('uploadtask/wx'))
const vela = /** @type {any} */ (require('uploadtask/vela'))

const MiB = 1024 * 1024
// Much more than the kernel takes for a server that reads nothing.
const size = 64 * MiB

/**
 * Starts a big upload to a server that answers when the head has come, and from then on reads nothing.
 *
 * @param {import('node:test').TestContext} context
 * @param {(socket: import('node:net').Socket) => void} onHead
 * @param {object} [options]
 * @param {(options: any) => any} [upload]
 */
async function startUpload(context, onHead, options = {}, upload = uploadFile) {
  const server = await startCountingServer(context, {
    onHead: ({ socket }, index) => {
      if (index > 0) return
      socket.pause()
      onHead(socket)
    },
  })
  const filePath = sparseFile(context, size)
  return { server, ...record(upload, { url: server.url, filePath, name: 'file', ...options }) }
}

for (const status of [200, 401, 413, 500]) {
  test(`H11 an early ${status} is delivered although the server never reads again`, async (context) => {
    const { server, done } = await startUpload(context, (socket) =>
      socket.write(answer(status, { 'X-Reason': 'early' }, 'that is enough')),
    )
    await server.request(0)
    const [[name, result]] = await within(done, 2000, 'the early answer delivered')
    assert.equal(name, 'success', JSON.stringify(result))
    assert.equal(result.statusCode, status)
    assert.equal(result.data, 'that is enough')
    assert.equal(result.header['X-Reason'], 'early')
  })
}

test('H11 an early answer to a Vela upload', async (context) => {
  const { done } = await startUpload(
    context,
    (socket) => socket.write(answer(413, {}, 'too large')),
    {},
    vela.uploadFile,
  )
  const calls = await within(done, 2000, 'the early answer delivered')
  assert.equal(calls[0][0], 'success')
  assert.equal(calls[0][1].statusCode, 413)
  assert.equal(calls[0][1].data, 'too large')
})

test('H11 an early answer in chunks', async (context) => {
  const { done } = await startUpload(context, (socket) =>
    socket.write(
      'HTTP/1.1 413 Too Large\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntoo\r\n6\r\n large\r\n0\r\n\r\n',
    ),
  )
  const [[name, result]] = await within(done, 2000, 'the early answer delivered')
  assert.equal(name, 'success', JSON.stringify(result))
  assert.equal(result.data, 'too large')
})

test('H11 an early answer, then the end of what the server sends', async (context) => {
  const { done } = await startUpload(context, (socket) => socket.end(answer(413, {}, 'too large')))
  const [[name, result]] = await within(done, 2000, 'the early answer delivered')
  assert.equal(name, 'success', JSON.stringify(result))
  assert.equal(result.statusCode, 413)
  assert.equal(result.data, 'too large')
})

test('H11 sending stops with an early answer, and the connection is closed', async (context) => {
  const { server, done } = await startUpload(context, (socket) => socket.write(answer(413)))
  const request = await server.request(0)
  await done
  request.resume()
  await within(request.closed, 2000, 'the connection closed')
  assert.equal(request.contentLength > size, true)
  assert.ok(request.received < request.contentLength, `${request.received} of ${request.contentLength}`)
})

test('H11 no progress event after an early answer', async (context) => {
  const { server, task, calls, done } = await startUpload(context, (socket) => socket.write(answer(413)))
  task.onHeadersReceived(() => calls.push(['headers']))
  task.onProgressUpdate(() => calls.push(['progress']))
  await done
  const request = await server.request(0)
  request.resume()
  await within(request.closed, 2000, 'the connection closed')
  const names = calls.map(([name]) => name)
  assert.deepEqual(names.slice(names.indexOf('headers')), ['headers', 'success', 'complete'])
})

test('H11 the connection of an early answer is not used again, even if the server would', async (context) => {
  const { server, done } = await startUpload(context, (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok'),
  )
  await done
  const filePath = temporaryFile(context)
  const again = await record(uploadFile, { url: server.url, filePath, name: 'file' }).done
  assert.equal(again[0][0], 'success', JSON.stringify(again))
  assert.equal(server.connections, 2)
  const second = await server.request(1)
  assert.equal(second.received, second.contentLength)
})

for (const [how, close] of /** @type {Array<[string, (socket: import('node:net').Socket) => void]>} */ ([
  ['resets', (socket) => socket.resetAndDestroy()],
  ['closes', (socket) => socket.destroy()],
  ['ends', (socket) => socket.end()],
])) {
  test(`H11 what came of an early answer is the answer when the server ${how}`, async (context) => {
    const { server, task, done } = await startUpload(context, (socket) =>
      socket.write('HTTP/1.1 413 Too Large\r\nX-Reason: early\r\nContent-Length: 100\r\n\r\ntoo large'),
    )
    const received = new Promise((resolve) => task.onHeadersReceived(resolve))
    const request = await server.request(0)
    await received
    close(request.socket)
    const [[name, result]] = await within(done, 2000, 'the answer delivered')
    assert.equal(name, 'success', JSON.stringify(result))
    assert.equal(result.statusCode, 413)
    assert.equal(result.header['X-Reason'], 'early')
    assert.equal(result.data, 'too large')
  })
}

test('H11 an early answer whose body takes its time is waited for', async (context) => {
  const { server, task, done } = await startUpload(context, (socket) =>
    socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\n\r\ntoo '),
  )
  const received = new Promise((resolve) => task.onHeadersReceived(resolve))
  const request = await server.request(0)
  await received
  request.socket.write('large')
  const [[name, result]] = await within(done, 2000, 'the answer delivered')
  assert.equal(name, 'success', JSON.stringify(result))
  assert.equal(result.data, 'too large')
})
