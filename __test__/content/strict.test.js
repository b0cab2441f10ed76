'use strict'
// strict, for every platform: docs/contract/content.md, C13.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

/** Nothing listens at port 1, so a check that lets a fault pass fails otherwise. */
const url = 'http://127.0.0.1:1/upload'
const missing = (/** @type {string} */ path) => [{ errMsg: `uploadFile:fail no such file: "${path}"` }]
const wechatMissing = () => [
  { errMsg: 'uploadFile:fail createUploadTask:fail file not found', errno: 1300002 },
]
const alipayMissing = (/** @type {string} */ path) => [{ error: 11, errorMessage: `no such file: "${path}"` }]
/** The text of a watch is fixed; that of a quick app has a cause. */
const code = (/** @type {number} */ number) => (/** @type {string} */ _path, /** @type {any[]} */ values) => [
  values[0],
  number,
]

/**
 * What the callbacks get for a path of this machine, a path of an area and further options.
 *
 * @type {Array<[string, (path: string, values: any[]) => any[], string, object?]>}
 */
const platforms = [
  ['vela', code(202), 'internal://files/a.txt'],
  ['quickapp', code(301), 'internal://files/a.txt'],
  ['wx', wechatMissing, 'wxfile://usr/a.txt'],
  ['taro', wechatMissing, 'http://tmp/a.txt'],
  ['uni', wechatMissing, 'wxfile://usr/a.txt'],
  ['alipay', alipayMissing, 'https://resource/a.txt'],
  ['tt', missing, 'ttfile://user/a.txt'],
  ['swan', missing, 'bdfile://tmp_a.txt'],
  ['qq', missing, 'qqfile://usr/a.txt'],
  ['jd', missing, 'jdfile://a.txt'],
  ['ks', missing, 'ksfile://temp/a.txt'],
  ['xhs', missing, ''],
  ['has', missing, 'internal://tmp/a.txt'],
  [
    'dd',
    (path) => [{ errorMessage: `no such file: "${path}"` }],
    'https://usr/a.txt',
    { fileName: 'file', fileType: 'image' },
  ],
]

for (const [name, failure, areaPath, more] of platforms) {
  /** The options for a file at this path. */
  const optionsFor = (/** @type {string} */ path) => ({
    ...{ url, name: 'file', ...more },
    ...(name === 'quickapp' ? { files: [{ uri: path, name: 'file', filename: 'a' }] } : { filePath: path }),
  })

  test(`C13 ${name}: no file of this machine`, async (context) => {
    const root = temporaryFolder(context)
    const { uploadFile } = createRuntime({ root, strict: true })[name]
    for (const path of [temporaryFile(context), 'package.json', `file://${__filename}`]) {
      const { name: callback, values } = await outcome(uploadFile, optionsFor(path))
      assert.equal(callback, 'fail')
      assert.deepEqual(values, failure(path, values))
    }
  })

  if (areaPath === '') continue
  test(`C13 ${name}: a file of an area is uploaded`, async (context) => {
    const receiver = await startReceiver(context)
    const runtime = createRuntime({ root: temporaryFolder(context), strict: true })
    runtime.files.write(areaPath, 'a')
    const options = { ...optionsFor(areaPath), url: receiver.url }
    assert.equal((await outcome(runtime[name].uploadFile, options)).name, 'success')
  })
}

for (const name of ['taro', 'uni']) {
  const { uploadFile } = createRuntime({ strict: true })[name]

  for (const [given, type] of /** @type {Array<[unknown, string]>} */ ([
    [Buffer.from('a'), 'Uint8Array'],
    [new ArrayBuffer(1), 'ArrayBuffer'],
    [new Blob(['a']), 'Blob'],
    [new File(['a'], 'a.txt'), 'File'],
  ])) {
    test(`C13 ${name}: a ${type} is of a wrong type`, async () => {
      const { values } = await outcome(uploadFile, { url, name: 'file', filePath: given })
      const problem = `parameter.filePath should be String instead of ${type};`
      assert.deepEqual(values, [{ errMsg: `uploadFile:fail parameter error: ${problem}`, errno: 1001 }])
    })
  }

  test(`C13 ${name}: a data: and a blob: URL are paths where nothing is`, async () => {
    for (const filePath of ['data:,a', URL.createObjectURL(new Blob(['a'])), 'blob:', 'data:']) {
      const { values } = await outcome(uploadFile, { url, name: 'file', filePath })
      assert.deepEqual(values, wechatMissing())
    }
  })
}

test('C13 uni: file is of no account, by itself and in files', async () => {
  const { uploadFile } = createRuntime({ strict: true }).uni
  const file = new File(['a'], 'a.txt')
  for (const [more, problem] of /** @type {Array<[object, string]>} */ ([
    [{ file }, 'parameter.filePath should be String instead of Undefined;'],
    [{ files: [{ file }] }, 'parameter.files[0].uri should be String instead of Undefined;'],
    [{ files: [{ uri: file }] }, 'parameter.files[0].uri should be String instead of File;'],
  ])) {
    const { values } = await outcome(uploadFile, { url, name: 'file', ...more })
    assert.deepEqual(values, [{ errMsg: `uploadFile:fail parameter error: ${problem}`, errno: 1001 }])
  }
  const { values } = await outcome(uploadFile, { url, files: [{ uri: 'data:,a' }] })
  assert.deepEqual(values, wechatMissing())
})

test('C13 dd: without a fileType it is error 11, only where it is strict', async (context) => {
  const receiver = await startReceiver(context)
  const root = temporaryFolder(context)
  const runtime = createRuntime({ root, strict: true })
  const filePath = runtime.files.write('https://usr/a.txt', 'a')
  for (const [fileType, type] of /** @type {Array<[unknown, string]>} */ ([
    [undefined, 'Undefined'],
    [1, 'Number'],
  ])) {
    const { values } = await outcome(runtime.dd.uploadFile, { url, filePath, fileName: 'file', fileType })
    const problem = `parameter.fileType should be String instead of ${type};`
    assert.deepEqual(values, [{ error: 11, errorMessage: `parameter error: ${problem}` }])
  }
  const options = { url: receiver.url, filePath, fileName: 'file' }
  assert.equal((await outcome(createRuntime({ root }).dd.uploadFile, options)).name, 'success')
})
