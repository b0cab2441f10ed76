'use strict'
// What is not HTTP, or not what its head has announced: the one who sent it is told, and an answer on its way arrives.

const assert = require('node:assert/strict')
const http = require('node:http')
const test = require('node:test')
const { body, connect, exchange, field, file, request, startReceiver } = require('./support')

const content = body(field('a', '1'), file('f', 'x', 'data'))

/** A request whose body comes in chunks, as they are written here. */
function chunked(/** @type {string} */ chunks, coding = 'chunked') {
  const text = request(chunks)
    .toString()
    .replace(/Content-Length: \d+/, `Transfer-Encoding: ${coding}`)
  return Buffer.from(text)
}

test('receiver: a Content-Length that is too small is named, and the answer arrives before the connection ends', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const cut = String(content.length - 10)
  const connection = connect(context, port)
  connection.send(request(content, { headers: { 'Content-Length': cut } }))
  await connection.closed
  assert.equal(connection.error, undefined)
  assert.equal(connection.text.match(/HTTP\/1\.1 /g)?.length, 1)
  assert.equal(connection.json().error.code, 'malformed')
  assert.match(
    connection.json().error.message,
    new RegExp(`Content-Length is too small.* and is ${cut}\\)\\.$`),
  )
  assert.match(connection.text, /^Connection: close\r$/m)
  const { error } = await receiver.next({}, { state: 'failed' })
  assert.deepEqual(error, { ...connection.json().error, status: 400 })
})

test('receiver: an upload that more bytes follow than it has announced is answered', async (context) => {
  const { receiver, port } = await startReceiver(context, { rules: [{ delay: 50 }] })
  const connection = connect(context, port)
  connection.send(Buffer.concat([request(content), Buffer.alloc(2_000_000, '\0')]))
  await connection.closed
  assert.equal(connection.error, undefined)
  assert.equal(connection.text.match(/HTTP\/1\.1 /g)?.length, 1)
  assert.match(connection.text, /^HTTP\/1\.1 200 /)
  assert.equal(connection.json().files[0].size, 4)
  assert.equal((await receiver.next()).state, 'complete')
})

test('receiver: an answer that has begun is not broken by what follows its request', async (context) => {
  const { port } = await startReceiver(context, { rules: [{ respond: { body: 'whole' }, bodyDelay: 50 }] })
  const connection = connect(context, port)
  connection.send(request(content))
  await connection.until(/\r\n\r\n/)
  connection.send('nonsense\r\n\r\n')
  await connection.closed
  assert.match(connection.text, /^HTTP\/1\.1 200 .*\r\n\r\nwhole$/s)
})

test('receiver: a body without Content-Length and Transfer-Encoding is empty, and the message says why', async (context) => {
  const { port } = await startReceiver(context)
  const text = request(content)
    .toString()
    .replace(/Content-Length: \d+\r\n/, '')
  const { status, json } = await exchange(context, port, Buffer.from(text))
  assert.equal(status, 400)
  assert.match(json.error.message, /neither Content-Length nor Transfer-Encoding/)
})

test('receiver: chunks that cannot be read are what the upload has failed of', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const length = content.length.toString(16)
  for (const chunks of [`zz\r\n${content}`, `${length}\r\n${content}0\r\n\r\n`]) {
    const connection = connect(context, port)
    connection.send(chunked(chunks))
    await connection.closed
    assert.match(connection.text, /^HTTP\/1\.1 400 /)
    assert.match(connection.json().error.message, /^The chunks of the body cannot be read: \w/)
    const { error, files } = await receiver.next({}, { state: 'failed' })
    assert.deepEqual(error, { ...connection.json().error, status: 400 })
    assert.ok(files.every(({ state }) => state === 'failed'))
  }
})

test('receiver: chunks may have extensions, and trailers may follow them', async (context) => {
  const { port } = await startReceiver(context)
  const half = content.length >> 1
  const [first, second] = [content.subarray(0, half), content.subarray(half)]
  const chunks = `${half.toString(16)};a=b;c="d"\r\n${first}\r\n${second.length.toString(16)}\r\n${second}\r\n0\r\nX-Sum: 1\r\n\r\n`
  const { status, json } = await exchange(context, port, chunked(chunks))
  assert.deepEqual([status, json.files[0].size], [200, 4])
})

test('receiver: a Transfer-Encoding that is more than chunks is refused', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const { status, json } = await exchange(context, port, chunked('0\r\n\r\n', 'gzip, chunked'))
  assert.deepEqual([status, json.error.code], [501, 'transfer_encoding'])
  assert.match(json.error.message, /gzip, chunked/)
  assert.equal((await receiver.next({}, { state: 'failed' })).error?.code, 'transfer_encoding')
})

test('receiver: what is no request is answered with what is wrong with it', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const head = (/** @type {string} */ lines) => `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines}\r\n`
  for (const [sent, status, code, says] of /** @type {Array<[string | Buffer, number, string, RegExp]>} */ ([
    ['nonsense\r\n\r\n', 400, 'bad_request', /^The request is not HTTP\/1\.1 that can be read: \w/],
    [head('Content-Length: 1\r\nTransfer-Encoding: chunked\r\n'), 400, 'bad_request', /Content-Length/],
    [Buffer.from([0x16, 3, 1, 2, 0, 1]), 400, 'bad_request', /HTTPS/],
    [head(`X: ${'x'.repeat(http.maxHeaderSize)}\r\n`), 431, 'headers_too_large', /16 KiB/],
  ])) {
    const connection = connect(context, port)
    connection.send(sent)
    await connection.closed
    assert.equal(Number(connection.text.slice(9, 12)), status)
    assert.equal(connection.json().error.code, code)
    assert.match(connection.json().error.message, says)
  }
  assert.deepEqual(receiver.uploads, [])
})

test('receiver: a call of the inspector that cannot be read ends, too', async (context) => {
  const { port } = await startReceiver(context)
  const connection = connect(context, port)
  const bytes = chunked('zz\r\n').toString().replace('/upload', '/__uploadtask/api/rules')
  connection.send(bytes.replace(/^POST/, 'PUT').replace('multipart/form-data', 'application/json'))
  await connection.closed
  assert.match(connection.text, /^HTTP\/1\.1 400 /)
})
