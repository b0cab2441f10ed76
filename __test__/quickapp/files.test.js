'use strict'
// The older shapes: `files`, `data` and `method` of `@system.request.upload`.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { pathToFileURL } = require('node:url')

const { outcome, record } = require('../support/calls')
const { boundaryOf } = require('../support/expected-body')
const { sparseFile, temporaryFile, temporaryFolder } = require('../support/files')
const { startPausedServer } = require('../support/paused-server')
const { answer, startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { createRuntime, quickapp } = /** @type {any} */ (require('uploadtask'))

const { uploadFile } = quickapp

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex')

/**
 * Uploads and gives what the receiver got.
 *
 * @param {import('node:test').TestContext} context
 * @param {object} options
 * @param {(options: any) => any} [upload]
 */
async function received(context, options, upload = uploadFile) {
  const receiver = await startReceiver(context)
  const { name, values } = await outcome(upload, { url: receiver.url, ...options })
  assert.equal(name, 'success', `${values}`)
  assert.equal(receiver.uploads.length, 1)
  return receiver.uploads[0]
}

test('Q8 one file with nothing but uri: the key file, the last segment, the type by extension', async (context) => {
  const uri = temporaryFile(context, 'photo.png', 'a picture')
  const { method, files, fields } = await received(context, { files: [{ uri }] })
  assert.equal(method, 'POST')
  assert.deepEqual(fields, [])
  assert.deepEqual(files, [
    {
      field: 'file',
      filename: 'photo.png',
      contentType: 'image/png',
      size: 9,
      sha256: sha256('a picture'),
    },
  ])
})

test('Q8 one file with name, filename and type', async (context) => {
  const file = { uri: temporaryFile(context), name: 'photo', filename: 'other.jpg', type: 'image/x-raw' }
  const { files } = await received(context, { files: [file] })
  assert.deepEqual(
    files.map(({ field, filename, contentType }) => [field, filename, contentType]),
    [['photo', 'other.jpg', 'image/x-raw']],
  )
})

test('Q8 one file of files is the very request that filePath, name and a file name make', async (context) => {
  const server = await startCanned(context, answer(200))
  const filePath = temporaryFile(context)
  const common = { url: server.url, header: { 'X-A': 'a' }, formData: { a: '1' } }
  await outcome(uploadFile, { ...common, filePath, name: 'photo' })
  await outcome(uploadFile, { ...common, files: [{ uri: filePath, name: 'photo' }] })
  const texts = server.requests.map(({ head, headers, body }) => {
    const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
    return `${head}\r\n\r\n${body}`.replaceAll(boundaryOf(contentType), '<boundary>')
  })
  assert.match(texts[0], /name="photo"; filename="hello\.txt"/)
  assert.equal(texts[1], texts[0])
})

test('Q8 the default type goes by the file name that is sent', async (context) => {
  const uri = temporaryFile(context, 'a.txt')
  const { files } = await received(context, {
    files: [{ uri }, { uri, filename: 'a.json' }, { uri, filename: 'no extension' }, { uri, type: 'x/y' }],
  })
  assert.deepEqual(
    files.map(({ contentType }) => contentType),
    ['text/plain', 'application/json', 'application/octet-stream', 'x/y'],
  )
})

test('Q8 several files: one part each, in order, whole', async (context) => {
  const folder = temporaryFolder(context)
  const names = Array.from({ length: 30 }, (_, index) => `${index}.txt`)
  for (const name of names) fs.writeFileSync(path.join(folder, name), `content of ${name}`)
  const { files } = await received(context, {
    files: names.map((name) => ({ uri: path.join(folder, name), name: `key of ${name}` })),
  })
  assert.deepEqual(
    files.map(({ field, filename, sha256: digest }) => [field, filename, digest]),
    names.map((name) => [`key of ${name}`, name, sha256(`content of ${name}`)]),
  )
})

test('Q8 the same key, and the same file, several times', async (context) => {
  const uri = temporaryFile(context)
  const { files } = await received(context, { files: [{ uri }, { uri }, { uri, filename: 'third' }] })
  assert.deepEqual(
    files.map(({ field, filename, size }) => [field, filename, size]),
    [
      ['file', 'hello.txt', 12],
      ['file', 'hello.txt', 12],
      ['file', 'third', 12],
    ],
  )
})

test('Q8 the whole body: formData, then data in its own order, then the files', async (context) => {
  const server = await startCanned(context, answer(200))
  const first = temporaryFile(context, 'first.txt', 'one')
  const second = temporaryFile(context, 'second.bin', '')
  const { name } = await outcome(uploadFile, {
    url: server.url,
    files: [
      { uri: first, name: 'a"b' },
      { uri: second, name: 'c', filename: 'd"\r\ne', type: 'text/x; charset="gb18030"' },
    ],
    data: [
      { name: 'z', value: 'last name first' },
      { name: 'a', value: 1.9 },
      { name: 'skipped', value: null },
      { name: 'skipped too' },
      { name: 'z', value: 'again' },
      { name: '', value: '' },
    ],
    formData: { field: 'f' },
  })
  assert.equal(name, 'success')
  const [{ headers, body }] = server.requests
  const boundary = boundaryOf(headers.find(([header]) => header.toLowerCase() === 'content-type')?.[1])
  const field = (/** @type {string} */ key, /** @type {string} */ value) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`
  const file = (/** @type {string} */ names, /** @type {string} */ type, /** @type {string} */ content) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${names}\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`
  const expected = [
    field('field', 'f'),
    field('z', 'last name first'),
    field('a', '1.9'),
    field('z', 'again'),
    field('', ''),
    file('name="a%22b"; filename="first.txt"', 'text/plain', 'one'),
    file('name="c"; filename="d%22%0D%0Ae"', 'text/x; charset="gb18030"', ''),
    `--${boundary}--\r\n`,
  ]
  assert.equal(body.toString(), expected.join(''))
})

test('Q8 data as an object, and beside filePath', async (context) => {
  const filePath = temporaryFile(context)
  const both = { filePath, name: 'photo', formData: { a: '1' } }
  const asObject = await received(context, { ...both, data: { b: 2, c: null } })
  const asList = await received(context, { ...both, data: [{ name: 'b', value: 2 }] })
  for (const { fields, files } of [asObject, asList]) {
    assert.deepEqual(fields, [
      ['a', '1'],
      ['b', '2'],
    ])
    assert.deepEqual(
      files.map(({ field }) => field),
      ['photo'],
    )
  }
})

test('Q8 an empty data is none', async (context) => {
  for (const data of [[], {}, null, undefined]) {
    const { fields } = await received(context, { files: [{ uri: temporaryFile(context) }], data })
    assert.deepEqual(fields, [])
  }
})

for (const [method, expected] of [
  ['PUT', 'PUT'],
  ['put', 'PUT'],
  ['Put', 'PUT'],
  ['POST', 'POST'],
  ['post', 'POST'],
  [null, 'POST'],
  [undefined, 'POST'],
]) {
  test(`Q8 method ${method}: a ${expected}, for both shapes`, async (context) => {
    const file = temporaryFile(context)
    for (const shape of [{ filePath: file, name: 'file' }, { files: [{ uri: file }] }]) {
      const upload = await received(context, { ...shape, method })
      assert.equal(upload.method, expected)
      assert.equal(upload.files[0].size, 12)
    }
  })
}

test('Q8 null, undefined and empty members count as absent', async (context) => {
  const uri = temporaryFile(context)
  for (const nothing of [null, undefined, '']) {
    const file = { uri, name: nothing, filename: nothing, type: nothing }
    const { files } = await received(context, {
      files: [file],
      filePath: nothing,
      name: nothing,
      method: nothing,
    })
    assert.deepEqual(
      files.map(({ field, filename, contentType }) => [field, filename, contentType]),
      [['file', 'hello.txt', 'text/plain']],
    )
  }
})

test('Q8 null and undefined files and data beside filePath count as absent', async (context) => {
  const filePath = temporaryFile(context)
  for (const nothing of [null, undefined]) {
    const upload = await received(context, { filePath, name: 'photo', files: nothing, data: nothing })
    assert.deepEqual([upload.files[0].field, upload.fields], ['photo', []])
  }
})

test('Q8 uri is all that filePath can be', async (context) => {
  const root = temporaryFolder(context)
  const appDir = temporaryFolder(context)
  fs.mkdirSync(path.join(root, 'files', 'com.example.app'), { recursive: true })
  fs.mkdirSync(path.join(appDir, 'Common'))
  fs.writeFileSync(path.join(root, 'files', 'com.example.app', 'a.txt'), 'in the area')
  fs.writeFileSync(path.join(appDir, 'Common', 'b.png'), 'a resource')
  const host = temporaryFile(context, 'c d.txt', 'of the host')
  const runtime = createRuntime({ root, appDir, package: 'com.example.app' })
  const uris = ['internal://files/a.txt', '/Common/b.png', host, pathToFileURL(host).href]
  const upload = await received(context, { files: uris.map((uri) => ({ uri })) }, runtime.quickapp.uploadFile)
  assert.deepEqual(
    upload.files.map(({ filename, sha256: digest }) => [filename, digest]),
    [
      ['a.txt', sha256('in the area')],
      ['b.png', sha256('a resource')],
      ['c d.txt', sha256('of the host')],
      ['c d.txt', sha256('of the host')],
    ],
  )
})

test('Q8 V28 progress counts the files together: the total is the whole body', async (context) => {
  const receiver = await startReceiver(context)
  const size = 32 * 1024 * 1024
  const files = [1, 2, 3].map(() => ({ uri: sparseFile(context, size) }))
  /** @type {any[]} */
  const events = []
  const { task, done } = record(uploadFile, { url: receiver.url, files })
  task.onProgressUpdate((/** @type {any} */ event) => events.push(event))
  const [[name]] = await done
  assert.equal(name, 'success')
  const [upload] = receiver.uploads
  assert.deepEqual(
    upload.files.map((file) => file.size),
    [size, size, size],
  )
  const total = Number(upload.headers['content-length'])
  assert.ok(total > 3 * size)
  assert.ok(events.length > 1)
  for (const event of events) assert.equal(event.totalBytesExpectedToSend, total)
  assert.deepEqual(events.at(-1), {
    progress: 100,
    totalBytesSent: total,
    totalBytesExpectedToSend: total,
  })
})

for (const status of [301, 302, 307, 308]) {
  test(`Q8 status ${status} to a PUT: a PUT again, with every file from its start`, async (context) => {
    const receiver = await startReceiver(context, (upload, _request, response) => {
      if (upload.path === '/upload') response.writeHead(status, { Location: '/second' })
      response.end()
    })
    const files = [
      { uri: temporaryFile(context, 'a.txt', 'a') },
      { uri: sparseFile(context, 1024 * 1024, 'b.bin') },
    ]
    const { name } = await outcome(uploadFile, { url: receiver.url, files, method: 'PUT' })
    assert.equal(name, 'success')
    assert.deepEqual(
      receiver.uploads.map((upload) => [upload.method, upload.path, ...upload.files.map(({ size }) => size)]),
      [
        ['PUT', '/upload', 1, 1024 * 1024],
        ['PUT', '/second', 1, 1024 * 1024],
      ],
    )
  })
}

test('Q8 a second file that shrinks while the first is sent: fail(message, 1000), and no whole request', async (context) => {
  const server = await startPausedServer(context)
  const uri = sparseFile(context, 32 * 1024 * 1024)
  const files = [{ uri: sparseFile(context, 32 * 1024 * 1024) }, { uri }]
  const { done } = record(uploadFile, { url: server.url, files })
  const connection = await server.next()
  fs.truncateSync(uri, 1000)
  connection.resume()
  const [[name, , code]] = await done
  assert.deepEqual([name, code], ['fail', 1000])
  await connection.closed
  assert.ok(connection.bodyBytes() < connection.contentLength)
})
