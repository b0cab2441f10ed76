'use strict'
// What a caller may give in place of a path: docs/contract/content.md.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const { describe, test } = require('node:test')
const vm = require('node:vm')

const { createReceiver } = /** @type {any} */ (require('uploadtask/receiver'))
const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')
const { revoked } = require('../support/unreadable-values.js')

const uploadtask = /** @type {any} */ (require('uploadtask'))

const text = 'hello, world'
const bytes = new TextEncoder().encode(text)
/** Nothing listens at port 1, so a check that lets a fault pass fails otherwise. */
const right = { url: 'http://127.0.0.1:1/upload', name: 'file' }

/** The same bytes in the middle of more. */
function surrounded(/** @type {any} */ Buffer = ArrayBuffer) {
  const buffer = new Buffer(64)
  new Uint8Array(buffer).set(bytes, 8)
  return buffer
}

function growing() {
  const buffer = new /** @type {any} */ (ArrayBuffer)(bytes.length, { maxByteLength: 64 })
  new Uint8Array(buffer).set(bytes)
  return buffer
}

const octets = 'application/octet-stream'

/** What is given, the name and the type that arrive. @type {Array<[string, () => any, string, string]>} */
const contents = [
  ['a Buffer', () => Buffer.from(text), 'blob', octets],
  ['a Uint8Array within a buffer', () => new Uint8Array(surrounded(), 8, bytes.length), 'blob', octets],
  ['another typed array', () => new Uint16Array(surrounded(), 8, bytes.length / 2), 'blob', octets],
  ['a DataView', () => new DataView(surrounded(), 8, bytes.length), 'blob', octets],
  ['an ArrayBuffer', () => surrounded().slice(8, 8 + bytes.length), 'blob', octets],
  [
    'a view of a SharedArrayBuffer',
    () => new Uint8Array(surrounded(SharedArrayBuffer), 8, bytes.length),
    'blob',
    octets,
  ],
  ['a SharedArrayBuffer', () => surrounded(SharedArrayBuffer).slice(8, 8 + bytes.length), 'blob', octets],
  ['a resizable ArrayBuffer', growing, 'blob', octets],
  ['a view that follows a resizable buffer', () => new Uint8Array(growing()), 'blob', octets],
  [
    'bytes of another context',
    () => vm.runInNewContext('new Uint8Array(list)', { list: [...bytes] }),
    'blob',
    octets,
  ],
  ['a Blob', () => new Blob([text]), 'blob', octets],
  ['a Blob with a type', () => new Blob([text], { type: 'text/csv' }), 'blob', 'text/csv'],
  ['a File', () => new File([text], 'a.png', { type: 'image/webp' }), 'a.png', 'image/webp'],
  ['a File without a type', () => new File([text], 'a.png'), 'a.png', 'image/png'],
  [
    'a File of an awkward name',
    () => new File([text], 'a"\r\nX: 1', { type: 'x/y' }),
    'a%22%0D%0AX: 1',
    'x/y',
  ],
  ['a data: URL', () => 'data:text/html,hello,%20world', 'blob', 'text/html'],
  ['a boxed data: URL', () => new String('data:text/html,hello,%20world'), 'blob', 'text/html'],
  [
    'a data: URL in base64',
    () => `DATA:image/gif;base64,${Buffer.from(text).toString('base64')}`,
    'blob',
    'image/gif',
  ],
  ['a blob: URL', () => URL.createObjectURL(new Blob([text], { type: 'a/b' })), 'blob', 'a/b'],
]

const sha256 = createHash('sha256').update(bytes).digest('hex')

for (const [what, give, filename, contentType] of contents) {
  test(`C1 C2 ${what} arrives whole, by taro and uni`, async (context) => {
    const receiver = await startReceiver(context)
    const { url } = receiver
    const options = { ...right, url, formData: { user: 'me' } }
    for (const [uploadFile, more] of [
      [uploadtask.taro.uploadFile, { filePath: give() }],
      [uploadtask.uni.uploadFile, { filePath: give() }],
      [uploadtask.uni.uploadFile, { files: [{ uri: give() }] }],
    ]) {
      const { name, values } = await outcome(uploadFile, { ...options, ...more })
      assert.equal(name, 'success', JSON.stringify(values))
    }
    assert.equal(receiver.uploads.length, 3)
    for (const { headers, fields, files } of receiver.uploads) {
      assert.ok(Number(headers['content-length']) > bytes.length)
      assert.equal(headers['transfer-encoding'], undefined)
      assert.deepEqual(fields, [['user', 'me']])
      assert.deepEqual(files, [{ field: 'file', filename, contentType, size: bytes.length, sha256 }])
    }
  })
}

test("C1 uni-app's file stands before filePath, and that of an entry before its uri", async (context) => {
  const receiver = await startReceiver(context)
  const { uploadFile } = uploadtask.uni
  const file = new File([text], 'own.txt')
  await uploadFile({ ...right, url: receiver.url, file, filePath: 'missing.txt' })
  await uploadFile({ ...right, url: receiver.url, file })
  const path = temporaryFile(context, 'path.txt')
  await uploadFile({
    url: receiver.url,
    files: [{ file, uri: 'missing.txt', name: 'a' }, { file }, { uri: path }],
  })
  assert.deepEqual(
    receiver.uploads.map(({ files }) => files.map(({ field, filename }) => `${field} ${filename}`)),
    [['file own.txt'], ['file own.txt'], ['a own.txt', 'file own.txt', 'file path.txt']],
  )
})

test('C1 an empty Blob and no bytes at all are empty files', async (context) => {
  const receiver = await startReceiver(context)
  for (const filePath of [new Blob([]), new Uint8Array(), new ArrayBuffer(0), 'data:,']) {
    await uploadtask.taro.uploadFile({ ...right, url: receiver.url, filePath })
  }
  assert.deepEqual(
    receiver.uploads.map(({ files }) => files[0].size),
    [0, 0, 0, 0],
  )
})

test("C2 Taro's fileName goes before the name of the object, and says the type where there is none", async (context) => {
  const receiver = await startReceiver(context)
  for (const filePath of [new File([text], 'own.txt', { type: 'x/y' }), Buffer.from(text), 'data:a/b,x']) {
    await uploadtask.taro.uploadFile({ ...right, url: receiver.url, filePath, fileName: 'shown.png' })
  }
  assert.deepEqual(
    receiver.uploads.map(({ files: [{ filename, contentType }] }) => [filename, contentType]),
    [
      ['shown.png', 'x/y'],
      ['shown.png', 'image/png'],
      ['shown.png', 'a/b'],
    ],
  )
})

test('C2 a type that would end the head of the part is none', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = Object.defineProperty(new Blob([text]), 'type', { value: 'a/b\r\nX-Other: 1' })
  await uploadtask.taro.uploadFile({ ...right, url: receiver.url, filePath })
  assert.equal(receiver.uploads[0].files[0].contentType, octets)
})

test('C3 bytes are those of the call', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = Buffer.from(text)
  const upload = uploadtask.taro.uploadFile({ ...right, url: receiver.url, filePath })
  filePath.fill(0)
  await upload
  assert.equal(receiver.uploads[0].files[0].sha256, sha256)
})

describe('C3 memory that is gone', () => {
  const gone = 'the memory of the bytes is gone: their ArrayBuffer was transferred or made smaller'
  const transferred = (/** @type {any} */ value, buffer = value.buffer ?? value) => {
    structuredClone(buffer, { transfer: [buffer] })
    return value
  }
  const shrunk = (/** @type {any} */ View) => {
    const buffer = growing()
    const view = new View(buffer, 8)
    buffer.resize(4)
    return view
  }
  for (const [what, filePath] of /** @type {Array<[string, any]>} */ ([
    ['a view of a buffer that was transferred', transferred(new Uint8Array(4))],
    ['a DataView of one', transferred(new DataView(new ArrayBuffer(4)))],
    ['a buffer that was transferred', transferred(new ArrayBuffer(4))],
    ['a view beyond the end of its buffer', shrunk(Uint8Array)],
    ['a DataView beyond it', shrunk(DataView)],
  ])) {
    test(`C3 ${what} is a bad argument`, async () => {
      const { values } = await outcome(uploadtask.taro.uploadFile, { ...right, filePath })
      assert.deepEqual(values, [{ errMsg: `uploadFile:fail ${gone}`, errno: 1001 }])
    })
  }
})

describe('C6 C7 URLs of nothing', () => {
  const revoked = URL.createObjectURL(new Blob([text]))
  URL.revokeObjectURL(revoked)
  const nothing = (/** @type {string} */ url) =>
    `there is nothing at ${url}: it was revoked, or it is not a URL of URL.createObjectURL of Node.js`
  for (const [filePath, problem] of [
    ['data:image/png', 'the data: URL is broken: it has no comma between type and content'],
    ['data:;base64,a', 'the data: URL is broken: its content is not base64'],
    [revoked, nothing(revoked)],
    ['blob:http://localhost/4c1c', nothing('blob:http://localhost/4c1c')],
    ['blob:', nothing('blob:')],
  ]) {
    test(`C6 C7 ${filePath.slice(0, 20)} is a bad argument, and nothing is sent`, async () => {
      for (const [uploadFile, more] of [
        [uploadtask.taro.uploadFile, { filePath }],
        [uploadtask.uni.uploadFile, { filePath }],
        [uploadtask.uni.uploadFile, { files: [{ uri: Buffer.from('a') }, { uri: filePath }] }],
      ]) {
        const { values } = await outcome(uploadFile, { ...right, ...more })
        assert.deepEqual(values, [{ errMsg: `uploadFile:fail ${problem}`, errno: 1001 }])
      }
    })
  }
})

test('C7 a blob: URL may be revoked after the call', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = URL.createObjectURL(new Blob([text]))
  const upload = uploadtask.taro.uploadFile({ ...right, url: receiver.url, filePath })
  URL.revokeObjectURL(filePath)
  await upload
  assert.equal(receiver.uploads[0].files[0].sha256, sha256)
})

describe('C11 what is neither', () => {
  const proxy = revoked()
  const throwing = {
    get size() {
      throw new Error('no size')
    },
  }
  for (const [value, problem] of /** @type {Array<[any, string]>} */ ([
    [{}, 'should be String instead of Object;'],
    [[1, 2], 'should be String instead of Array;'],
    [1, 'should be String instead of Number;'],
    [new Date(0), 'should be String instead of Date;'],
    [{ size: 1, type: 'a/b' }, 'should be String instead of Object;'],
    [proxy, 'cannot be read;'],
    [throwing, 'cannot be read;'],
  ])) {
    test(`C11 ${problem} of taro and uni`, async () => {
      for (const uploadFile of [uploadtask.taro.uploadFile, uploadtask.uni.uploadFile]) {
        const { values } = await outcome(uploadFile, { ...right, filePath: value })
        const errMsg = `uploadFile:fail parameter error: parameter.filePath ${problem}`
        assert.deepEqual(values, [{ errMsg, errno: 1001 }])
      }
    })
  }

  test('C11 of a list of uni, and its file', async () => {
    for (const [more, problem] of /** @type {Array<[object, string]>} */ ([
      [{ files: [{ uri: {} }] }, 'files[0].uri should be String instead of Object;'],
      [{ files: [{ file: {} }] }, 'files[0].file should be File instead of Object;'],
      [{ files: [{ file: 'a.txt' }] }, 'files[0].file should be File instead of String;'],
      [{ file: 1 }, 'file should be File instead of Number;'],
    ])) {
      const { values } = await outcome(uploadtask.uni.uploadFile, { ...right, ...more })
      assert.deepEqual(values, [
        { errMsg: `uploadFile:fail parameter error: parameter.${problem}`, errno: 1001 },
      ])
    }
  })

  for (const dialect of ['wx', 'alipay', 'tt', 'swan', 'qq', 'jd', 'ks', 'xhs', 'has', 'dd', 'vela']) {
    test(`C11 ${dialect} takes a path alone`, async () => {
      const { uploadFile } = uploadtask[dialect]
      const options = { ...right, fileName: 'file' }
      for (const filePath of [Buffer.from('a'), new Blob(['a'])]) {
        const { name, values } = await outcome(uploadFile, { ...options, filePath })
        assert.equal(name, 'fail')
        assert.match(JSON.stringify(values), /Uint8Array|Blob/)
      }
      const { name, values } = await outcome(uploadFile, { ...options, filePath: 'data:,a' })
      assert.equal(name, 'fail')
      assert.match(JSON.stringify(values), /no such file|file not found|invalid filename/)
    })
  }
})

for (const dialect of ['taro', 'uni']) {
  test(`C12 a receiver that intercepts gets the content of ${dialect}`, async (context) => {
    const receiver = createReceiver()
    context.after(() => receiver.close())
    receiver.intercept('https://api.example.invalid')
    const { uploadFile } = uploadtask[dialect]
    const big = await fs.openAsBlob(process.execPath)
    for (const filePath of [new File([text], 'a.txt'), 'data:,hello', big]) {
      const options = { ...right, url: 'https://api.example.invalid/upload', filePath }
      assert.equal((await outcome(uploadFile, options)).name, 'success')
    }
    const [file, url, executable] = receiver.uploads
    assert.deepEqual([file.files[0].filename, await file.files[0].text()], ['a.txt', text])
    assert.equal(await url.files[0].text(), 'hello')
    assert.equal(executable.files[0].size, big.size)
  })
}
