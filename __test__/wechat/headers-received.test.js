'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

/**
 * Uploads and records headers events among the callbacks.
 *
 * @param {object} options
 */
async function upload(options) {
  const { task, calls, done } = record(uploadFile, options)
  task.onHeadersReceived((/** @type {any[]} */ ...values) => calls.push(['headers', ...values]))
  return done
}

for (const status of [200, 201, 204, 304, 404, 500, 503]) {
  test(`W29 status ${status}: one event { header }, before success, with success's header`, async (context) => {
    const server = await startCanned(context, answer(status, { ETag: '"1"', 'Set-Cookie': ['a=1', 'b=2'] }))
    const calls = await upload({ url: server.url, filePath: temporaryFile(context), name: 'file' })
    assert.deepEqual(
      calls.map(([name, ...values]) => [name, values.length]),
      [
        ['headers', 1],
        ['success', 1],
        ['complete', 1],
      ],
    )
    const [[, event], [, result]] = calls
    assert.deepEqual(Object.keys(event), ['header'])
    assert.equal(Object.getPrototypeOf(event.header), Object.prototype)
    assert.equal(event.header.ETag, '"1"')
    assert.equal(event.header.etag, '"1"')
    assert.equal(event.header['Set-Cookie'], 'a=1,b=2')
    assert.deepEqual(event.header, result.header)
  })
}

test('W29 the event comes when the head is there, not with the body', async (context) => {
  /** @type {() => void} */
  let sendBody = () => {}
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    sendBody = () => socket.end('the body')
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n')
  })
  const { task, calls, done } = record(uploadFile, {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  await new Promise((resolve) => task.onHeadersReceived(resolve))
  assert.deepEqual(calls, [])
  sendBody()
  const [[name, result]] = await done
  assert.equal(name, 'success')
  assert.equal(result.data, 'the body')
})

test('W29 1xx answers fire none', async (context) => {
  const informational =
    'HTTP/1.1 100 Continue\r\n\r\n' +
    'HTTP/1.1 102 Processing\r\nX-Step: 1\r\n\r\n' +
    'HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n'
  const server = await startCanned(
    context,
    Buffer.concat([Buffer.from(informational), answer(200, { 'X-Final': 'yes' })]),
  )
  const calls = await upload({ url: server.url, filePath: temporaryFile(context), name: 'file' })
  assert.deepEqual(
    calls.map(([name]) => name),
    ['headers', 'success', 'complete'],
  )
  assert.deepEqual(calls[0][1].header, { 'X-Final': 'yes', 'Content-Length': '0', Connection: 'close' })
})

for (const status of [307, 308]) {
  test(`W29 a followed ${status} redirect fires none`, async (context) => {
    const target = await startReceiver(context, (_upload, _request, response) => {
      response.setHeader('X-Server', 'target').end()
    })
    const origin = await startCanned(
      context,
      answer(status, { Location: target.url, 'X-Server': 'origin', 'Set-Cookie': 'origin=1' }),
    )
    const calls = await upload({ url: origin.url, filePath: temporaryFile(context), name: 'file' })
    assert.deepEqual(
      calls.map(([name]) => name),
      ['headers', 'success', 'complete'],
    )
    assert.equal(calls[0][1].header['X-Server'], 'target')
    assert.equal(target.uploads.length, 1)
  })
}

test('W29 no event without a response', async (context) => {
  const server = await startCanned(context, '')
  const filePath = temporaryFile(context)
  for (const options of [
    { url: server.url, filePath, name: 'file' },
    { url: server.url, filePath: `${filePath}.missing`, name: 'file' },
    { url: server.url, filePath, name: 1 },
  ]) {
    assert.deepEqual(
      (await upload(options)).map(([name]) => name),
      ['fail', 'complete'],
    )
  }
})

test('W29 a response that breaks off in its body: the event, then fail', async (context) => {
  const server = await startCanned(context, 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort')
  const calls = await upload({ url: server.url, filePath: temporaryFile(context), name: 'file' })
  assert.deepEqual(
    calls.map(([name]) => name),
    ['headers', 'fail', 'complete'],
  )
})
