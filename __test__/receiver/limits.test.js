'use strict'

const assert = require('node:assert/strict')
const { once } = require('node:events')
const fs = require('node:fs')
const test = require('node:test')
const { body, connect, exchange, field, file, filesIn, part, request, startReceiver } = require('./support')

test('receiver: a body of exactly maxUploadBytes is taken, one byte more is not', async (context) => {
  const content = body(file('f', 'x', 'data'))
  const { receiver, port } = await startReceiver(context, { maxUploadBytes: content.length })
  assert.equal((await exchange(context, port, request(content))).status, 200)
  const more = await exchange(context, port, request(body(file('f', 'x', 'data.'))))
  assert.equal(more.status, 413)
  assert.equal(more.json.error.code, 'too_large')
  assert.match(more.json.error.message, /maxUploadBytes/)
  assert.equal((await receiver.next({}, { state: 'failed' })).receivedBytes, 0)
})

test('receiver: a body of unknown length is cut off at maxUploadBytes', async (context) => {
  const { receiver, port } = await startReceiver(context, { maxUploadBytes: 1000 })
  const [head] = request('')
    .toString()
    .replace(/Content-Length.*\r\n/, 'Transfer-Encoding: chunked\r\n')
    .split('\r\n\r\n')
  const content = body(file('f', 'x', Buffer.alloc(2000)))
  const bytes = Buffer.concat([
    Buffer.from(`${head}\r\n\r\n${content.length.toString(16)}\r\n`),
    content,
    Buffer.from('\r\n0\r\n\r\n'),
  ])
  const { status, json } = await exchange(context, port, bytes)
  assert.equal(status, 413)
  assert.equal(json.error.code, 'too_large')
  assert.equal((await receiver.next({}, { state: 'failed' })).state, 'failed')
  assert.deepEqual(filesIn(receiver.directory), [])
})

test('receiver: maxFields holds for fields and for files', async (context) => {
  const { port } = await startReceiver(context, { maxFields: 3 })
  const three = [field('a', '1'), field('a', '2'), field('a', '3')]
  const files = [file('f', 'x', '1'), file('f', 'x', '2'), file('f', 'x', '3')]
  assert.equal((await exchange(context, port, request(body(...three, ...files)))).status, 200)
  const fields = await exchange(context, port, request(body(...three, field('a', '4'))))
  assert.equal(fields.status, 413)
  assert.equal(fields.json.error.code, 'too_many_fields')
  const tooMany = await exchange(context, port, request(body(...files, file('f', 'x', '4'))))
  assert.equal(tooMany.status, 413)
  assert.equal(tooMany.json.error.code, 'too_many_files')
})

test('receiver: a million fields are refused after the first thousand', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const connection = connect(context, port)
  const one = field('a', '1')
  const many = Buffer.concat(Array.from({ length: 10_000 }, () => one))
  connection.send(request('', { headers: { 'Content-Length': String(100 * many.length) } }))
  for (let count = 0; count < 100 && !connection.socket.destroyed; count += 1) connection.send(many)
  await connection.closed
  assert.match(connection.text, /^HTTP\/1\.1 413 /)
  assert.equal(connection.json().error.code, 'too_many_fields')
  const upload = await receiver.next({}, { state: 'failed' })
  assert.equal(upload.fields.length, 1000)
  assert.ok(upload.receivedBytes < 1_000_000)
})

test('receiver: a field of exactly maxFieldBytes is taken, a gigabyte is refused at once', async (context) => {
  const { receiver, port } = await startReceiver(context, { maxFieldBytes: 100 })
  const fits = await exchange(context, port, request(body(field('a', 'x'.repeat(100)))))
  assert.equal(fits.json.fields.a.length, 100)

  const connection = connect(context, port)
  const start = part('Content-Disposition: form-data; name="big"', '')
  connection.send(
    Buffer.concat([
      request('', { headers: { 'Content-Length': '1000000000' } }),
      start,
      Buffer.alloc(10_000),
    ]),
  )
  await connection.until(/\}\}$/)
  assert.match(connection.text, /^HTTP\/1\.1 413 /)
  assert.equal(connection.json().error.code, 'field_too_large')
  assert.match(connection.json().error.message, /"big".*100 bytes/)
  assert.equal((await receiver.next({}, { state: 'failed' })).fields[0].value, '')
})

test('receiver: all fields together have a limit, too', async (context) => {
  const { port } = await startReceiver(context, { maxFieldBytes: 100 })
  const fields = Array.from({ length: 17 }, () => field('a', 'x'.repeat(100)))
  assert.equal((await exchange(context, port, request(body(...fields.slice(1))))).status, 200)
  const { status, json } = await exchange(context, port, request(body(...fields)))
  assert.equal(status, 413)
  assert.equal(json.error.code, 'fields_too_large')
})

test('receiver: the headers of a part have a limit', async (context) => {
  const { port } = await startReceiver(context)
  const long = part(`Content-Disposition: form-data; name="a"; x="${'x'.repeat(100_000)}"`, '')
  const { status, json } = await exchange(context, port, request(body(long)))
  assert.equal(status, 413)
  assert.equal(json.error.code, 'head_too_large')
})

test('receiver: the oldest upload goes when there are more than maxUploads', async (context) => {
  const { receiver, port } = await startReceiver(context, { maxUploads: 2 })
  /** @type {string[]} */
  const removed = []
  receiver.on('remove', (id) => removed.push(id))
  const uploads = []
  for (const text of ['1', '2', '3']) {
    await exchange(context, port, request(body(file('f', text, text))))
    uploads.push(await receiver.next())
  }
  assert.deepEqual(removed, [uploads[0].id])
  assert.deepEqual(receiver.uploads, uploads.slice(1))
  assert.equal(receiver.get(uploads[0].id), undefined)
  while (fs.existsSync(uploads[0].files[0].file)) await new Promise(setImmediate)
  assert.equal(fs.readFileSync(uploads[2].files[0].file, 'utf8'), '3')
})

test('receiver: the oldest files go for maxTotalBytes, and never those that are coming in', async (context) => {
  const { receiver, port } = await startReceiver(context, { maxTotalBytes: 250_000 })
  const block = Buffer.alloc(100_000)
  const slow = connect(context, port)
  const slowBytes = request(body(file('f', 'slow', block)))
  const started = once(receiver, 'head')
  slow.send(slowBytes.subarray(0, 60_000))
  await started

  await exchange(context, port, request(body(file('f', 'one', block))))
  const one = await receiver.next()
  await exchange(context, port, request(body(file('f', 'two', block))))
  const two = await receiver.next()
  assert.equal(receiver.get(one.id), undefined)
  while (fs.existsSync(one.files[0].file)) await new Promise(setImmediate)
  assert.equal(receiver.get(two.id), two)

  slow.send(slowBytes.subarray(60_000))
  const upload = await receiver.next({ filename: 'slow' })
  assert.equal(upload.files[0].size, 100_000)
  assert.equal(fs.statSync(upload.files[0].file).size, 100_000)
})

test('receiver: an upload for which there is no room is refused', async (context) => {
  const { receiver, port } = await startReceiver(context, { maxTotalBytes: 1000 })
  const { status, json } = await exchange(context, port, request(body(file('f', 'x', Buffer.alloc(1001)))))
  assert.equal(status, 413)
  assert.match(json.error.message, /maxTotalBytes/)
  assert.deepEqual(filesIn(receiver.directory), [])
  // What failed counts no more.
  assert.equal((await exchange(context, port, request(body(file('f', 'x', Buffer.alloc(1000)))))).status, 200)
})

test('receiver: the options are checked', () => {
  const { createReceiver } = require('../../lib/receiver/index.js')
  /** @type {Array<[any, RegExp]>} */
  const wrong = [
    [
      { maxUpload: 1 },
      /^createReceiver: maxUpload is unknown \(did you mean "maxUploads"\?\); the options are directory, /,
    ],
    [
      { maxFields: 0 },
      /^createReceiver: maxFields should be a whole number, 1 or more, or Infinity, instead of 0$/,
    ],
    [{ maxUploadBytes: '1' }, /maxUploadBytes/],
    [{ maxTotalBytes: 1.5 }, /maxTotalBytes/],
    [{ directory: '' }, /directory/],
    [{ keep: 1 }, /keep/],
    [{ hosts: 'localhost' }, /hosts/],
    [{ hosts: ['http://x'] }, /hosts/],
    [{ hosts: ['x:80'] }, /hosts\[0\] should be a host name without a port, like .* instead of "x:80"$/],
    [{ path: 'upload' }, /path/],
    [{ rules: [{ nth: 0 }] }, /rules\[0\]\.nth/],
    [null, /options/],
    ['x', /options/],
  ]
  for (const [options, message] of wrong) {
    assert.throws(
      () => createReceiver(options),
      (/** @type {any} */ error) => {
        assert.ok(error instanceof TypeError)
        assert.match(error.message, message)
        return true
      },
    )
  }
})
