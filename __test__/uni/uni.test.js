'use strict'
// uni.uploadFile: docs/contract/mini-programs.md, M12 to M14.

const assert = require('node:assert/strict')
const path = require('node:path')
const { test } = require('node:test')

const { createRuntime } = require('uploadtask')
const { uploadFile } = require('uploadtask/uni')
const { runSnippet } = require('../support/child')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const METHODS = ['abort', 'onProgressUpdate', 'offProgressUpdate', 'onHeadersReceived', 'offHeadersReceived']

/** Nothing listens at port 1, so a check that lets a fault pass fails otherwise. */
const right = { url: 'http://127.0.0.1:1/', filePath: __filename, name: 'file' }

/** What `fail` gets, which `complete` gets too. */
function failure(/** @type {any} */ options) {
  return new Promise((resolve, reject) => {
    /** @type {unknown} */
    let failed
    uploadFile({
      ...options,
      success: () => reject(new Error('it succeeded')),
      fail: (error) => {
        failed = error
      },
      complete: (result) => resolve([failed, failed === result]),
    })
  })
}

for (const callback of ['success', 'fail', 'complete']) {
  test(`M12 with ${callback} it returns the task, which is no promise and can be extended`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { ...right, url: receiver.url, filePath: temporaryFile(context) }
    /** @type {any} */
    let task
    await new Promise((resolve) => {
      // One that never ends would be another test.
      const other = callback === 'complete' ? {} : { complete: resolve }
      task = uploadFile({ ...options, ...other, [callback]: resolve })
      if (callback === 'fail') task.abort()
    })
    assert.deepEqual(Object.keys(task), METHODS)
    assert.equal(task.then, undefined)
    task.__v_skip = true
    assert.equal(task.__v_skip, true)
  })
}

test('M12 without a callback it returns a promise, which has none of the methods', async (context) => {
  const receiver = await startReceiver(context, (_upload, _request, response) => {
    response.setHeader('X-Answer', 'yes').end('stored')
  })
  const filePath = temporaryFile(context)
  const promise = uploadFile({ ...right, url: receiver.url, filePath, success: undefined })
  assert.ok(promise instanceof Promise)
  assert.deepEqual(
    METHODS.filter((name) => name in promise),
    [],
  )
  const result = await promise
  assert.deepEqual(Object.keys(result), ['errMsg', 'statusCode', 'data', 'header'])
  assert.deepEqual([result.errMsg, result.statusCode, result.data], ['uploadFile:ok', 200, 'stored'])
  assert.equal(result.header['X-Answer'], 'yes')
})

test("M12 a failure is WeChat's; with a callback nobody has to await", async () => {
  const missing = { errMsg: 'uploadFile:fail createUploadTask:fail file not found', errno: 1300002 }
  const options = { ...right, filePath: 'missing.txt' }
  await assert.rejects(uploadFile(options), missing)
  assert.deepEqual(await failure(options), [missing, true])
  const { code, stderr, reports } = await runSnippet(
    `const { uploadFile } = uploadtask.uni
     process.on('unhandledRejection', ({ errno }) => report(['unhandled', errno]))
     uploadFile({ ...input, complete: ({ errno }) => report(['complete', errno]) })
     uploadFile(input)`,
    options,
  )
  const expected = [
    ['complete', 1300002],
    ['unhandled', 1300002],
  ]
  // The two run at the same time.
  assert.deepEqual({ code, stderr, reports: reports.sort() }, { code: 0, stderr: '', reports: expected })
})

test('M13 files go out in one request, in order, each under its key, and all of one key arrive', async (context) => {
  const receiver = await startReceiver(context)
  const files = ['a.txt', 'b.png', 'c.txt'].map((name) => temporaryFile(context, name))
  await uploadFile({
    url: receiver.url,
    formData: { user: 'uni' },
    files: [{ uri: files[0] }, { uri: files[1], name: 'picture' }, { uri: files[2] }],
    // Of no account beside `files`.
    filePath: 'missing.txt',
    name: 'other',
  })
  const [upload] = receiver.uploads
  assert.equal(receiver.uploads.length, 1)
  assert.deepEqual(upload.fields, [['user', 'uni']])
  assert.deepEqual(
    upload.files.map(({ field, filename }) => [field, filename]),
    [
      ['file', 'a.txt'],
      ['picture', 'b.png'],
      ['file', 'c.txt'],
    ],
  )
})

test('M13 files that cannot be sent: a failure of the arguments, and nothing is sent', async () => {
  const uri = __filename
  for (const [files, problem] of /** @type {Array<[unknown, string]>} */ ([
    [{ 0: { uri } }, 'parameter.files should be Array instead of Object;'],
    ['a', 'parameter.files should be Array instead of String;'],
    [[], 'parameter.files should hold a file;'],
    [[{ name: 'a' }], 'parameter.files[0].uri should be String instead of Undefined;'],
    [[{ uri }, null], 'parameter.files[1].uri should be String instead of Undefined;'],
    [[{ uri, name: 1 }], 'parameter.files[0].name should be String instead of Number;'],
    [Array(1001).fill({ uri }), 'parameter.files should hold at most 1000 files instead of 1001;'],
  ])) {
    const [error] = await failure({ url: right.url, files })
    assert.deepEqual(error, { errMsg: `uploadFile:fail parameter error: ${problem}`, errno: 1001 }, problem)
  }
  const [missing] = await failure({ url: right.url, files: [{ uri }, { uri: 'missing.txt' }] })
  assert.equal(missing.errno, 1300002)
})

test('M13 without files, filePath and name are required', async () => {
  const [error] = await failure({ url: right.url, files: null })
  const problem =
    'parameter.filePath should be String instead of Undefined;parameter.name should be String instead of Undefined;'
  assert.deepEqual(error, { errMsg: `uploadFile:fail parameter error: ${problem}`, errno: 1001 })
})

test('M13 a thousand files arrive', async (context) => {
  const receiver = await startReceiver(context)
  const uri = temporaryFile(context)
  await uploadFile({ url: receiver.url, files: Array(1000).fill({ uri }) })
  assert.equal(receiver.uploads[0].files.length, 1000)
})

test("M14 its storage areas are WeChat's", async (context) => {
  const receiver = await startReceiver(context)
  const root = temporaryFolder(context)
  const { uni, files } = createRuntime({ root })
  const photo = files.temp(temporaryFile(context, 'photo.png'))
  files.write('wxfile://usr/note.txt', 'hello')
  await uni.uploadFile({ url: receiver.url, files: [{ uri: photo }, { uri: 'wxfile://usr/note.txt' }] })
  const [first, second] = receiver.uploads[0].files
  assert.equal(path.extname(first.filename), '.png')
  assert.equal(second.filename, 'note.txt')
})
