'use strict'

const assert = require('node:assert/strict')
const path = require('node:path')
const { test } = require('node:test')

const { record, outcome } = require('../support/calls')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = require('uploadtask')
/** @type {any} */
const { uploadFile } = require('uploadtask/alipay')

test('A4 the form key is name; the file name is that of filePath', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context, '照片.png')
  await uploadFile({ url: receiver.url, filePath, name: 'userfile' })
  const [{ files }] = receiver.uploads
  assert.deepEqual(
    files.map(({ field, filename, contentType }) => ({ field, filename, contentType })),
    [{ field: 'userfile', filename: '照片.png', contentType: 'image/png' }],
  )
})

test('A4 fileName is the form key where there is no name, and of no account beside one', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context, 'a.txt')
  await uploadFile({ url: receiver.url, filePath, fileName: 'older' })
  await uploadFile({ url: receiver.url, filePath, fileName: 'older', name: 'newer' })
  await uploadFile({ url: receiver.url, filePath, fileName: 1, name: '' })
  const received = receiver.uploads.flatMap(({ files }) =>
    files.map(({ field, filename }) => [field, filename]),
  )
  assert.deepEqual(received, [
    ['older', 'a.txt'],
    ['newer', 'a.txt'],
    ['', 'a.txt'],
  ])
})

test('A5 header, or headers without it; Referer and Content-Type are dropped', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const own = { 'Content-Type': 'text/plain', referer: 'https://example.com/', Cookie: 'a=b' }
  await uploadFile({ ...options, header: { ...own, 'X-Which': 'header', 'X-Number': 1 } })
  await uploadFile({ ...options, headers: { ...own, 'X-Which': 'headers', 'X-Flag': true } })
  await uploadFile({ ...options, header: { 'X-Which': 'header' }, headers: { 'X-Which': 'headers' } })
  const heads = receiver.uploads.map(({ headers }) => headers)
  assert.deepEqual(
    heads.map((head) => head['x-which']),
    ['header', 'headers', 'header'],
  )
  assert.equal(heads[0]['x-number'], '1')
  assert.equal(heads[1]['x-flag'], 'true')
  for (const head of heads.slice(0, 2)) {
    assert.match(String(head['content-type']), /^multipart\/form-data; boundary=/)
    assert.equal(head.referer, undefined)
    assert.equal(head.cookie, 'a=b')
  }
})

test('A6 formData: each value as String(value), undefined left out', async (context) => {
  const receiver = await startReceiver(context)
  const formData = { b: 1.5, a: 'x', flag: true, nothing: null, left: undefined, list: [1, 2] }
  await uploadFile({ url: receiver.url, filePath: temporaryFile(context), name: 'file', formData })
  assert.deepEqual(receiver.uploads[0].fields, [
    ['b', '1.5'],
    ['a', 'x'],
    ['flag', 'true'],
    ['nothing', 'null'],
    ['list', '1,2'],
  ])
})

test('A7 fileType and hideLoading are accepted, whatever they are, and change nothing', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context, 'a.txt'), name: 'file' }
  await uploadFile({ ...options, fileType: 'image', hideLoading: true })
  await uploadFile({ ...options, fileType: 1, hideLoading: 'no' })
  for (const { files } of receiver.uploads) assert.equal(files[0].contentType, 'text/plain')
})

test('A8 the result is { data, statusCode, header } and nothing else, for complete too', async (context) => {
  const { url } = await startCanned(
    context,
    'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nX-A: 1\r\nx-a: 2\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nContent-Length: 4\r\n\r\nnone',
  )
  const calls = await record(uploadFile, { url, filePath: temporaryFile(context), name: 'file' }).done
  const header = {
    'Content-Type': 'text/plain',
    'X-A': '1,2',
    'Set-Cookie': 'a=b,c=d',
    'Content-Length': '4',
  }
  const result = { data: 'none', statusCode: 404, header }
  assert.deepEqual(calls, [
    ['success', result],
    ['complete', result],
  ])
  // A copy (A16).
  assert.notEqual(calls[0][1], calls[1][1])
  assert.equal(calls[0][1].header['x-a'], '1,2')
})

test('A8 data stays text: JSON is not parsed, an empty body is empty', async (context) => {
  const receiver = await startReceiver(context)
  const options = { filePath: temporaryFile(context), name: 'file' }
  const { data } = await uploadFile({ ...options, url: receiver.url })
  assert.equal(typeof data, 'string')
  assert.equal(JSON.parse(data).files.length, 1)
  const empty = await startCanned(context, 'HTTP/1.1 204 No Content\r\n\r\n')
  assert.equal((await uploadFile({ ...options, url: empty.url })).data, '')
})

test('A10 http: is allowed, which on a phone is error 20', async (context) => {
  const { url } = await startReceiver(context)
  assert.match(url, /^http:/)
  const { name } = await outcome(uploadFile, { url, filePath: temporaryFile(context), name: 'file' })
  assert.equal(name, 'success')
})

test('A19 https://resource/ and https://usr/ are folders under the root', async (context) => {
  const receiver = await startReceiver(context)
  const root = temporaryFolder(context)
  const { alipay, files } = createRuntime({ root })
  for (const [filePath, filename] of [
    ['https://resource/apml0cc0.image', 'apml0cc0.image'],
    ['https://usr/notes/a%20b.txt', 'a%20b.txt'],
  ]) {
    assert.equal(files.write(filePath, `in ${filePath}`), filePath)
    assert.ok(require('node:fs').existsSync(path.join(root, 'alipay', filePath.slice('https://'.length))))
    await alipay.uploadFile({ url: receiver.url, filePath, name: 'file' })
    const received = receiver.uploads.at(-1)?.files[0]
    assert.equal(received?.filename, filename)
    assert.equal(received?.size, Buffer.byteLength(`in ${filePath}`))
  }
})

test('A19 host paths: absolute, relative and file:', async (context) => {
  const receiver = await startReceiver(context)
  const absolute = temporaryFile(context, 'a.txt')
  for (const filePath of [
    absolute,
    path.relative(process.cwd(), absolute),
    String(require('node:url').pathToFileURL(absolute)),
  ]) {
    const { statusCode } = await uploadFile({ url: receiver.url, filePath, name: 'file' })
    assert.equal(statusCode, 200, filePath)
  }
})
