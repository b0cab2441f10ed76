'use strict'
// The adapters over this package's own dialects as hosts: real files, real servers.

const assert = require('node:assert/strict')
const path = require('node:path')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { answer, startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

/** @type {any} */
const uploadtask = require('uploadtask')
/** @type {any} */
const adapt = require('uploadtask/adapt')

const NOBODY = 'http://127.0.0.1:1/'

/** The failure of a dialect: `fail`'s arguments, by its text and its number. @type {Record<string, (text: string, code: number) => any[]>} */
const FAILURE = {
  vela: (text, code) => [text, code],
  quickapp: (text, code) => [text, code],
  wx: (text, errno) => [{ errMsg: `uploadFile:fail ${text}`, errno }],
}
FAILURE.taro = FAILURE.wx

/** By the caller's dialect. @type {Record<string, { missing: any[], argument: any[], connect: number, abort: any[] | null }>} */
const ENDS = {
  vela: {
    missing: ['invalid filename', 202],
    argument: ['invalid headers', 202],
    connect: 200,
    abort: null,
  },
  quickapp: {
    missing: ['invalid filename', 301],
    argument: ['invalid headers', 202],
    connect: 1000,
    abort: ['Canceled', 1000],
  },
  wx: {
    missing: FAILURE.wx('createUploadTask:fail file not found', 1300002),
    argument: FAILURE.wx('invalid header "X A"', 1001),
    connect: 600001,
    abort: FAILURE.wx('abort', 600004),
  },
}
ENDS.taro = ENDS.wx

for (const name of Object.keys(adapt)) {
  const [caller, host] = name.split('From').map((dialect) => dialect.toLowerCase())
  const { uploadFile } = adapt[name](uploadtask[host])
  const ends = ENDS[caller]
  const headersOf = (/** @type {any} */ result) => result.headers ?? result.header

  test(`X1 ${name} over our own ${host} uploads a file`, async (context) => {
    const receiver = await startReceiver(context)
    const filePath = temporaryFile(context, 'photo.txt', 'x'.repeat(100000))
    const { task, calls, done } = record(uploadFile, {
      url: receiver.url,
      filePath,
      name: 'photo',
      header: { 'X-Token': 'secret' },
      formData: { user: 'test', n: 1 },
    })
    /** @type {any[]} */
    const progress = []
    /** @type {any[]} */
    const headers = []
    task.onProgressUpdate((/** @type {any} */ event) => progress.push(event))
    task.onHeadersReceived?.((/** @type {any} */ event) => headers.push(event.header ?? event))
    await done
    assert.deepEqual(
      calls.map(([callback]) => callback),
      ['success', 'complete'],
    )
    const [[, result]] = calls
    assert.equal(result.statusCode, 200)
    assert.equal(JSON.parse(result.data).files[0].size, 100000)
    assert.equal(headersOf(result)['content-type'], 'application/json')
    assert.equal(headersOf(result)['Content-Type'], 'application/json')
    assert.deepEqual(headers, caller === 'vela' ? [] : [headersOf(result)])
    assert.equal(progress.at(-1).progress, 100)
    assert.deepEqual(Object.keys(progress[0]).sort(), [
      'progress',
      'totalBytesExpectedToSend',
      'totalBytesSent',
    ])
    const [upload] = receiver.uploads
    assert.deepEqual(upload.fields, [
      ['user', 'test'],
      ['n', '1'],
    ])
    assert.equal(upload.headers['x-token'], 'secret')
    assert.deepEqual(
      upload.files.map(({ field, filename, size }) => ({ field, filename, size })),
      [{ field: 'photo', filename: path.basename(filePath), size: 100000 }],
    )
    if (caller === 'taro') assert.equal(await task, result)
  })

  test(`X1 status, response headers: ${name} over our own ${host}`, async (context) => {
    const lines = { 'Set-Cookie': ['a=1', 'b=2'], 'X-A': ['1', '2'] }
    const server = await startCanned(context, answer(404, /** @type {any} */ (lines), 'not here'))
    const { calls, done } = record(uploadFile, {
      url: server.url,
      filePath: temporaryFile(context),
      name: 'file',
    })
    await done
    const [[callback, result]] = calls
    assert.deepEqual([callback, result.statusCode, result.data], ['success', 404, 'not here'])
    const headers = headersOf(result)
    if (caller === 'vela') assert.equal(headers['Set-Cookie'], 'b=2')
    else if (caller === 'quickapp')
      assert.deepEqual(headers['Set-Cookie'], host === 'vela' ? 'b=2' : ['a=1', 'b=2'])
    else {
      // Vela keeps the last one only.
      const cookies = host === 'vela' ? ['b=2'] : ['a=1', 'b=2']
      assert.equal(headers['Set-Cookie'], cookies.join(','))
      assert.deepEqual(result.cookies, cookies)
    }
  })

  test(`X1 file not found: ${name} over our own ${host}`, async (context) => {
    const filePath = `${temporaryFile(context)}.missing`
    const [[callback, ...values]] = await record(uploadFile, { url: NOBODY, filePath, name: 'file' }).done
    assert.deepEqual([callback, ...values], ['fail', ...ends.missing])
  })

  test(`X1 bad argument: ${name} over our own ${host}`, async (context) => {
    const options = { url: NOBODY, filePath: temporaryFile(context), name: 'file', header: { 'X A': '1' } }
    const [[callback, ...values]] = await record(uploadFile, options).done
    assert.deepEqual([callback, ...values], ['fail', ...ends.argument])
  })

  test(`X1 connect: ${name} over our own ${host}`, async (context) => {
    const options = { url: NOBODY, filePath: temporaryFile(context), name: 'file' }
    const [[callback, ...values]] = await record(uploadFile, options).done
    assert.deepEqual(
      [callback, ...values],
      ['fail', ...FAILURE[caller]('connect ECONNREFUSED 127.0.0.1:1', ends.connect)],
    )
  })

  test(`X1 timeout: ${name} over our own ${host}`, async (context) => {
    const receiver = await startHoldingReceiver(context)
    const { done } = record(uploadFile, {
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
      timeout: 50,
    })
    const [[callback, ...values]] = await done
    assert.equal(callback, 'fail')
    if (caller === 'wx' || caller === 'taro') {
      assert.deepEqual(values, [{ errMsg: 'uploadFile:fail timeout', errno: 5 }])
    } else {
      assert.equal(values[1], 204)
      assert.match(values[0], host === 'wx' || host === 'taro' ? /^timeout$/ : /50 ms/)
    }
  })

  test(`X1 abort: ${name} over our own ${host}: the connection is closed`, async (context) => {
    const receiver = await startHoldingReceiver(context)
    const { task, calls } = record(uploadFile, {
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
    })
    const { closed } = /** @type {any} */ (await receiver.next())
    task.abort()
    await closed
    const expected = ends.abort
    assert.deepEqual(
      calls.map(([callback]) => callback),
      expected ? ['fail', 'complete'] : [],
    )
    if (expected) assert.deepEqual(calls[0], ['fail', ...expected])
  })
}

for (const name of ['taroFromVela', 'velaFromTaro', 'quickappFromVela']) {
  test(`X2 ${name} and back, over our own dialects, with the same bytes for the server`, async (context) => {
    const [caller, host] = name.split('From').map((dialect) => dialect.toLowerCase())
    const back = `${host}From${caller[0].toUpperCase()}${caller.slice(1)}`
    const receiver = await startReceiver(context)
    const filePath = temporaryFile(context, 'a.png', 'bytes')
    const options = { url: receiver.url, filePath, name: 'file', formData: { a: 'ü', n: -1 }, timeout: 5000 }
    const [[, direct]] = await record(uploadtask[caller].uploadFile, options).done
    const there = adapt[name](adapt[back](uploadtask[caller]))
    const [[, round]] = await record(there.uploadFile, options).done
    assert.equal(round.data, direct.data)
    assert.deepEqual(receiver.uploads[1].fields, receiver.uploads[0].fields)
    assert.deepEqual(receiver.uploads[1].files, receiver.uploads[0].files)
  })
}
