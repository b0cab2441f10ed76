'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const test = require('node:test')
const {
  BOUNDARY,
  body,
  connect,
  exchange,
  field,
  file,
  filesIn,
  part,
  replaceWrites,
  request,
  startReceiver,
} = require('./support')

/** A failed upload leaves nothing on the disk, and is not listed as whole. */
function assertNothingLeft(
  /** @type {import('../../lib/receiver/index.js').Receiver} */ receiver,
  /** @type {import('../../lib/receiver/index.js').Upload} */ upload,
) {
  assert.equal(upload.state, 'failed')
  assert.ok(upload.files.every((one) => one.state === 'failed'))
  assert.deepEqual(filesIn(receiver.directory), [])
  assert.equal(receiver.uploads.filter((one) => one.state === 'complete').length, 0)
}

/** @type {Array<{ what: string, content?: string | Buffer, contentType?: string | null, headers?: Record<string, string>, status: number, code: string, says: RegExp }>} */
const cases = [
  { what: 'no Content-Type', contentType: null, status: 415, code: 'not_multipart', says: /there is none/ },
  {
    what: 'JSON',
    content: '{}',
    contentType: 'application/json',
    status: 415,
    code: 'not_multipart',
    says: /it is "application\/json"/,
  },
  {
    what: 'a urlencoded form',
    content: 'a=1',
    contentType: 'application/x-www-form-urlencoded',
    status: 415,
    code: 'not_multipart',
    says: /multipart\/form-data/,
  },
  {
    what: 'another multipart',
    contentType: `multipart/mixed; boundary=${BOUNDARY}`,
    status: 415,
    code: 'not_multipart',
    says: /multipart\/mixed/,
  },
  {
    what: 'no boundary',
    contentType: 'multipart/form-data',
    status: 400,
    code: 'no_boundary',
    says: /leave this header to what makes the form/,
  },
  {
    what: 'an empty boundary',
    contentType: 'multipart/form-data; boundary=""',
    status: 400,
    code: 'no_boundary',
    says: /boundary/,
  },
  {
    what: 'a boundary without end',
    contentType: `multipart/form-data; boundary=${'x'.repeat(1000)}`,
    status: 400,
    code: 'bad_boundary',
    says: /70/,
  },
  {
    what: 'a compressed body',
    headers: { 'Content-Encoding': 'gzip' },
    status: 415,
    code: 'compressed',
    says: /gzip/,
  },
  { what: 'an empty body', content: '', status: 400, code: 'malformed', says: /\(it is empty\)/ },
  {
    what: 'another boundary in the body',
    content: body(file('f', 'x', 'data'))
      .toString()
      .replaceAll(BOUNDARY, 'other'),
    status: 400,
    code: 'malformed',
    says: /closing delimiter/,
  },
  {
    what: 'no closing delimiter',
    content: body(file('f', 'x', 'data')).subarray(0, -4),
    status: 400,
    code: 'malformed',
    says: /closing delimiter/,
  },
  {
    what: 'an end within the headers',
    content: `--${BOUNDARY}\r\nContent-Disposition: form-data; na`,
    status: 400,
    code: 'malformed',
    says: /whole multipart body/,
  },
  {
    what: 'a delimiter within the headers',
    content: `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n--${BOUNDARY}--\r\n`,
    status: 400,
    code: 'malformed',
    says: /headers/,
  },
  {
    what: 'a part that is none',
    content: Buffer.concat([file('f', 'x', 'data'), Buffer.from(`--${BOUNDARY}-\r\n--${BOUNDARY}--\r\n`)]),
    status: 400,
    code: 'malformed',
    says: /headers/,
  },
  {
    what: 'a part without a name',
    content: body(file('f', 'x', 'data'), part('Content-Disposition: form-data; filename="x"', 'data')),
    status: 400,
    code: 'malformed',
    says: /a name/,
  },
  {
    what: 'a part without Content-Disposition',
    content: body(part('Content-Type: text/plain', 'data')),
    status: 400,
    code: 'malformed',
    says: /Content-Disposition/,
  },
  {
    what: 'a name with a bare line break',
    content: body(file('f', 'a\nb', 'data')),
    status: 400,
    code: 'malformed',
    says: /Content-Disposition/,
  },
]

for (const { what, content = body(field('a', '1')), contentType, headers, status, code, says } of cases) {
  test(`receiver: ${what} is answered with ${status}, and listed as failed`, async (context) => {
    const { receiver, port } = await startReceiver(context)
    const bytes = request(content, {
      ...(contentType === undefined ? {} : { contentType }),
      ...(headers ? { headers: { 'Content-Length': String(Buffer.byteLength(content)), ...headers } } : {}),
    })
    const answer = await exchange(context, port, bytes)
    assert.equal(answer.status, status)
    assert.equal(answer.json.error.code, code)
    assert.match(answer.json.error.message, says)
    const upload = await receiver.next({}, { state: 'failed' })
    assert.deepEqual(upload.error, { ...answer.json.error, status })
    assertNothingLeft(receiver, upload)
    // The receiver is as good as before.
    const next = await exchange(context, port, request(body(field('a', '1'))))
    assert.deepEqual(next.json, { fields: { a: '1' }, files: [] })
  })
}

test('receiver: a body that is cut off is a failed upload, and its files are removed', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const content = body(
    field('a', '1'),
    file('whole', 'x', 'data'),
    file('half', 'y', Buffer.alloc(3_000_000)),
  )
  for (const end of ['destroy', 'reset', 'end']) {
    const connection = connect(context, port)
    const bothKnown = new Promise((resolve) => {
      receiver.on('head', (upload) => {
        if (upload.files.length === 2) resolve(undefined)
      })
    })
    connection.send(request(content).subarray(0, 2_000_000))
    await bothKnown
    if (end === 'reset') connection.socket.resetAndDestroy()
    else if (end === 'end') connection.socket.end()
    else connection.destroy()
    const upload = await receiver.next({}, { state: 'failed' })
    assert.equal(upload.error?.code, 'aborted', end)
    assert.match(
      upload.error?.message ?? '',
      new RegExp(`^The connection was closed after \\d+ of ${content.length} bytes`),
    )
    assert.equal(upload.error?.status, undefined)
    assert.equal(upload.files[0].field, 'whole')
    assertNothingLeft(receiver, upload)
    assert.equal(upload.response, undefined)
  }
})

test('receiver: a body that is cut off behind its closing delimiter is not whole, either', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const content = body(file('f', 'x', 'data'))
  const connection = connect(context, port)
  const progress = new Promise((resolve) => receiver.once('progress', resolve))
  connection.send(request(content, { headers: { 'Content-Length': String(content.length + 1) } }))
  await progress
  connection.destroy()
  const upload = await receiver.next({}, { state: 'any' })
  assert.equal(upload.receivedBytes, content.length)
  assert.equal(upload.error?.code, 'aborted')
  assertNothingLeft(receiver, upload)
})

test('receiver: a chunked body that is broken is a failed upload', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const connection = connect(context, port)
  const [head] = request('')
    .toString()
    .replace(/Content-Length.*\r\n/, 'Transfer-Encoding: chunked\r\n')
    .split('\r\n\r\n')
  const start = file('f', 'x', 'data')
  connection.send(`${head}\r\n\r\n${start.length.toString(16)}\r\n${start}\r\nnonsense\r\n`)
  const upload = await receiver.next({}, { state: 'failed' })
  assert.equal(upload.error?.code, 'malformed')
  assertNothingLeft(receiver, upload)
})

test('receiver: a client that sends on gets the answer to what was wrong all the same', async (context) => {
  const { receiver, port } = await startReceiver(context, { maxUploadBytes: 100_000 })
  // Known from the head; found in the middle; and both with more than all buffers of the system hold.
  const contents = [
    request(Buffer.alloc(30_000_000)),
    request(Buffer.concat([part('X: y', 'no name'), Buffer.alloc(90_000)]), {
      headers: { 'Content-Length': '90000' },
    }),
  ]
  for (const bytes of contents) {
    const connection = connect(context, port)
    connection.send(bytes)
    await connection.closed
    assert.match(connection.text, /^HTTP\/1\.1 4(13|00) [^\r]+\r\n.*\r\nConnection: close\r\n/s)
    assert.equal(connection.json().error.code, contents.indexOf(bytes) === 0 ? 'too_large' : 'malformed')
    assert.equal(connection.error, undefined)
    assert.equal(
      (await receiver.next({}, { state: 'failed' })).error?.status,
      contents.indexOf(bytes) === 0 ? 413 : 400,
    )
  }
})

test('receiver: one connection takes uploads after each other, and pipelined', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const connection = connect(context, port)
  const bytes = Buffer.concat(['1', '2', '3'].map((value) => request(body(field('n', value)))))
  connection.send(bytes)
  await connection.until(/"1".*"2".*"3"[^}]*\}[^}]*\}$/s)
  connection.send(request(body(field('n', '4'))))
  await connection.until(/"4"/)
  const numbers = []
  for (let count = 0; count < 4; count += 1) numbers.push((await receiver.next()).fields[0].value)
  assert.deepEqual(numbers, ['1', '2', '3', '4'])
})

test('receiver: a disk that is full is answered with 507', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  await replaceWrites(context, () => Promise.reject(full))
  const { status, json } = await exchange(context, port, request(body(file('f', 'x', 'data'))))
  assert.equal(status, 507)
  assert.equal(json.error.code, 'disk_full')
  assert.match(json.error.message, /full: ENOSPC/)
  assertNothingLeft(receiver, await receiver.next({}, { state: 'failed' }))
})

test('receiver: a write that takes only a part is continued', async (context) => {
  const { receiver, port } = await startReceiver(context)
  await replaceWrites(context, (write, buffers) => write([Buffer.concat(buffers).subarray(0, 3)]))
  const { status } = await exchange(context, port, request(body(file('f', 'x', 'one two three'))))
  assert.equal(status, 200)
  const [one] = (await receiver.next()).files
  assert.equal(fs.readFileSync(one.file, 'utf8'), 'one two three')
})

test('receiver: a folder that has gone is made again', async (context) => {
  const own = await startReceiver(context)
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-gone-'))
  context.after(() => fs.rmSync(directory, { recursive: true, force: true }))
  // With keep, the answer would still be written down after it was given.
  const given = await startReceiver(context, { directory: path.join(directory, 'inner'), keep: false })
  const upload = request(body(file('f', 'x', 'data')))
  for (const [{ receiver, port }, removed] of /** @type {const} */ ([
    [own, own.receiver.directory],
    [own, path.dirname(own.receiver.directory)],
    [given, given.receiver.directory],
    [given, directory],
  ])) {
    assert.equal((await exchange(context, port, upload)).status, 200)
    fs.rmSync(removed, { recursive: true })
    const answers = await Promise.all([1, 2, 3].map(() => exchange(context, port, upload)))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    )
    const { files } = /** @type {import('../../lib/receiver/index.js').Upload} */ (receiver.uploads.at(-1))
    assert.equal(await files[0].text(), 'data')
  }
  const root = path.dirname(own.receiver.directory)
  await own.receiver.close()
  assert.equal(fs.existsSync(root), false)
})

test('receiver: a folder that cannot be made is answered with 500, and tried again', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const root = path.dirname(receiver.directory)
  const upload = request(body(file('f', 'x', 'data')))
  fs.writeFileSync(root, 'something else')
  const { status, json } = await exchange(context, port, upload)
  assert.deepEqual([status, json.error.code], [500, 'not_stored'])
  assert.match(json.error.message, /EEXIST/)
  assert.equal((await receiver.next({}, { state: 'failed' })).state, 'failed')
  assert.equal(fs.readFileSync(root, 'utf8'), 'something else')
  fs.rmSync(root)
  assert.equal((await exchange(context, port, upload)).status, 200)
})

test('receiver: other requests are told what can be done here', async (context) => {
  const { receiver, url, inspector } = await startReceiver(context)
  const root = await fetch(url, { redirect: 'manual' })
  assert.equal(root.status, 302)
  assert.equal(root.headers.get('location'), '/__uploadtask/')
  assert.equal(inspector, `${url}/__uploadtask/`)
  const missing = await fetch(`${url}/x`)
  assert.equal(missing.status, 404)
  assert.match(/** @type {any} */ (await missing.json()).error.message, /\/__uploadtask\//)
  const wrong = await fetch(`${url}/x`, { method: 'DELETE' })
  assert.equal(wrong.status, 405)
  assert.match(wrong.headers.get('allow') ?? '', /POST/)
  assert.equal(/** @type {any} */ (await wrong.json()).error.code, 'method_not_allowed')
  const options = await fetch(`${url}/x`, { method: 'OPTIONS' })
  assert.equal(options.status, 204)
  assert.match(options.headers.get('allow') ?? '', /PUT/)
  assert.deepEqual(receiver.uploads, [])
})
