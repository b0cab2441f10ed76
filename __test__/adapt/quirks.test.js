'use strict'
// What real hosts do beside their documents, and what stand-ins for them do.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { createHost, OPTIONS } = require('./hosts')
const { settled } = require('./expected')
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
  ['null for a body', { statusCode: 204, data: null }, { statusCode: 204, data: '' }],
  ['a body that is a number', { statusCode: 200, data: 0 }, { statusCode: 200, data: '0' }],
  [
    'an ArrayBuffer',
    { statusCode: 200, data: new TextEncoder().encode('\uFEFFüß').buffer },
    { statusCode: 200, data: 'üß' },
  ],
  [
    'a Uint8Array',
    { statusCode: 200, data: new Uint8Array([0x61, 0xff]) },
    { statusCode: 200, data: 'a\uFFFD' },
  ],
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

/** @type {any} */
const cyclic = { name: 'a' }
cyclic.self = cyclic
/** Results that cannot be read, and the reason. @type {Array<[label: string, result: any, reason: RegExp]>} */
const UNREADABLE = [
  ['a cyclic body', { data: cyclic }, /Converting circular structure to JSON$/],
  ['a BigInt in the body', { data: { big: 1n } }, /Do not know how to serialize a BigInt$/],
  [
    'a header value without a text',
    { header: { a: Object.create(null) }, headers: { a: Object.create(null) }, data: '' },
    /Cannot convert object to primitive value$/,
  ],
]
/** What `fail` gets, by the caller's dialect. @type {Record<string, (text: string) => any[]>} */
const FAILED = {
  vela: (text) => [text, 200],
  quickapp: (text) => [text, 1000],
  wx: (text) => [{ errMsg: `uploadFile:fail ${text}`, errno: 600001 }],
}
for (const name of Object.keys(adapt)) {
  const [caller, host] = name.split('From').map((dialect) => dialect.toLowerCase())
  for (const [label, result, reason] of UNREADABLE) {
    test(`X1 outcome: ${name} ends with a failure when the host gives ${label}`, async () => {
      for (const duringTheCall of [false, true]) {
        const given = { statusCode: 200, ...result }
        const { implementation, succeed } = createHost(host, (end) => {
          if (duringTheCall) end.succeed(given)
        })
        const { task, calls, done } = record(adapt[name](implementation).uploadFile, OPTIONS)
        if (!duringTheCall) assert.doesNotThrow(() => succeed(given))
        const [[callback, ...values]] = await done
        const text = (values[0].errMsg ?? values[0]).replace('uploadFile:fail ', '')
        assert.match(text, /^the host's result could not be read: [^\n]*$/)
        assert.match(text, reason)
        assert.deepEqual([callback, ...values], ['fail', ...FAILED[caller === 'taro' ? 'wx' : caller](text)])
        if (caller === 'taro') await assert.rejects(task, (error) => error === values[0])
        await settled()
        assert.equal(calls.length, 2)
      }
    })
  }
}

test('X1 failure: one that cannot be read is a failure all the same', () => {
  const { implementation, fail } = createHost('vela')
  const { calls } = record(adapt.quickappFromVela(implementation).uploadFile, OPTIONS)
  fail('', Object.create(null))
  assert.deepEqual(calls[0], [
    'fail',
    "the host's failure could not be read: Cannot convert object to primitive value",
    1000,
  ])
})

test('X1 header event: one that cannot be read is not passed on, and does not throw in the host', () => {
  const { implementation, headers, succeed } = createHost('wx')
  const { task, calls } = record(adapt.quickappFromWx(implementation).uploadFile, OPTIONS)
  /** @type {any[]} */
  const seen = []
  task.onHeadersReceived((/** @type {any} */ given) => seen.push(given))
  assert.doesNotThrow(() => headers({ header: { a: Object.create(null) } }))
  succeed({ statusCode: 200, data: 'ok', header: { b: '1' } })
  assert.deepEqual(seen, [])
  assert.equal(calls[0][0], 'success')
})

test('X1 body: bytes where there is no TextDecoder are a failure that says so', (context) => {
  const { TextDecoder } = globalThis
  context.after(() => {
    globalThis.TextDecoder = TextDecoder
  })
  const { implementation, succeed } = createHost('wx')
  const { calls } = record(adapt.velaFromWx(implementation).uploadFile, OPTIONS)
  // @ts-expect-error: a device without it.
  globalThis.TextDecoder = undefined
  succeed({ statusCode: 200, data: new ArrayBuffer(1), header: {} })
  const reason = 'its data is bytes instead of text, and there is no TextDecoder'
  assert.deepEqual(calls[0], ['fail', `the host's result could not be read: ${reason}`, 200])
})
