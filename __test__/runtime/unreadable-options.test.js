'use strict'
// Values that throw when somebody looks at them: whatever they are, an upload ends in its platform's own failure.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { refuse, revoked } = require('../support/unreadable-values.js')
const uploadtask = /** @type {any} */ (require('uploadtask'))

const MINI_PROGRAMS = ['wx', 'taro', 'alipay']
const PLATFORMS = ['vela', 'quickapp', ...MINI_PROGRAMS]

/** Each platform's number for a bad argument. @type {Record<string, number>} */
const BAD_ARGUMENT = { vela: 202, quickapp: 202, wx: 1001, taro: 1001, alipay: 11 }

const throwingTag = () => Object.defineProperty({}, Symbol.toStringTag, { get: refuse })
const throwingProxy = (/** @type {any} */ target = {}) => {
  const traps = ['get', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'has', 'ownKeys']
  return new Proxy(target, Object.fromEntries(traps.map((trap) => [trap, refuse])))
}

/** @type {Array<[label: string, make: () => any]>} */
const noPrimitives = [
  ['an object whose Symbol.toStringTag throws', throwingTag],
  ['a boxed String whose toString throws', () => Object.assign(Object('avatar'), { toString: refuse })],
  ['a boxed Number whose valueOf throws', () => Object.assign(Object(5), { valueOf: refuse })],
  [
    'a boxed String whose Symbol.toPrimitive throws',
    () => Object.assign(Object('a'), { [Symbol.toPrimitive]: refuse }),
  ],
  ['a revoked Proxy', revoked],
  ['a revoked Proxy of an array', () => revoked([])],
  ['a Proxy whose traps throw', throwingProxy],
  ['an heir of String.prototype', () => Object.create(String.prototype)],
  ['an object that says it is a String', () => ({ [Symbol.toStringTag]: 'String' })],
  ['an object that says it is a Number', () => ({ [Symbol.toStringTag]: 'Number' })],
  ['a Proxy of a boxed String', () => new Proxy(Object('avatar'), {})],
  ['a symbol', () => Symbol('avatar')],
  ['a boxed symbol', () => Object(Symbol('avatar'))],
  ['a boxed bigint', () => Object(1n)],
]

/**
 * The end of an upload with one option set as it is, which spreading would read.
 *
 * @param {string} platform
 * @param {object} options
 * @param {PropertyDescriptorMap} [descriptors]
 * @returns {Promise<{ name: string, values: any[] }>}
 */
function end(platform, options, descriptors = {}) {
  return new Promise((resolve) => {
    const all = {
      ...{ url: 'http://127.0.0.1:1/', filePath: __filename, name: 'file' },
      success: (/** @type {any[]} */ ...values) => resolve({ name: 'success', values }),
      fail: (/** @type {any[]} */ ...values) => resolve({ name: 'fail', values }),
      ...options,
    }
    uploadtask[platform].uploadFile(Object.defineProperties(all, descriptors))
  })
}

/** @param {string} platform @param {{ name: string, values: any[] }} ended @param {string} [label] */
function assertBadArgument(platform, { name, values }, label = '') {
  assert.equal(name, 'fail', label)
  const [given, code] = values
  assert.equal(
    code ?? given.errno ?? given.error,
    BAD_ARGUMENT[platform],
    `${label}: ${JSON.stringify(values)}`,
  )
  return /** @type {string} */ (given.errMsg ?? given.errorMessage ?? given)
}

for (const platform of PLATFORMS) {
  for (const option of ['url', 'filePath', 'name', 'timeout']) {
    test(`V14 W19 A9 Q4 ${platform}: ${option} that is no primitive and throws when it is looked at`, async () => {
      for (const [label, make] of noPrimitives) {
        const text = assertBadArgument(platform, await end(platform, { [option]: make() }), label)
        assert.match(text, new RegExp(`${option} (should be|cannot be read)`), label)
      }
    })
  }

  test(`V10 V11 W19 A9 ${platform}: header and formData that are revoked cannot be read`, async () => {
    for (const option of ['header', 'formData']) {
      for (const value of [
        revoked(),
        revoked([]),
        throwingTag(),
        Object.assign(Object('a'), { toString: refuse }),
      ]) {
        const text = assertBadArgument(platform, await end(platform, { [option]: value }), option)
        const isMiniProgram = MINI_PROGRAMS.includes(platform)
        assert.match(
          text,
          isMiniProgram ? new RegExp(`\\.${option} cannot be read;$`) : /^invalid (headers|formData)$/,
        )
      }
    }
  })

  test(`V10 V11 W19 A9 ${platform}: header and form values that throw are a bad argument`, async () => {
    for (const [label, make] of noPrimitives) {
      // Text can be made of these by `String(value)`, which is what the mini-programs do.
      if (
        MINI_PROGRAMS.includes(platform) &&
        /valueOf|symbol$|bigint|says it is|Proxy of a boxed/.test(label)
      )
        continue
      for (const option of ['header', 'formData']) {
        assertBadArgument(platform, await end(platform, { [option]: { a: make() } }), label)
      }
    }
  })

  test(`V6 W25 A16 ${platform}: listeners of all kinds do no harm`, async () => {
    const task = uploadtask[platform].uploadFile({
      ...{ url: 'http://127.0.0.1:1/', filePath: __filename, name: 'file', fail() {} },
    })
    for (const [label, make] of noPrimitives) {
      for (const method of [
        'onProgressUpdate',
        'offProgressUpdate',
        'onHeadersReceived',
        'offHeadersReceived',
      ]) {
        assert.doesNotThrow(() => task[method]?.(make()), label)
      }
    }
    task.abort()
  })
}

for (const platform of MINI_PROGRAMS) {
  test(`W19 A9 ${platform}: an option whose getter throws cannot be read`, async () => {
    for (const option of ['url', 'filePath', 'name', 'header', 'formData', 'timeout']) {
      const ended = await end(platform, {}, { [option]: { get: refuse } })
      assert.match(assertBadArgument(platform, ended, option), new RegExp(`\\.${option} cannot be read;$`))
    }
  })

  test(`W25 A16 ${platform}: uploadFile throws nothing for options that cannot be read at all`, async () => {
    for (const options of [
      revoked(),
      revoked([]),
      revoked(() => {}),
      throwingProxy(),
      throwingProxy(() => {}),
    ]) {
      const task = uploadtask[platform].uploadFile(options)
      assert.equal(typeof task.abort, 'function')
      assert.equal(typeof task.onProgressUpdate(() => {}), 'undefined')
      if (platform === 'wx') continue
      await assert.rejects(task, (/** @type {any} */ reason) =>
        Boolean(assertBadArgument(platform, { name: 'fail', values: [reason] })),
      )
    }
  })

  test(`W19 A9 ${platform}: header and formData with traps that throw are a bad argument`, async () => {
    for (const target of [{}, [], new Map(), Object('a')]) {
      for (const option of ['header', 'formData']) {
        assertBadArgument(platform, await end(platform, { [option]: throwingProxy(target) }), option)
      }
    }
  })

  test(`W6 ${platform}: callbacks whose getter throws are as good as none`, async () => {
    const ended = await new Promise((resolve) => {
      const options = { url: 'http://127.0.0.1:1/', filePath: __filename, name: 'file', complete: resolve }
      for (const name of ['success', 'fail']) Object.defineProperty(options, name, { get: refuse })
      uploadtask[platform].uploadFile(options)
    })
    assert.match(ended.errMsg ?? ended.errorMessage, /ECONNREFUSED/)
  })
}

for (const platform of ['vela', 'quickapp']) {
  test(`V14 ${platform}: options that are revoked throw a TypeError that says so`, () => {
    for (const options of [revoked(), revoked([]), revoked(() => {})]) {
      const expected = { name: 'TypeError', message: 'uploadFile: options cannot be read' }
      assert.throws(() => uploadtask[platform].uploadFile(options), expected)
    }
  })

  test(`V14 ${platform}: without a fail, a value that cannot be read throws a TypeError that says so`, () => {
    const options = { url: 'http://127.0.0.1:1/', filePath: __filename, name: revoked() }
    const expected = { name: 'TypeError', message: 'uploadFile: name cannot be read' }
    assert.throws(() => uploadtask[platform].uploadFile(options), expected)
  })
}

test('Q8 files and data that cannot be read, or have such members, are a bad argument', async () => {
  const file = { uri: __filename }
  for (const value of [revoked(), revoked([]), throwingTag()]) {
    for (const [option, given] of /** @type {Array<[string, any]>} */ ([
      ['files', value],
      ['files', [value]],
      ['files', [{ ...file, uri: value }]],
      ['files', [{ ...file, filename: value }]],
      ['data', value],
      ['data', [value]],
      ['data', [{ name: value, value: '1' }]],
      ['data', [{ name: 'a', value }]],
      ['method', value],
    ])) {
      const options = { filePath: option === 'files' ? undefined : __filename, [option]: given }
      assertBadArgument('quickapp', await end('quickapp', options), option)
    }
  }
})

test('createRuntime: a configuration that cannot be read throws a TypeError that says so', () => {
  assert.throws(() => uploadtask.createRuntime(revoked()), { name: 'TypeError', message: /cannot be read/ })
  for (const value of [revoked(), throwingTag(), Object.assign(Object(5), { valueOf: refuse })]) {
    assert.throws(() => uploadtask.createRuntime({ maxConcurrency: value }), {
      name: 'TypeError',
      message: /"maxConcurrency" cannot be read/,
    })
  }
})

test('W10 formData that holds itself is text as String makes it', async () => {
  /** @type {any} */
  const formData = { list: [1] }
  formData.itself = formData
  formData.list.push(formData.list)
  const { values } = await end('wx', { formData })
  // Nobody listens there: the arguments were taken.
  assert.match(values[0].errMsg, /ECONNREFUSED/)
})
