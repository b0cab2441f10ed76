'use strict'
// How the caller's options are read: what JSON cannot say.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { createHost, OPTIONS } = require('./hosts')
const { record } = require('../support/calls')

/** @type {any} */
const adapt = require('uploadtask/adapt')

const ADAPTERS = Object.keys(adapt)

for (const name of ADAPTERS) {
  const [caller, host] = name.split('From').map((dialect) => dialect.toLowerCase())

  test(`V15 ${name}: frozen options are not changed, and each is read once, also from a prototype`, () => {
    /** @type {Record<string, number>} */
    const reads = {}
    const counted = (/** @type {any} */ object, /** @type {string} */ prefix) => {
      /** @type {any} */
      const result = {}
      for (const key of Object.keys(object)) {
        Object.defineProperty(result, key, {
          enumerable: true,
          get() {
            reads[prefix + key] = (reads[prefix + key] ?? 0) + 1
            return object[key]
          },
        })
      }
      return Object.freeze(result)
    }
    class Options {
      get formData() {
        reads.formData = (reads.formData ?? 0) + 1
        return counted({ field: 'value' }, 'formData.')
      }
    }
    const own = {
      ...OPTIONS,
      timeout: 5,
      header: counted({ 'X-A': 'a' }, 'header.'),
      success() {},
      fail() {},
      complete() {},
    }
    const members = Object.getOwnPropertyDescriptors(counted(own, ''))
    const given = Object.freeze(Object.create(Options.prototype, members))
    const { implementation, options: seen } = createHost(host)
    adapt[name](implementation).uploadFile(given)
    assert.deepEqual(
      seen.map(({ header, formData, timeout }) => ({
        header: { ...header },
        formData: { ...formData },
        timeout,
      })),
      [{ header: { 'X-A': 'a' }, formData: { field: 'value' }, timeout: 5 }],
    )
    // Within one dialect the host reads the members of header and formData itself; here that is this test.
    if (name === 'taroFromWx' || name === 'wxFromTaro') {
      delete reads['header.X-A']
      delete reads['formData.field']
    }
    assert.deepEqual([...new Set(Object.values(reads))], [1], JSON.stringify(reads))
    assert.equal(reads.url, 1)
    assert.equal(reads.formData, 1)
  })

  test(`X1 ${name}: names such as __proto__ are just names of fields`, () => {
    const { implementation, options } = createHost(host)
    const formData = JSON.parse('{ "__proto__": "a", "constructor": "b", "": "c" }')
    adapt[name](implementation).uploadFile({ ...OPTIONS, formData })
    assert.deepEqual(Object.entries(options[0].formData), [
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['', 'c'],
    ])
  })

  test(`X1 ${name}: inherited fields and symbols are not sent`, () => {
    const { implementation, options } = createHost(host)
    const header = Object.assign(Object.create({ inherited: 'a' }), { own: 'b', [Symbol('s')]: 'c' })
    adapt[name](implementation).uploadFile({ ...OPTIONS, header })
    const seen = options[0].header
    assert.deepEqual(Object.keys(seen), ['own'])
  })

  if (caller === 'vela' || caller === 'quickapp') {
    for (const [label, given] of /** @type {Array<[string, any]>} */ ([
      ['no options', undefined],
      ['null', null],
      ['a string', 'http://a.test/'],
      ['url: 1', { ...OPTIONS, url: 1 }],
      ['filePath: {}', { ...OPTIONS, filePath: {} }],
      ['name: []', { ...OPTIONS, name: [] }],
      ['timeout: "1"', { ...OPTIONS, timeout: '1' }],
      ["success: 'x'", { ...OPTIONS, success: 'x' }],
      ["fail: 'x'", { ...OPTIONS, fail: 'x' }],
    ])) {
      test(`V14 ${name}: ${label} without a usable fail throws a TypeError that names it`, () => {
        const { implementation, options } = createHost(host)
        const { uploadFile } = adapt[name](implementation)
        const option = label.includes(':') ? label.split(':')[0] : 'options'
        assert.throws(
          () => uploadFile(given),
          (/** @type {any} */ error) =>
            error instanceof TypeError && error.message.startsWith(`uploadFile: ${option} should be `),
        )
        assert.deepEqual(options, [])
      })
    }

    test(`V6 ${name}: null and undefined callbacks and options count as absent`, () => {
      const { implementation, options, succeed } = createHost(host)
      adapt[name](implementation).uploadFile({
        ...OPTIONS,
        header: null,
        formData: undefined,
        timeout: null,
        success: null,
        fail: undefined,
        complete: null,
      })
      assert.deepEqual(Object.keys(options[0]).sort(), ['filePath', 'name', 'timeout', 'url'])
      assert.doesNotThrow(() => succeed({ statusCode: 200, data: '', headers: {}, header: {} }))
    })
  }
}

/** @type {Array<[adapter: string, timeout: number, host: number]>} */
const TIMEOUTS = [
  ['velaFromTaro', Number.NaN, 20000],
  ['velaFromTaro', Number.POSITIVE_INFINITY, 20000],
  ['velaFromQuickapp', Number.NaN, 20000],
  ['quickappFromVela', Number.NaN, 0],
  ['quickappFromWx', Number.POSITIVE_INFINITY, 2147483647],
  ['taroFromVela', Number.NaN, 60000],
  ['taroFromVela', Number.POSITIVE_INFINITY, 0],
  ['wxFromQuickapp', Number.NaN, 60000],
]
for (const [name, timeout, expected] of TIMEOUTS) {
  test(`X1 time limit: ${name} ${timeout} is ${expected} on the host`, () => {
    const { implementation, options } = createHost(name.split('From')[1].toLowerCase())
    adapt[name](implementation).uploadFile({ ...OPTIONS, timeout })
    assert.equal(options[0].timeout, expected)
  })
}

for (const name of ['taroFromVela', 'taroFromQuickapp', 'wxFromVela', 'wxFromQuickapp']) {
  test(`X1 request headers, fields: ${name} skips undefined and makes everything else that the host refuses text`, () => {
    const { implementation, options } = createHost(name.split('From')[1].toLowerCase())
    adapt[name](implementation).uploadFile({
      ...OPTIONS,
      formData: {
        none: undefined,
        nan: Number.NaN,
        big: 10n,
        text: { toString: () => 'by toString' },
        symbol: Symbol('s'),
      },
    })
    assert.deepEqual(options[0].formData, { nan: 'NaN', big: '10', text: 'by toString', symbol: 'Symbol(s)' })
  })
}

for (const [name, dropped] of /** @type {const} */ ([
  ['taroFromWx', []],
  ['wxFromTaro', ['fileName']],
])) {
  test(`X1 ${name}: within one dialect the host gets every option that the caller has as it is, and no default`, () => {
    const { implementation, options } = createHost(name.split('From')[1].toLowerCase())
    const given = { ...OPTIONS, enableHttp2: true, fileName: 'me.png', formData: { a: true }, vendor: 1 }
    adapt[name](implementation).uploadFile(given)
    const expected = Object.entries(given).filter(([option]) => !dropped.some((name) => name === option))
    assert.deepEqual(options, [Object.fromEntries(expected)])
  })
}

const file = { uri: 'a.png', name: 'file' }
/** @type {Array<[label: string, options: any, message: RegExp]>} */
const REFUSED = [
  ['several files', { files: [file, file] }, /2 entries.*one file at a time/],
  ['no file in files', { files: [] }, /^invalid filename$/],
  ['a file without uri', { files: [{ name: 'file' }] }, /files wants a uri/],
  ['a file that is null', { files: [null] }, /files wants a uri/],
  [
    'a wrong-typed filename',
    { files: [{ ...file, filename: 1 }] },
    /filename should be String instead of Number/,
  ],
  ['filePath beside files', { filePath: 'a.png', files: [file] }, /filePath and files/],
  ['the method PUT', { files: [file], method: 'PUT' }, /PUT.*POST only/],
  [
    'a field that comes twice',
    {
      files: [file],
      data: [
        { name: 'a', value: '1' },
        { name: 'a', value: '2' },
      ],
    },
    /"a"/,
  ],
  ['a field in formData and data', { files: [file], formData: { a: '1' }, data: { a: '2' } }, /"a"/],
  ['data that is no list', { files: [file], data: 'a=1' }, /invalid data/],
  ['data of holes only', { files: [file], data: new Array(2) }, /invalid data/],
  [
    'data with a hole',
    { files: [file], data: Object.assign(new Array(2), [{ name: 'a', value: '1' }]) },
    /invalid data/,
  ],
  ['files of holes only', { files: new Array(1) }, /files wants a uri/],
  ['a data entry without a name', { files: [file], data: [{ value: '1' }] }, /invalid data/],
  ['a data entry with a boolean', { files: [file], data: [{ name: 'a', value: true }] }, /invalid data/],
  ['a data object with a boolean', { files: [file], data: { a: true } }, /invalid data/],
]
for (const name of ['quickappFromVela', 'quickappFromTaro', 'quickappFromWx']) {
  for (const [label, given, message] of REFUSED) {
    test(`Q8 ${name}: ${label} is refused with 202, after the call, and nothing is sent`, async () => {
      const { implementation, options } = createHost(name.split('From')[1].toLowerCase())
      const { calls, done } = record(adapt[name](implementation).uploadFile, { url: OPTIONS.url, ...given })
      assert.deepEqual(calls, [])
      const [[callback, data, code], complete] = await done
      assert.deepEqual([callback, code, complete], ['fail', 202, ['complete', data]])
      assert.match(data, message)
      assert.deepEqual(options, [])
    })
  }
}

test('V12 velaFromTaro: the order of the checks is url, filePath, name, header, formData', () => {
  const { implementation } = createHost('taro')
  const { uploadFile } = adapt.velaFromTaro(implementation)
  /** @type {string[]} */
  const messages = []
  const wrong = { url: '', filePath: '', name: '', header: 1, formData: 1 }
  const right = { url: OPTIONS.url, filePath: 'a', name: 'file', header: {}, formData: {} }
  for (let fixed = 0; fixed < 5; fixed += 1) {
    const options = { ...wrong, ...Object.fromEntries(Object.entries(right).slice(0, fixed)) }
    const { calls } = record(uploadFile, options)
    messages.push(calls[0][1])
  }
  assert.deepEqual(messages, [
    'invalid url',
    'invalid filename',
    'name is a required field',
    'invalid headers',
    'invalid formData',
  ])
})

test('Q4 quickappFromVela: the order of the checks is url, file, header, formData, data, method', async () => {
  const { implementation } = createHost('vela')
  const { uploadFile } = adapt.quickappFromVela(implementation)
  /** @type {string[]} */
  const messages = []
  const wrong = { url: '', filePath: '', header: 1, formData: 1, data: 1, method: 'PUT' }
  const right = { url: OPTIONS.url, filePath: 'a', header: {}, formData: {}, data: {} }
  for (let fixed = 0; fixed < 6; fixed += 1) {
    const options = { ...wrong, name: 'file', ...Object.fromEntries(Object.entries(right).slice(0, fixed)) }
    const [[, message]] = await record(uploadFile, options).done
    messages.push(message)
  }
  assert.deepEqual(messages.slice(0, 5), [
    'invalid url',
    'invalid filename',
    'invalid headers',
    'invalid formData',
    'invalid data',
  ])
  assert.match(messages[5], /^the method PUT /)
})

test('Q4 quickappFromVela: of files, too, the checks come before that of header', async () => {
  const { implementation } = createHost('vela')
  const { uploadFile } = adapt.quickappFromVela(implementation)
  for (const files of [1, [{}], [file, file]]) {
    const options = { url: OPTIONS.url, files, header: 1 }
    const [[, message]] = await record(uploadFile, options).done
    assert.match(message, /files/)
  }
})
