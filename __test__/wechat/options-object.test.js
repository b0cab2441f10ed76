'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { answer, startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

/** @type {any} */
const { uploadFile } = require('uploadtask/wx')
/** @type {any} */
const taro = require('uploadtask/taro')

/**
 * Uploads with an options object as it is; the success result and what the server got.
 *
 * @param {import('node:test').TestContext} context
 * @param {(right: any) => any} make Makes the options object of right options.
 * @param {(options: any) => void} [afterCall]
 */
async function uploadWith(context, make, afterCall = () => {}) {
  const receiver = await startReceiver(context)
  const result = await new Promise((resolve, reject) => {
    const options = make({
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
      header: { 'X-User': 'test' },
      formData: { user: 'test' },
      success: resolve,
      fail: reject,
    })
    uploadFile(options)
    afterCall(options)
  })
  assert.equal(result.errMsg, 'uploadFile:ok')
  const [upload] = receiver.uploads
  assert.deepEqual(upload.fields, [['user', 'test']])
  assert.equal(upload.headers['x-user'], 'test')
  assert.equal(upload.files[0].field, 'file')
  return upload
}

test('W options: a frozen options object, with frozen header and formData', async (context) => {
  await uploadWith(context, (right) => {
    Object.freeze(right.header)
    Object.freeze(right.formData)
    return Object.freeze(right)
  })
})

test('W options: an options object without a prototype', async (context) => {
  await uploadWith(context, (right) => Object.assign(Object.create(null), right))
})

test('W options: an options object that inherits its options', async (context) => {
  await uploadWith(context, (right) => Object.create(right))
})

test('W options: an options object behind a proxy', async (context) => {
  await uploadWith(context, (right) => new Proxy(right, {}))
})

test('W options: an options object with symbol keys and unknown options', async (context) => {
  await uploadWith(context, (right) => ({
    ...right,
    [Symbol('key')]: 'no',
    unknown: () => {},
    deep: { a: [] },
  }))
})

test('W options: getters are called, each once', async (context) => {
  /** @type {Record<string, number>} */
  const reads = {}
  const withGetters = (/** @type {any} */ values) => {
    const object = {}
    for (const [name, value] of Object.entries(values)) {
      Object.defineProperty(object, name, {
        enumerable: true,
        get() {
          reads[name] = (reads[name] ?? 0) + 1
          return value
        },
      })
    }
    return object
  }
  await uploadWith(context, (right) =>
    withGetters({
      ...right,
      timeout: 10_000,
      fileName: 'a.txt',
      header: withGetters(right.header),
      formData: withGetters(right.formData),
    }),
  )
  assert.deepEqual(reads, {
    url: 1,
    filePath: 1,
    name: 1,
    header: 1,
    formData: 1,
    success: 1,
    fail: 1,
    timeout: 1,
    'X-User': 1,
    user: 1,
  })
})

test('W options: the options are read at the call: what changes later does not count', async (context) => {
  await uploadWith(
    context,
    (right) => right,
    (options) => {
      options.url = 'http://127.0.0.1:1/'
      options.filePath = 'missing'
      options.name = 'changed'
      options.header['X-User'] = 'changed'
      options.formData.user = 'changed'
      options.formData.more = 'changed'
      options.success = () => assert.fail('success was replaced after the call')
    },
  )
})

test('W options: the options object is not changed', async (context) => {
  /** @type {any} */
  let before
  /** @type {any} */
  let given
  await uploadWith(context, (right) => {
    given = right
    before = { ...right, header: { ...right.header }, formData: { ...right.formData } }
    return right
  })
  assert.deepEqual(given, before)
})

/** @type {Array<[label: string, make: (error: Error) => object]>} */
const throwing = [
  ['a getter of formData', (error) => ({ formData: throwingGetter('user', error) })],
  ['a getter of header', (error) => ({ header: throwingGetter('X-User', error) })],
  ['toString of a formData value', (error) => ({ formData: { user: throwingToString(error) } })],
  ['toString of a header', (error) => ({ header: { user: throwingToString(error) } })],
  ['a formData value without a prototype', () => ({ formData: { user: Object.create(null) } })],
  ['a formData that names no members', (error) => ({ formData: throwingProxy(error) })],
]

/**
 * @param {string} name
 * @param {Error} error
 */
function throwingGetter(name, error) {
  return Object.defineProperty({}, name, {
    enumerable: true,
    get() {
      throw error
    },
  })
}

/** @param {Error} error */
function throwingProxy(error) {
  return new Proxy(
    {},
    {
      ownKeys() {
        throw error
      },
    },
  )
}

/** @param {Error} error */
function throwingToString(error) {
  return {
    toString() {
      throw error
    },
  }
}

for (const [label, make] of throwing) {
  test(`W19 ${label} cannot be made text: uploadFile throws nothing and fails with 1001`, async () => {
    const { name, values } = await outcome(uploadFile, {
      url: 'http://127.0.0.1:1/',
      filePath: __filename,
      name: 'file',
      ...make(new Error('thrown by the caller')),
    })
    assert.equal(name, 'fail')
    assert.equal(values[0].errno, 1001)
    assert.match(values[0].errMsg, /^uploadFile:fail parameter error: parameter\.(formData|header)/)
  })
}

test('W19 W25 a getter of the options that throws is fail with 1001, after the call; nothing is thrown or sent', async (context) => {
  const receiver = await startReceiver(context)
  const right = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  /** @type {any[][]} */
  const calls = []
  await new Promise((resolve) => {
    const options = {
      ...right,
      fail: (/** @type {any} */ error) => calls.push(['fail', error]),
      complete: (/** @type {any} */ result) => resolve(calls.push(['complete', result])),
    }
    const getter = throwingGetter('timeout', new Error('thrown by the caller'))
    uploadFile(Object.defineProperties(options, Object.getOwnPropertyDescriptors(getter)))
    calls.push(['returned'])
  })
  const failure = {
    errMsg: 'uploadFile:fail parameter error: parameter.timeout cannot be read;',
    errno: 1001,
  }
  assert.deepEqual(calls, [['returned'], ['fail', failure], ['complete', failure]])
  assert.equal((await outcome(uploadFile, right)).name, 'success')
  assert.equal(receiver.connections, 1)
})

test('W options: options of other platforms and versions are accepted and ignored', async (context) => {
  await uploadWith(context, (right) => ({
    ...right,
    enableHttp2: true,
    enableQuic: true,
    useHighPerformanceMode: true,
    enableProfile: true,
    fileType: 'image',
    hideLoading: true,
    withCredentials: true,
  }))
  await uploadWith(context, (right) => ({ ...right, enableHttp2: false, enableProfile: false }))
})

test('H5 W6 fileName is Taro’s: WeChat does not know it', async (context) => {
  const { files } = await uploadWith(context, (right) => ({ ...right, fileName: 'photo of 你.txt' }))
  assert.equal(files[0].filename, 'hello.txt')
  assert.equal(files[0].size, 12)
})

test('H3 fileName cannot leave its quotes', async (context) => {
  const server = await startCanned(context, answer(200))
  const { name } = await outcome(taro.uploadFile, {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
    fileName: 'a"; name="b\r\nX-Injected: c.txt',
  })
  assert.equal(name, 'success')
  const body = server.requests[0].body.toString()
  assert.equal(
    body.includes(
      'Content-Disposition: form-data; name="file"; filename="a%22; name=%22b%0D%0AX-Injected: c.txt"\r\n',
    ),
    true,
    body,
  )
})
