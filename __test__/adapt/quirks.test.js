'use strict'
// What real hosts do beside their documents, and what stand-ins for them do.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { createHost, OPTIONS } = require('./hosts')
const { record } = require('../support/calls')

/** @type {any} */
const adapt = require('uploadtask/adapt')

/**
 * `Taro.uploadFile` of `@tarojs/taro-h5` 4: the promise has three methods only, the progress event a misspelt
 * name, the header event lines of text, the result no headers, a failure no errno, and an abort before the
 * sending no end at all.
 */
function createTaroH5() {
  /** @type {any} */
  const host = { progress: undefined, headers: undefined, aborts: 0 }
  host.Taro = {
    uploadFile(/** @type {any} */ { success, fail, complete }) {
      const promise = new Promise((resolve, reject) => {
        host.succeed = (/** @type {any} */ result) => {
          success?.(result)
          complete?.(result)
          resolve(result)
        }
        host.fail = (/** @type {any} */ reason) => {
          fail?.(reason)
          complete?.(reason)
          reject(reason)
        }
      })
      return Object.assign(promise, {
        headersReceive(/** @type {Function} */ listener) {
          host.headers = listener
        },
        progress(/** @type {Function} */ listener) {
          host.progress = listener
        },
        abort() {
          host.aborts += 1
        },
      })
    },
  }
  return host
}

for (const [name, headers] of /** @type {Array<[string, any]>} */ ([
  ['velaFromTaro', { headers: { 'content-type': 'text/plain', etag: 'a: b' } }],
  ['quickappFromTaro', { headers: { 'content-type': 'text/plain', etag: 'a: b' } }],
  [
    'wxFromTaro',
    { errMsg: 'uploadFile:ok', header: { 'content-type': 'text/plain', etag: 'a: b' }, cookies: [] },
  ],
])) {
  test(`X1 response headers: ${name} over Taro in H5 takes them from the header event`, () => {
    const host = createTaroH5()
    const { calls } = record(adapt[name](host.Taro).uploadFile, OPTIONS)
    host.headers({ header: 'content-type: text/plain\r\netag: a: b\r\n' })
    host.succeed({ errMsg: 'uploadFile:ok', statusCode: 200, data: 'ok' })
    assert.deepEqual(calls[0], ['success', { statusCode: 200, data: 'ok', ...headers }])
  })

  test(`X1 progress: ${name} over Taro in H5 by its own method and in spite of the misspelt name`, () => {
    const host = createTaroH5()
    const { task } = record(adapt[name](host.Taro).uploadFile, OPTIONS)
    /** @type {any[]} */
    const seen = []
    task.onProgressUpdate((/** @type {any} */ given) => seen.push(given))
    host.progress({ progress: 50, totalBytesSent: 5, totalBytesExpectedToSent: 10 })
    assert.deepEqual(seen, [{ progress: 50, totalBytesSent: 5, totalBytesExpectedToSend: 10 }])
  })
}

test('X1 abort: quickappFromTaro over Taro in H5, which never ends, ends all the same', async () => {
  const host = createTaroH5()
  const { task, done } = record(adapt.quickappFromTaro(host.Taro).uploadFile, OPTIONS)
  task.abort()
  assert.deepEqual(await done, [
    ['fail', 'Canceled', 1000],
    ['complete', 'Canceled'],
  ])
  assert.equal(host.aborts, 1)
})

test('X1 failure: velaFromTaro over Taro in H5: an error without a text has one', async () => {
  const host = createTaroH5()
  const { done } = record(adapt.velaFromTaro(host.Taro).uploadFile, OPTIONS)
  host.fail({ errMsg: 'uploadFile:fail undefined' })
  assert.deepEqual(await done, [['fail', 'the host gave no reason', 200], ['complete']])
})

/** @type {Array<[label: string, given: any[], adapter: string, expected: any[]]>} */
const FAILURES = [
  ['no text', ['', 7], 'velaFromQuickapp', ['the host gave no reason but the code 7', 200]],
  ['nothing at all', [], 'quickappFromVela', ['the host gave no reason', 1000]],
  ['an Error', [new Error('broken')], 'velaFromTaro', ['broken', 200]],
  ['a text', ['broken'], 'velaFromWx', ['broken', 200]],
  ['a code that is text', ['late', '204'], 'quickappFromVela', ['late', 204]],
  ['an object', [{ errMsg: 'uploadFile:fail late' }, 204], 'quickappFromVela', ['late', 204]],
]
for (const [label, given, adapter, expected] of FAILURES) {
  test(`X1 failure: ${adapter} over a host whose fail gets ${label}`, () => {
    const { implementation, fail } = createHost(adapter.split('From')[1].toLowerCase())
    const { calls } = record(adapt[adapter](implementation).uploadFile, OPTIONS)
    fail(...given)
    assert.deepEqual(calls[0], ['fail', ...expected])
  })
}

for (const name of ['wxFromTaro', 'taroFromWx']) {
  const host = name.split('From')[1].toLowerCase()
  test(`X1 failure: ${name} adds the errno that the text tells, and keeps one that no table has`, () => {
    for (const [given, expected] of [
      [{ errMsg: 'uploadFile:fail abort' }, { errMsg: 'uploadFile:fail abort', errno: 600004 }],
      [{ errMsg: 'uploadFile:fail hang up' }, { errMsg: 'uploadFile:fail hang up', errno: 600001 }],
      [
        { errMsg: 'uploadFile:fail interrupted', errno: 600003 },
        { errMsg: 'uploadFile:fail interrupted', errno: 600003 },
      ],
    ]) {
      const { implementation, fail } = createHost(host)
      const { calls } = record(adapt[name](implementation).uploadFile, OPTIONS)
      fail(given)
      assert.deepEqual(calls[0], ['fail', expected])
    }
  })

  test(`X1 outcome: ${name} keeps profile and whatever else the host gave`, () => {
    const { implementation, succeed } = createHost(host)
    const { calls } = record(adapt[name](implementation).uploadFile, OPTIONS)
    const result = {
      errMsg: 'uploadFile:ok',
      statusCode: 200,
      data: '',
      header: { 'Set-Cookie': 'a=1,b=2', 'X-A': '1,2' },
      cookies: ['a=1', 'b=2'],
      profile: { port: 1 },
      vendor: true,
    }
    succeed(result)
    assert.deepEqual(calls[0], ['success', result])
  })
}

/** @type {Array<[label: string, given: any, expected: any]>} */
const RESULTS = [
  ['a status that is text', { statusCode: '201', data: '' }, { statusCode: 201, data: '' }],
  ['a body that was parsed', { statusCode: 200, data: { a: 1 } }, { statusCode: 200, data: '{"a":1}' }],
  ['no body', { statusCode: 204 }, { statusCode: 204, data: '' }],
]
for (const [label, given, expected] of RESULTS) {
  test(`X1 status, body: velaFromWx over a host that gives ${label}`, () => {
    const { implementation, succeed } = createHost('wx')
    const { calls } = record(adapt.velaFromWx(implementation).uploadFile, OPTIONS)
    succeed(given)
    assert.deepEqual(calls[0], ['success', { ...expected, headers: {} }])
  })
}

test('X1 response headers: cookies without a Set-Cookie header become one', () => {
  const { implementation, succeed } = createHost('wx')
  const { calls } = record(adapt.quickappFromWx(implementation).uploadFile, OPTIONS)
  succeed({ statusCode: 200, data: '', header: {}, cookies: ['a=1', 'b=2'] })
  assert.deepEqual(calls[0][1].headers, { 'Set-Cookie': ['a=1', 'b=2'] })
})

for (const [name, member] of [
  ['velaFromTaro', 'headers'],
  ['quickappFromWx', 'headers'],
  ['wxFromTaro', 'header'],
  ['taroFromWx', 'header'],
]) {
  test(`W11 ${name}: header names answer in lower case and in Title-Case, and nobody sees that`, () => {
    const host = name.split('From')[1].toLowerCase()
    const { implementation, succeed } = createHost(host)
    const { calls } = record(adapt[name](implementation).uploadFile, OPTIONS)
    const header = { 'content-type': 'text/plain', 'X-REQUEST-ID': '1' }
    succeed({ errMsg: 'uploadFile:ok', statusCode: 200, data: '', header, cookies: [] })
    /** @type {Record<string, string>} */
    const headers = calls[0][1][member]
    assert.deepEqual(Object.entries(headers), Object.entries(header))
    assert.equal(headers['Content-Type'], 'text/plain')
    assert.equal(headers['x-request-id'], '1')
    assert.equal(headers['X-Request-Id'], '1')
  })
}

test('X1 header event: a host whose task has none, or refuses it, gets one made from the result', () => {
  const refusing = () => {
    throw new Error('not supported')
  }
  for (const task of [undefined, {}, { onHeadersReceived: refusing }]) {
    /** @type {any} */
    let options
    const { uploadFile } = adapt.wxFromQuickapp({
      uploadFile(/** @type {any} */ given) {
        options = given
        return task
      },
    })
    /** @type {any[]} */
    const seen = []
    const started = uploadFile(OPTIONS)
    started.onHeadersReceived((/** @type {any} */ given) => seen.push(given))
    started.onProgressUpdate(() => {})
    options.success({ code: 200, data: '', header: { 'X-A': ['1', '2'] } })
    started.abort()
    assert.deepEqual(seen, [{ header: { 'X-A': '1,2' } }])
  }
})

test('X1 promise: a stand-in for Taro that only settles its promise is heard', async () => {
  const result = { errMsg: 'uploadFile:ok', statusCode: 200, data: 'ok' }
  const resolving = adapt.velaFromTaro({ uploadFile: () => Promise.resolve(result) })
  assert.deepEqual(await record(resolving.uploadFile, OPTIONS).done, [
    ['success', { statusCode: 200, data: 'ok', headers: {} }],
    ['complete'],
  ])
  const rejecting = adapt.velaFromTaro({
    uploadFile: () => Promise.reject({ errMsg: 'uploadFile:fail timeout' }),
  })
  assert.deepEqual(await record(rejecting.uploadFile, OPTIONS).done, [['fail', 'timeout', 204], ['complete']])
})

test('X1 promise: a promise of something else than a result is no success', async () => {
  /** @type {any} */
  let options
  const { uploadFile } = adapt.wxFromTaro({
    async uploadFile(/** @type {any} */ given) {
      options = given
      return { abort() {} }
    },
  })
  const { calls } = record(uploadFile, OPTIONS)
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(calls, [])
  options.success({ errMsg: 'uploadFile:ok', statusCode: 200, data: '', header: {}, cookies: [] })
  assert.equal(calls[0][0], 'success')
})
