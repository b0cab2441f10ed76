'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startReceiver } = require('../support/receiver')

const { createRuntime, quickapp } = /** @type {any} */ (require('uploadtask'))

const { uploadFile } = quickapp

/**
 * A proxy that counts reads by name, in it and in the objects and arrays in it, and throws on every change.
 *
 * @param {any} target
 * @param {Map<string, number>} reads Counts, by the path of the member.
 * @param {string} [place] The path of `target`.
 * @returns {any}
 */
function guarded(target, reads, place = '') {
  const refuse = () => {
    throw new Error('the object was changed')
  }
  return new Proxy(target, {
    get(object, key, receiver) {
      const value = Reflect.get(object, key, receiver)
      if (typeof key === 'symbol' || key === 'length') return value
      const member = place === '' ? key : `${place}.${key}`
      reads.set(member, (reads.get(member) ?? 0) + 1)
      return typeof value === 'object' && value !== null ? guarded(value, reads, member) : value
    },
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
    setPrototypeOf: refuse,
    preventExtensions: refuse,
  })
}

/** @param {any} value @returns {any} */
function deepFreeze(value) {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member)
    Object.freeze(value)
  }
  return value
}

test('V15 Quick App: each option and all that is in it is read exactly once, at the call, and not changed', async (context) => {
  const receiver = await startReceiver(context)
  const uri = temporaryFile(context)
  /** @type {Map<string, number>} */
  const reads = new Map()
  /** @type {any} */
  let afterTheCall
  await new Promise((resolve) => {
    const options = {
      url: receiver.url,
      filePath: null,
      name: null,
      files: [{ uri, name: 'a', filename: 'a.txt', type: 'text/x' }, { uri }],
      header: { 'X-A': 'a', 'X-B': null },
      formData: { a: 'a', b: 2 },
      data: [{ name: 'c', value: 'c' }],
      method: 'PUT',
      timeout: 10_000,
      success: () => {},
      fail: () => {},
      complete: resolve,
    }
    uploadFile(guarded(options, reads))
    afterTheCall = new Map(reads)
    const members = [...Object.keys(options), 'files.0.uri', 'files.1.uri', 'data.0.value', 'formData.b']
    assert.deepEqual(
      members.filter((member) => !reads.has(member)),
      [],
    )
  })
  assert.deepEqual([...new Set(reads.values())], [1], JSON.stringify([...reads]))
  assert.deepEqual(reads, afterTheCall)
  const [{ method, fields, files }] = receiver.uploads
  assert.equal(method, 'PUT')
  assert.deepEqual(fields, [
    ['a', 'a'],
    ['b', '2'],
    ['c', 'c'],
  ])
  assert.deepEqual(
    files.map(({ field, filename, contentType }) => [field, filename, contentType]),
    [
      ['a', 'a.txt', 'text/x'],
      ['file', 'hello.txt', 'text/plain'],
    ],
  )
})

test('V15 Quick App: no option is read twice when a check fails', async () => {
  /** @type {Map<string, number>} */
  const reads = new Map()
  const options = {
    url: 'http://127.0.0.1:1/',
    filePath: __filename,
    name: '',
    header: {},
    data: [],
    files: null,
  }
  const message = await new Promise((resolve) =>
    uploadFile(guarded({ ...options, fail: () => {}, complete: resolve }, reads)),
  )
  assert.equal(typeof message, 'string')
  assert.deepEqual([...new Set(reads.values())], [1], JSON.stringify([...reads]))
})

test('V15 Quick App: frozen options and objects without a prototype work', async (context) => {
  const receiver = await startReceiver(context)
  const bare = (/** @type {object} */ values) => Object.assign(Object.create(null), values)
  await new Promise((resolve) => {
    const options = bare({
      url: receiver.url,
      files: [bare({ uri: temporaryFile(context), name: 'a' })],
      data: [bare({ name: 'b', value: 'b' })],
      header: bare({ 'X-A': 'a' }),
      complete: resolve,
    })
    uploadFile(deepFreeze(options))
  })
  const [{ headers, fields, files }] = receiver.uploads
  assert.equal(headers['x-a'], 'a')
  assert.deepEqual(fields, [['b', 'b']])
  assert.equal(files[0].field, 'a')
})

test('V15 Quick App: changes made after the call, while it is queued, have no effect', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const filePath = temporaryFile(context)
  runtime.quickapp.uploadFile({ url: receiver.url, filePath, name: 'first' })
  const first = await receiver.next()

  const other = temporaryFile(context, 'other.txt', 'other')
  /** @type {string[]} */
  const calls = []
  /** @type {any} */
  const options = {
    url: `${receiver.origin}/queued`,
    files: [{ uri: filePath, name: 'a' }],
    data: [{ name: 'b', value: 'b' }],
    method: 'PUT',
  }
  const ended = new Promise((resolve) => {
    options.success = () => calls.push('success')
    options.complete = resolve
    runtime.quickapp.uploadFile(options)
  })
  options.url = `${receiver.origin}/changed`
  options.method = 'POST'
  options.files[0].uri = other
  options.files[0].name = 'changed'
  options.files.push({ uri: other })
  options.data[0].value = 'changed'
  options.data.length = 0
  options.success = () => calls.push('changed')
  options.complete = undefined
  first.release()
  const { upload, release } = await receiver.next()
  release()
  await ended

  assert.deepEqual([upload.method, upload.path], ['PUT', '/queued'])
  assert.deepEqual(upload.fields, [['b', 'b']])
  assert.deepEqual(
    upload.files.map(({ field, filename }) => [field, filename]),
    [['a', 'hello.txt']],
  )
  assert.deepEqual(calls, ['success'])
})

test("V15 Quick App: what a getter of the caller's throws is thrown by uploadFile, as it is", async (context) => {
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
  const callbacks = { fail: () => calls.push('fail'), complete: () => calls.push('complete') }
  for (const options of [
    { files: [throwing('uri')] },
    { files: [{ uri: filePath }], data: [throwing('value')] },
    { files: [{ uri: filePath }], header: throwing('a') },
    Object.assign(throwing('method'), { files: [{ uri: filePath }] }),
  ]) {
    // Copying would call the getters here.
    for (const [name, value] of Object.entries({ url: receiver.url, ...callbacks })) {
      Object.defineProperty(options, name, { value, enumerable: true })
    }
    assert.throws(
      () => uploadFile(options),
      (error) => error === thrown,
    )
  }
  await outcome(uploadFile, { url: receiver.url, filePath, name: 'file' })
  assert.equal(receiver.uploads.length, 1)
  assert.deepEqual(calls, [])
})

test('V15 Quick App: options that hold themselves, and huge sparse arrays, are refused and do not hang', async () => {
  /** @type {any} */
  const own = { url: 'http://127.0.0.1:1/upload' }
  own.files = [own]
  own.data = [own]
  for (const options of [
    own,
    { url: own.url, files: new Array(2 ** 32 - 1) },
    { url: own.url, filePath: __filename, name: 'file', data: new Array(2 ** 32 - 1) },
  ]) {
    const { name, values } = await outcome(uploadFile, options)
    assert.deepEqual([name, values[1]], ['fail', 202], values[0])
  }
})
