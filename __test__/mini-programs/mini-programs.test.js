'use strict'
// Every line of docs/contract/mini-programs.md, for every row.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { describe, test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { startReceiver } = require('../support/receiver')
const { rows } = require('./rows')

const uploadtask = /** @type {any} */ (require('uploadtask'))

for (const row of rows) {
  const { name, key, failure } = row
  const { uploadFile } = require(`uploadtask/${name}`)
  /** Nothing listens at port 1, so a check that lets a fault pass fails otherwise. */
  const right = { url: 'http://127.0.0.1:1/upload', filePath: __filename, [key]: 'file' }

  describe(name, () => {
    test('M1 the module, the member of the package and that of a runtime', () => {
      assert.equal(uploadtask[name].uploadFile, uploadFile)
      assert.deepEqual(Object.keys(uploadtask.createRuntime()[name]), ['uploadFile'])
    })

    test('M1 the task has five methods, and is a promise where the platform says so', async (context) => {
      const receiver = await startReceiver(context)
      const task = uploadFile({ ...right, url: receiver.url, filePath: temporaryFile(context) })
      for (const method of [
        'abort',
        ...['onProgressUpdate', 'offProgressUpdate', 'onHeadersReceived', 'offHeadersReceived'],
      ]) {
        assert.equal(typeof task[method], 'function', method)
      }
      assert.equal(task instanceof Promise, row.promised)
      if (row.promised) assert.equal((await task).statusCode, 200)
    })

    test('M2 M4 fields, then the file under its own name; success has the published members', async (context) => {
      const receiver = await startReceiver(context)
      const { calls, done } = record(uploadFile, {
        ...right,
        url: receiver.url,
        filePath: temporaryFile(context, 'photo.png'),
        formData: { a: 1, b: 'two' },
        fileName: key === 'fileName' ? 'file' : 'other.png',
        header: { 'X-One': 1 },
      })
      await done
      const [upload] = receiver.uploads
      assert.equal(upload.method, 'POST')
      assert.equal(upload.headers['x-one'], '1')
      assert.deepEqual(upload.fields, [
        ['a', '1'],
        ['b', 'two'],
      ])
      assert.deepEqual(
        upload.files.map(({ field, filename }) => [field, filename]),
        [['file', 'photo.png']],
      )
      assert.deepEqual(
        calls.map(([callback]) => callback),
        ['success', 'complete'],
      )
      assert.deepEqual(Object.keys(calls[0][1]), row.success)
      assert.equal(calls[0][1].statusCode, 200)
      assert.equal(calls[0][1], calls[1][1])
    })

    test('M2 headers that cannot be set are dropped', async (context) => {
      const receiver = await startReceiver(context)
      const header = Object.fromEntries(row.forbidden.map((one) => [one, 'mine']))
      const filePath = temporaryFile(context)
      await outcome(uploadFile, { ...right, url: receiver.url, filePath, header })
      for (const one of row.forbidden) {
        assert.notEqual(receiver.uploads[0].headers[one.toLowerCase()], 'mine', one)
      }
    })

    for (const [title, options, complaint] of /** @type {Array<[string, any, string]>} */ ([
      ['no url', { url: undefined }, 'parameter.url should be String instead of Undefined;'],
      [
        'a filePath of a wrong type',
        { filePath: 1 },
        'parameter.filePath should be String instead of Number;',
      ],
      ['no form key', { [key]: undefined }, `parameter.${key} should be String instead of Undefined;`],
      ['a header that is text', { header: 'a' }, 'parameter.header should be Object instead of String;'],
      [
        'a formData that is a list',
        { formData: [] },
        'parameter.formData should be Object instead of Array;',
      ],
      ['a timeout that is text', { timeout: '1' }, 'parameter.timeout should be Number instead of String;'],
    ])) {
      test(`M3 ${title}: a failure that names the parameter`, async () => {
        const { name: callback, values } = await outcome(uploadFile, { ...right, ...options })
        assert.equal(callback, 'fail')
        assert.deepEqual(values, [failure(`parameter error: ${complaint}`, true)])
      })
    }

    test('M3 no options at all: nothing is thrown', async () => {
      if (row.promised) await assert.rejects(uploadFile(), (error) => typeof error === 'object')
      else assert.equal(typeof uploadFile().abort, 'function')
    })

    test('M5 a failure has the cause as its text, and a number only where one is published', async () => {
      const { name: callback, values } = await outcome(uploadFile, right)
      assert.equal(callback, 'fail')
      assert.deepEqual(values, [failure('connect ECONNREFUSED 127.0.0.1:1')])
    })

    test('M5 abort', async (context) => {
      const server = await startPausedServer(context)
      const { task, calls, done } = record(uploadFile, {
        ...right,
        url: server.url,
        filePath: temporaryFile(context),
      })
      task.abort()
      await done
      assert.deepEqual(calls[0], ['fail', failure('abort')])
    })

    test('M6 progress and headers', async (context) => {
      const receiver = await startReceiver(context)
      const options = { ...right, url: receiver.url, filePath: temporaryFile(context) }
      const { task, done } = record(uploadFile, options)
      /** @type {any[]} */
      const progress = []
      /** @type {any[]} */
      const headers = []
      task.onProgressUpdate((/** @type {any} */ event) => progress.push(event))
      task.onHeadersReceived((/** @type {any} */ event) => headers.push(event))
      await done
      const last = progress.at(-1)
      assert.deepEqual(Object.keys(last), ['progress', 'totalBytesSent', 'totalBytesExpectedToSend'])
      assert.equal(last.progress, 100)
      assert.equal(last.totalBytesSent, last.totalBytesExpectedToSend)
      assert.equal(headers.length, 1)
      assert.deepEqual(Object.keys(headers[0]), ['header'])
      assert.equal(headers[0].header['content-type'], headers[0].header['Content-Type'])
    })

    test('M7 paths in its areas lead to their folders, by files.write too', async (context) => {
      const receiver = await startReceiver(context)
      const root = temporaryFolder(context)
      const runtime = uploadtask.createRuntime({ root })
      for (const [filePath, file] of row.areas) {
        runtime.files.write(filePath, 'x')
        assert.equal(fs.readFileSync(path.join(root, file), 'utf8'), 'x', filePath)
        const options = { ...right, url: receiver.url, filePath }
        assert.equal((await outcome(runtime[name].uploadFile, options)).name, 'success', filePath)
      }
      for (const filePath of row.nowhere) {
        const { values } = await outcome(runtime[name].uploadFile, { ...right, filePath })
        assert.deepEqual(values, [failure(`no such file: "${filePath}"`)], filePath)
      }
    })

    test('M8 the time limit: timeout, else networkTimeout.uploadFile', async (context) => {
      const server = await startPausedServer(context)
      const runtime = uploadtask.createRuntime({ networkTimeout: { uploadFile: 80 } })
      const options = { ...right, url: server.url, filePath: temporaryFile(context) }
      for (const [more, cause] of /** @type {Array<[object, string]>} */ ([
        [{ timeout: 50 }, 'no answer within 50 ms (the timeout option)'],
        [{}, 'no answer within 80 ms (networkTimeout.uploadFile)'],
      ])) {
        const { values } = await outcome(runtime[name].uploadFile, { ...options, ...more })
        assert.deepEqual(values, [failure(cause)])
      }
    })

    test('M9 ten at once, or as many as maxConcurrency says', async (context) => {
      for (const [config, limit] of /** @type {Array<[any, number]>} */ ([
        [{}, 10],
        [{ maxConcurrency: { [name]: 2 } }, 2],
      ])) {
        const receiver = await startHoldingReceiver(context)
        const runtime = uploadtask.createRuntime(config)
        const options = { ...right, url: receiver.url, filePath: temporaryFile(context) }
        const uploads = Array.from({ length: limit + 1 }, () => outcome(runtime[name].uploadFile, options))
        const running = []
        for (let index = 0; index < limit; index += 1) running.push(await receiver.next())
        // The last one comes when another has ended, and not before.
        assert.equal(receiver.held.length, 0)
        running[0].release()
        const last = await receiver.next()
        for (const one of [...running.slice(1), last]) one.release()
        for (const { name: callback } of await Promise.all(uploads)) assert.equal(callback, 'success')
      }
    })
  })
}
