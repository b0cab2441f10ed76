'use strict'
// The options as an object of the caller's: read once, never changed, whatever kind of object they are.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const vm = require('node:vm')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startReceiver } = require('../support/receiver')
const { anotherUpload, dialects, same, smallUpload, testBoth } = require('./dialects')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

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

/** The paths of all members, in objects and arrays too. @returns {string[]} */
function pathsOf(/** @type {any} */ value, place = '') {
  return Object.entries(value).flatMap(([key, member]) => {
    const path = place === '' ? key : `${place}.${key}`
    return Object(member) === member && typeof member !== 'function'
      ? [path, ...pathsOf(member, path)]
      : [path]
  })
}

/**
 * Asserts that an upload reads each member of its options once, at the call.
 *
 * @param {(options: any) => any} uploadFile
 * @param {object} options
 */
async function assertReadOnce(uploadFile, options) {
  /** @type {Map<string, number>} */
  const reads = new Map()
  /** @type {any} */
  let atTheCall
  await new Promise((resolve) => {
    const given = { ...options, success: () => {}, fail: () => {}, complete: resolve }
    uploadFile(guarded(given, reads))
    atTheCall = new Map(reads)
    assert.deepEqual(
      pathsOf(given).filter((member) => !reads.has(member)),
      [],
    )
  })
  assert.deepEqual([...new Set(reads.values())], [1], JSON.stringify([...reads]))
  assert.deepEqual(reads, atTheCall)
}

testBoth(
  same('V15'),
  'each option, header and form value is read exactly once, at the call, and not changed',
  async ({ uploadFile }, context) => {
    const receiver = await startReceiver(context)
    await assertReadOnce(uploadFile, {
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
      header: { 'X-A': 'a', 'X-B': 2, 'X-C': null },
      formData: { a: 'a', b: 2, c: undefined },
      timeout: 10_000,
    })
    const [{ headers, fields }] = receiver.uploads
    assert.equal(headers['x-b'], '2')
    assert.deepEqual(fields, [
      ['a', 'a'],
      ['b', '2'],
    ])
  },
)

test('V15 Quick App: so is all that is in files and data', async (context) => {
  const receiver = await startReceiver(context)
  const uri = temporaryFile(context)
  await assertReadOnce(dialects.quickapp.uploadFile, {
    url: receiver.url,
    files: [
      { uri, name: 'a', filename: 'a.txt', type: 'text/x' },
      { uri, name: undefined, filename: undefined, type: undefined },
    ],
    data: [{ name: 'c', value: 'c' }],
    method: 'PUT',
  })
  const [{ method, fields, files }] = receiver.uploads
  assert.equal(method, 'PUT')
  assert.deepEqual(fields, [['c', 'c']])
  assert.deepEqual(
    files.map(({ field, filename, contentType }) => [field, filename, contentType]),
    [
      ['a', 'a.txt', 'text/x'],
      ['file', 'hello.txt', 'text/plain'],
    ],
  )
})

testBoth(same('V15'), 'no option is read twice when a check fails', async ({ uploadFile }) => {
  /** @type {Map<string, number>} */
  const reads = new Map()
  const wrong = { url: 'http://127.0.0.1:1/', filePath: __filename, name: '', header: {}, formData: {} }
  const code = await new Promise((resolve) => {
    const fail = (/** @type {unknown} */ _message, /** @type {number} */ given) => resolve(given)
    uploadFile(guarded({ ...wrong, timeout: 10, data: [], files: null, fail }, reads))
  })
  assert.equal(code, 202)
  assert.deepEqual([...new Set(reads.values())], [1], JSON.stringify([...reads]))
})

/** The descriptors of an object and of the plain objects in it. @returns {any} */
function describe(/** @type {any} */ object) {
  return Object.assign(Object.getOwnPropertyDescriptors(object), {
    header: Object.getOwnPropertyDescriptors(object.header),
    formData: Object.getOwnPropertyDescriptors(object.formData),
  })
}

testBoth(
  same('V15'),
  'the options are the same after the upload as before it',
  async ({ uploadFile }, context) => {
    /** @type {any} */
    const options = {
      ...(await smallUpload(context)),
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
  },
)

/** @param {any} value @returns {any} */
function deepFreeze(value) {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member)
    Object.freeze(value)
  }
  return value
}

/** @returns {any} */
const bare = (/** @type {object} */ values) => Object.assign(Object.create(null), values)

class InheritedName {
  /** @param {object} options */
  constructor(options) {
    Object.assign(this, options)
  }
  get name() {
    return 'file'
  }
  get formData() {
    return { a: 'a' }
  }
}

/** @type {Array<[string, (options: any) => any]>} */
const kinds = [
  ['frozen options', deepFreeze],
  [
    'objects without a prototype',
    (options) => bare({ ...options, header: bare(options.header), formData: bare(options.formData) }),
  ],
  ['inherited options', (options) => Object.create(options)],
  ['getters of a class', ({ name: _name, formData: _formData, ...rest }) => new InheritedName(rest)],
  [
    'objects of another realm',
    (options) =>
      vm.runInNewContext(
        `({ ...options, header: { ...options.header }, formData: { ...options.formData } })`,
        { options },
      ),
  ],
]
for (const [kind, make] of kinds) {
  testBoth(same('V15'), `${kind} work`, async ({ uploadFile }, context) => {
    const receiver = await startReceiver(context)
    const filePath = temporaryFile(context)
    await new Promise((resolve) => {
      const options = { url: receiver.url, filePath, name: 'file', complete: resolve }
      uploadFile(make({ ...options, header: { 'X-A': 'a' }, formData: { a: 'a' } }))
    })
    const [{ headers, fields, files }] = receiver.uploads
    if (kind !== 'getters of a class') assert.equal(headers['x-a'], 'a')
    assert.deepEqual(fields, [['a', 'a']])
    assert.equal(files[0].field, 'file')
  })
}

test('V15 Quick App: frozen files and data without a prototype work', async (context) => {
  const receiver = await startReceiver(context)
  await new Promise((resolve) => {
    const options = {
      url: receiver.url,
      files: [bare({ uri: temporaryFile(context), name: 'a' })],
      data: [bare({ name: 'b', value: 'b' })],
      complete: resolve,
    }
    dialects.quickapp.uploadFile(deepFreeze(options))
  })
  const [{ fields, files }] = receiver.uploads
  assert.deepEqual(fields, [['b', 'b']])
  assert.equal(files[0].field, 'a')
})

testBoth(
  same('V15'),
  'symbol keys, inherited and non-enumerable properties of header and formData are not sent',
  async ({ uploadFile }, context) => {
    const receiver = await startReceiver(context)
    const object = (/** @type {string} */ prefix) => {
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
  },
)

/**
 * Starts an upload that has to queue, changes its options, and gives what arrives of it.
 *
 * @param {import('node:test').TestContext} context
 * @param {'vela' | 'quickapp'} dialect
 * @param {(filePath: string) => any} optionsFor
 * @param {(options: any, other: string) => void} change
 */
async function changedInQueue(context, dialect, optionsFor, change) {
  const receiver = await startHoldingReceiver(context)
  const { uploadFile } = createRuntime({ maxConcurrency: 1 })[dialect]
  const filePath = temporaryFile(context)
  uploadFile({ url: receiver.url, filePath, name: 'first' })
  const first = await receiver.next()

  const other = temporaryFile(context, 'other.txt', 'other')
  /** @type {string[]} */
  const calls = []
  const options = { url: `${receiver.origin}/queued`, ...optionsFor(filePath) }
  const ended = new Promise((resolve) => {
    options.success = () => calls.push('success')
    options.complete = resolve
    uploadFile(options)
  })
  options.url = `${receiver.origin}/changed`
  options.success = () => calls.push('changed')
  options.complete = undefined
  change(options, other)
  first.release()
  const { upload, release } = await receiver.next()
  release()
  await ended
  assert.equal(upload.path, '/queued')
  assert.deepEqual(calls, ['success'])
  return upload
}

testBoth(
  same('V15'),
  'changes made after the call, while it is queued, have no effect',
  async ({ name }, context) => {
    const { headers, fields, files } = await changedInQueue(
      context,
      name,
      (filePath) => ({ filePath, name: 'file', header: { 'X-A': 'a' }, formData: { a: 'a' } }),
      (options, other) => {
        Object.assign(options, { filePath: other, name: 'changed' })
        Object.assign(options.header, { 'X-A': 'changed', 'X-B': 'added' })
        Object.assign(options.formData, { a: 'changed', b: 'added' })
      },
    )
    assert.deepEqual([headers['x-a'], headers['x-b']], ['a', undefined])
    assert.deepEqual(fields, [['a', 'a']])
    assert.deepEqual(
      files.map(({ field, filename }) => [field, filename]),
      [['file', 'hello.txt']],
    )
  },
)

test('V15 Quick App: nor have changes of files, data and method', async (context) => {
  const { method, fields, files } = await changedInQueue(
    context,
    'quickapp',
    (uri) => ({ files: [{ uri, name: 'a' }], data: [{ name: 'b', value: 'b' }], method: 'PUT' }),
    (options, other) => {
      options.method = 'POST'
      Object.assign(options.files[0], { uri: other, name: 'changed' })
      options.files.push({ uri: other })
      options.data[0].value = 'changed'
      options.data.length = 0
    },
  )
  assert.equal(method, 'PUT')
  assert.deepEqual(fields, [['b', 'b']])
  assert.deepEqual(
    files.map(({ field, filename }) => [field, filename]),
    [['a', 'hello.txt']],
  )
})

testBoth(
  same('V15'),
  "what a getter of the caller's throws is thrown by uploadFile, as it is",
  async (dialect, context) => {
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
    const right = { ...(await smallUpload(context)), ...callbacks }
    const { filePath, name: _name, ...unnamed } = right
    // An object with the getter, which copying would call.
    const withGetter = (/** @type {string} */ option) => {
      const { [option]: _omitted, ...rest } = /** @type {Record<string, any>} */ (right)
      return Object.defineProperties(throwing(option), Object.getOwnPropertyDescriptors(rest))
    }
    const options = [
      ...['url', 'filePath', 'name', 'header', 'formData', 'timeout', 'success'].map(withGetter),
      { ...right, header: throwing('a') },
      { ...right, formData: throwing('a') },
    ]
    if (dialect.name === 'quickapp') {
      options.push(
        withGetter('method'),
        { ...unnamed, files: [throwing('uri')] },
        { ...unnamed, files: [{ uri: filePath }], data: [throwing('value')] },
      )
    }
    for (const one of options) {
      assert.throws(
        () => dialect.uploadFile(one),
        (error) => error === thrown,
      )
    }
    await anotherUpload(dialect, context)
    assert.deepEqual(calls, [])
  },
)
