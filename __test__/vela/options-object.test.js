'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const vm = require('node:vm')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startReceiver } = require('../support/receiver')

const { uploadFile, createRuntime } = /** @type {any} */ (require('uploadtask'))

/**
 * An object whose every property is a getter that counts its reads.
 *
 * @param {object} values
 */
function counting(values) {
  /** @type {Record<string, number>} */
  const reads = {}
  const object = {}
  for (const [key, value] of Object.entries(values)) {
    reads[key] = 0
    Object.defineProperty(object, key, {
      enumerable: true,
      configurable: true,
      get() {
        reads[key] += 1
        return value
      },
    })
  }
  return { object, reads }
}

/**
 * A proxy of `target` that counts reads by name and throws on every change.
 *
 * @param {object} target
 */
function guarded(target) {
  /** @type {Record<string, number>} */
  const reads = {}
  const refuse = () => {
    throw new Error('the object was changed')
  }
  const proxy = new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'string') reads[key] = (reads[key] ?? 0) + 1
      return Reflect.get(object, key, receiver)
    },
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
    setPrototypeOf: refuse,
    preventExtensions: refuse,
  })
  return { proxy, reads }
}

/** @param {Record<string, number>} counts */
const allOnce = (counts) => Object.fromEntries(Object.keys(counts).map((key) => [key, 1]))

test('V15 each option, header and form value is read exactly once, at the call', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  const header = counting({ 'X-A': 'a', 'X-B': 2, 'X-C': null })
  const formData = counting({ a: 'a', b: 2, c: undefined })
  /** @type {any} */
  let options
  /** @type {any} */
  let afterTheCall
  await new Promise((resolve) => {
    options = counting({
      url: receiver.url,
      filePath,
      name: 'file',
      header: header.object,
      formData: formData.object,
      timeout: 10_000,
      success: () => {},
      fail: () => {},
      complete: resolve,
    })
    uploadFile(options.object)
    afterTheCall = { ...options.reads }
  })
  assert.deepEqual(afterTheCall, allOnce(options.reads))
  assert.deepEqual(options.reads, afterTheCall)
  assert.deepEqual(header.reads, { 'X-A': 1, 'X-B': 1, 'X-C': 1 })
  assert.deepEqual(formData.reads, { a: 1, b: 1, c: 1 })
  assert.equal(receiver.uploads[0].headers['x-b'], '2')
})

test('V15 each option is read no more than once when a check fails', () => {
  /** @type {string[]} */
  const calls = []
  const options = counting({
    url: 'http://127.0.0.1:1/upload',
    filePath: __filename,
    name: '',
    header: {},
    formData: {},
    timeout: 10,
    success: () => {},
    fail: () => calls.push('fail'),
    complete: () => calls.push('complete'),
  })
  uploadFile(options.object)
  assert.deepEqual(calls, ['fail', 'complete'])
  for (const [option, count] of Object.entries(options.reads)) assert.ok(count <= 1, `${option}: ${count}`)
})

test('V15 the options are the same after the upload as before it', async (context) => {
  const receiver = await startReceiver(context)
  /** @type {any} */
  const options = {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
    header: { 'X-A': 1.9, 'Content-Type': 'text/plain', 'X-B': null },
    formData: { a: 1.9, b: null, c: 'a\nb' },
    timeout: -1,
    success() {},
    fail() {},
    unknown: { a: 1 },
    [Symbol('own')]: 1,
  }
  const before = describe(options)
  await new Promise((resolve) => {
    options.complete = resolve
    before.complete = Object.getOwnPropertyDescriptor(options, 'complete')
    uploadFile(options)
    assert.deepEqual(describe(options), before)
  })
  assert.deepEqual(describe(options), before)
})

test('V15 frozen options work', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  await new Promise((resolve) => {
    uploadFile(
      Object.freeze({
        url: receiver.url,
        filePath,
        name: 'file',
        header: Object.freeze({ 'X-A': 'a' }),
        formData: Object.freeze({ a: 'a' }),
        complete: resolve,
      }),
    )
  })
  assert.equal(receiver.uploads[0].headers['x-a'], 'a')
  assert.deepEqual(receiver.uploads[0].fields, [['a', 'a']])
})

test('V15 proxies work; nothing is changed and nothing read twice', async (context) => {
  const receiver = await startReceiver(context)
  const header = guarded({ 'X-A': 'a' })
  const formData = guarded({ a: 'a', b: 2 })
  /** @type {any} */
  let options
  await new Promise((resolve) => {
    options = guarded({
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
      header: header.proxy,
      formData: formData.proxy,
      complete: resolve,
    })
    uploadFile(options.proxy)
  })
  assert.equal(receiver.uploads[0].headers['x-a'], 'a')
  assert.deepEqual(receiver.uploads[0].fields, [
    ['a', 'a'],
    ['b', '2'],
  ])
  for (const { reads } of [options, header, formData]) {
    assert.deepEqual(reads, allOnce(reads))
  }
})

test('V15 inherited options and getters of a class are read', async (context) => {
  class Options {
    /** @param {string} url */
    constructor(url) {
      this.url = url
    }
    get name() {
      return 'inherited'
    }
    get formData() {
      return { a: 'a' }
    }
  }
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  await new Promise((resolve) => {
    uploadFile(Object.assign(Object.create(new Options(receiver.url)), { filePath, complete: resolve }))
  })
  assert.equal(receiver.uploads[0].files[0].field, 'inherited')
  assert.deepEqual(receiver.uploads[0].fields, [['a', 'a']])
})

test('V15 objects without a prototype work', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  const bare = (/** @type {object} */ values) => Object.assign(Object.create(null), values)
  await new Promise((resolve) => {
    uploadFile(
      bare({
        url: receiver.url,
        filePath,
        name: 'file',
        header: bare({ 'X-A': 'a' }),
        formData: bare({ a: 'a' }),
        complete: resolve,
      }),
    )
  })
  assert.equal(receiver.uploads[0].headers['x-a'], 'a')
  assert.deepEqual(receiver.uploads[0].fields, [['a', 'a']])
})

test('V15 objects of another realm work', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  await new Promise((resolve) => {
    const options = vm.runInNewContext(
      `({
        url, filePath, name: 'file', timeout: 10000,
        header: { 'X-A': 'a' }, formData: { a: 'a' },
        success() {}, complete() { resolve() },
      })`,
      { url: receiver.url, filePath, resolve },
    )
    uploadFile(options)
  })
  assert.equal(receiver.uploads[0].headers['x-a'], 'a')
  assert.deepEqual(receiver.uploads[0].fields, [['a', 'a']])
})

test('V15 symbol keys, inherited and non-enumerable properties of header and formData are not sent', async (context) => {
  const receiver = await startReceiver(context)
  /** @param {string} prefix */
  const object = (prefix) => {
    const own = Object.assign(Object.create({ [`${prefix}inherited`]: true }), {
      [`${prefix}own`]: 'a',
      [Symbol('own')]: true,
    })
    return Object.defineProperty(own, `${prefix}hidden`, { value: true, enumerable: false })
  }
  const { name } = await outcome(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
    header: object('x-'),
    formData: object(''),
  })
  assert.equal(name, 'success')
  const [{ headers, fields }] = receiver.uploads
  assert.deepEqual(
    Object.keys(headers).filter((header) => header.startsWith('x-')),
    ['x-own'],
  )
  assert.deepEqual(fields, [['own', 'a']])
})

test('V15 changes made after the call, while it is queued, have no effect', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const filePath = temporaryFile(context)
  runtime.vela.uploadFile({ url: receiver.url, filePath, name: 'first' })
  const first = await receiver.next()

  const other = temporaryFile(context, 'other.txt', 'other')
  /** @type {string[]} */
  const calls = []
  /** @type {any} */
  const options = { url: `${receiver.origin}/queued`, filePath, name: 'file' }
  options.header = { 'X-A': 'a' }
  options.formData = { a: 'a' }
  const ended = new Promise((resolve) => {
    options.success = () => calls.push('success')
    options.complete = resolve
    runtime.vela.uploadFile(options)
  })
  options.url = `${receiver.origin}/changed`
  options.filePath = other
  options.name = 'changed'
  options.header['X-A'] = 'changed'
  options.header['X-B'] = 'added'
  options.formData.a = 'changed'
  options.formData.b = 'added'
  options.success = () => calls.push('changed')
  options.complete = undefined
  first.release()
  const { upload, release } = await receiver.next()
  release()
  await ended

  assert.equal(upload.path, '/queued')
  assert.equal(upload.headers['x-a'], 'a')
  assert.equal(upload.headers['x-b'], undefined)
  assert.deepEqual(upload.fields, [['a', 'a']])
  assert.deepEqual(
    upload.files.map(({ field, filename }) => [field, filename]),
    [['file', 'hello.txt']],
  )
  assert.deepEqual(calls, ['success'])
})

test("V15 what a getter of the caller's throws is thrown by uploadFile, as it is", async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  const thrown = new Error('from the getter')
  const throwing = (/** @type {string} */ key) =>
    Object.defineProperty({}, key, {
      enumerable: true,
      get() {
        throw thrown
      },
    })
  /** @type {string[]} */
  const calls = []
  const right = {
    url: receiver.url,
    filePath,
    name: 'file',
    fail: () => calls.push('fail'),
    complete: () => calls.push('complete'),
  }
  for (const option of ['url', 'filePath', 'name', 'header', 'formData', 'timeout', 'success']) {
    const options = Object.defineProperties(
      throwing(option),
      Object.getOwnPropertyDescriptors(omit(right, option)),
    )
    assert.throws(
      () => uploadFile(options),
      (error) => error === thrown,
      option,
    )
  }
  for (const option of ['header', 'formData']) {
    assert.throws(
      () => uploadFile({ ...right, [option]: throwing('a') }),
      (error) => error === thrown,
      option,
    )
  }
  await outcome(uploadFile, { url: receiver.url, filePath, name: 'file' })
  assert.equal(receiver.uploads.length, 1)
  assert.deepEqual(calls, [])
})

/**
 * The descriptors of an object and of the plain objects in it.
 *
 * @param {any} object
 */
function describe(object) {
  /** @type {any} */
  const descriptors = Object.getOwnPropertyDescriptors(object)
  return Object.assign(descriptors, {
    header: Object.getOwnPropertyDescriptors(object.header),
    formData: Object.getOwnPropertyDescriptors(object.formData),
  })
}

/**
 * @param {any} object
 * @param {string} key
 */
function omit(object, key) {
  const { [key]: _omitted, ...rest } = object
  return rest
}
