'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { runSnippet } = require('../support/child')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startPausedServer } = require('../support/paused-server')
const { startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { failureOf } = require('./failure')

const { createRuntime } = require('uploadtask')
/** @type {any} */
const { uploadFile } = require('uploadtask/alipay')

/** Right in every option; nothing listens at port 1, so a check that lets a fault pass fails otherwise. */
const right = { url: 'http://127.0.0.1:1/upload', filePath: __filename, name: 'file' }

for (const [title, options, complaints] of /** @type {Array<[string, any, string]>} */ ([
  ['no options', undefined, 'parameter.url should be String instead of Undefined;'],
  ['no name', { ...right, name: undefined }, 'parameter.name should be String instead of Undefined;'],
  ['a url that is a number', { ...right, url: 1 }, 'parameter.url should be String instead of Number;'],
  ['null as filePath', { ...right, filePath: null }, 'parameter.filePath should be String instead of Null;'],
  [
    'a fileName of a wrong type, without name',
    { ...right, name: undefined, fileName: ['f'] },
    'parameter.fileName should be String instead of Array;',
  ],
  [
    'a header that is text',
    { ...right, header: 'a: b' },
    'parameter.header should be Object instead of String;',
  ],
  [
    'headers that are text',
    { ...right, headers: 'a: b' },
    'parameter.headers should be Object instead of String;',
  ],
  [
    'a formData that is a list',
    { ...right, formData: [] },
    'parameter.formData should be Object instead of Array;',
  ],
  [
    'a timeout that is text',
    { ...right, timeout: '1' },
    'parameter.timeout should be Number instead of String;',
  ],
])) {
  test(`A9 ${title}: 11, and the parameter is named`, async () => {
    if (options === undefined) {
      await assert.rejects(uploadFile(), (/** @type {any} */ { error, errorMessage }) => {
        assert.equal(error, 11)
        return errorMessage.startsWith(`parameter error: ${complaints}`)
      })
      return
    }
    assert.deepEqual(await failureOf(uploadFile, options), {
      error: 11,
      errorMessage: `parameter error: ${complaints}`,
    })
  })
}

test('A9 a header that cannot be sent: 11', async () => {
  const { error, errorMessage } = await failureOf(uploadFile, { ...right, header: { 'X-A': 'a\r\nb' } })
  assert.equal(error, 11)
  assert.match(errorMessage, /X-A/)
})

test('A10 a URL that is none, or neither http nor https: 11', async () => {
  for (const url of ['', 'not a url', 'ftp://127.0.0.1/', 'http://']) {
    assert.deepEqual(await failureOf(uploadFile, { ...right, url }), {
      error: 11,
      errorMessage: `invalid url "${url}"`,
    })
  }
})

test('A11 no such file, an empty path, a path in no area: 11', async (context) => {
  const { url } = await startReceiver(context)
  const missing = path.join(temporaryFolder(context), 'missing.txt')
  for (const filePath of [missing, '', 'https://elsewhere/a.png', 'https://usr/missing.png']) {
    const { error, errorMessage } = await failureOf(uploadFile, { ...right, url, filePath })
    assert.equal(error, 11, filePath)
    assert.match(errorMessage, /no such file/)
  }
})

test('A12 a directory: 12', async (context) => {
  const filePath = temporaryFolder(context)
  const { error, errorMessage } = await failureOf(uploadFile, { ...right, filePath })
  assert.equal(error, 12)
  assert.match(errorMessage, /directory/)
})

test('A12 no connection: 12, and the cause', async (context) => {
  const server = await startRawServer(null, () => {})
  await server.close()
  const filePath = temporaryFile(context)
  const { error, errorMessage } = await failureOf(uploadFile, { ...right, url: server.url, filePath })
  assert.equal(error, 12)
  assert.match(errorMessage, /refused/i)
})

test('A12 a connection that closes without an answer: 12', async (context) => {
  const { url } = await startRawServer(context, (socket) => socket.once('data', () => socket.destroy()))
  const { error } = await failureOf(uploadFile, { ...right, url, filePath: temporaryFile(context) })
  assert.equal(error, 12)
})

test('A12 a timeout: 12, and the limit', async (context) => {
  const { url } = await startPausedServer(context)
  const options = { ...right, url, filePath: temporaryFile(context), timeout: 200 }
  const { error, errorMessage } = await failureOf(uploadFile, options)
  assert.equal(error, 12)
  assert.match(errorMessage, /200 ms \(the timeout option\)/)
})

test('A12 networkTimeout.uploadFile is the limit of an upload without one', async (context) => {
  const { url } = await startPausedServer(context)
  const { alipay } = createRuntime({ networkTimeout: { uploadFile: 200 } })
  const options = { ...right, url, filePath: temporaryFile(context) }
  const { error, errorMessage } = await failureOf(alipay.uploadFile, options)
  assert.equal(error, 12)
  assert.match(errorMessage, /200 ms \(networkTimeout\.uploadFile\)/)
})

test('A12 a FIFO: 13, and it is not waited for', {
  skip: process.platform === 'win32' && 'Windows has no FIFO',
}, async (context) => {
  const filePath = path.join(temporaryFolder(context), 'fifo')
  require('node:child_process').execFileSync('mkfifo', [filePath])
  const { error } = await failureOf(uploadFile, { ...right, filePath })
  assert.equal(error, 13)
})

test('A13 abort: 9, uploadFile:fail abort, after abort has returned', async (context) => {
  const server = await startPausedServer(context)
  const options = { ...right, url: server.url, filePath: temporaryFile(context) }
  const { task, calls, done } = record(uploadFile, options)
  await server.next()
  assert.equal(task.abort(), undefined)
  task.abort()
  assert.deepEqual(calls, [])
  const failure = { error: 9, errorMessage: 'uploadFile:fail abort' }
  assert.deepEqual(await done, [
    ['fail', failure],
    ['complete', failure],
  ])
  await assert.rejects(task, (reason) => {
    assert.deepEqual(reason, failure)
    return true
  })
})

test('A14 a host outside domains: 4, and no connection', async (context) => {
  const receiver = await startReceiver(context)
  const { alipay } = createRuntime({ domains: ['upload.example.com'] })
  const options = { ...right, url: receiver.url, filePath: temporaryFile(context) }
  assert.equal((await failureOf(alipay.uploadFile, options)).error, 4)
  assert.equal(receiver.connections, 0)
})

test('A16 an exception in a callback surfaces once and stops nothing', async (context) => {
  const { url } = await startReceiver(context)
  const { code, reports, stderr } = await runSnippet(
    `
      process.on('uncaughtException', (error) => report(['uncaughtException', error.message]))
      const task = uploadtask.alipay.uploadFile({
        ...input,
        success() {
          report(['success'])
          throw new Error('of the app')
        },
        complete: () => report(['complete']),
      })
      task.then(({ statusCode }) => report(['resolved', statusCode]))
    `,
    { ...right, url, filePath: temporaryFile(context) },
  )
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.deepEqual(reports.toSorted(), [
    ['complete'],
    ['resolved', 200],
    ['success'],
    ['uncaughtException', 'of the app'],
  ])
  assert.deepEqual(reports[0], ['success'])
})

test('A11 A19 a path cannot lead out of its area: 11', async (context) => {
  const { url } = await startReceiver(context)
  const root = temporaryFolder(context)
  fs.mkdirSync(path.join(root, 'alipay', 'usr'), { recursive: true })
  fs.writeFileSync(path.join(root, 'secret'), 's')
  const { alipay } = createRuntime({ root })
  for (const filePath of [
    'https://usr/../../secret',
    'https://usr/..%2f..%2fsecret',
    'https://resource/../../secret',
  ]) {
    assert.equal((await failureOf(alipay.uploadFile, { ...right, url, filePath })).error, 11, filePath)
  }
})
