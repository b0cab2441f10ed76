'use strict'
// Boxed primitives and values that throw when somebody looks at them, in the options of the adapters.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { createHost, OPTIONS } = require('./hosts')
const { outcome } = require('../support/calls')
const { refuse, revoked } = require('../support/unreadable-values.js')

/** @type {any} */
const adapt = require('uploadtask/adapt')

const box = (/** @type {any} */ value) => Object(value)

/** @type {Array<[label: string, make: () => any]>} */
const noPrimitives = [
  [
    'an object whose Symbol.toStringTag throws',
    () => Object.defineProperty({}, Symbol.toStringTag, { get: refuse }),
  ],
  ['a boxed String whose toString throws', () => Object.assign(box('a'), { toString: refuse })],
  ['a boxed Number whose valueOf throws', () => Object.assign(box(5), { valueOf: refuse })],
  ['a revoked Proxy', revoked],
  ['an heir of String.prototype', () => Object.create(String.prototype)],
  ['an object that says it is a Number', () => ({ [Symbol.toStringTag]: 'Number' })],
]

/** @param {string} caller @param {any[]} values @param {string} label */
function assertBadArgument(caller, values, label) {
  const [given, code] = values
  assert.equal(
    code ?? given.errno,
    caller === 'taro' || caller === 'wx' ? 1001 : 202,
    `${label}: ${JSON.stringify(values)}`,
  )
}

for (const name of Object.keys(adapt)) {
  const [caller, host] = name.split('From').map((dialect) => dialect.toLowerCase())
  // Between WeChat and Taro nothing is translated: the host is to look.
  const translates = name !== 'taroFromWx' && name !== 'wxFromTaro'

  if (translates) {
    test(`X1 ${name}: boxed strings, numbers and booleans count as what is in them`, () => {
      const { implementation, options } = createHost(host)
      adapt[name](implementation).uploadFile({
        url: box('http://a.test/upload'),
        filePath: box('internal://tmp/a.txt'),
        name: box('avatar'),
        header: { 'X-Text': box('yes'), 'X-Number': box(7) },
        formData: { text: box('boxed'), number: box(1.5) },
        timeout: box(5000),
      })
      const [{ url, filePath, name: key, header, formData, timeout }] = options
      assert.deepEqual(
        [url, filePath, key, timeout],
        ['http://a.test/upload', 'internal://tmp/a.txt', 'avatar', 5000],
      )
      assert.deepEqual({ ...header }, { 'X-Text': 'yes', 'X-Number': 7 })
      assert.deepEqual({ ...formData, number: Number(formData.number) }, { text: 'boxed', number: 1.5 })
    })

    for (const [label, make] of noPrimitives) {
      test(`X1 ${name}: ${label} is a bad argument`, async () => {
        const { implementation, options } = createHost(host)
        const { uploadFile } = adapt[name](implementation)
        for (const option of ['url', 'filePath', 'name', 'timeout']) {
          const { values } = await outcome(uploadFile, { ...OPTIONS, [option]: make() })
          assertBadArgument(caller, values, option)
        }
        if (caller === 'vela' || caller === 'quickapp') {
          for (const option of ['header', 'formData']) {
            const { values } = await outcome(uploadFile, { ...OPTIONS, [option]: { a: make() } })
            assertBadArgument(caller, values, option)
          }
        }
        assert.deepEqual(options, [])
      })
    }

    test(`X1 ${name}: header and formData that are revoked are a bad argument`, async () => {
      const { implementation, options } = createHost(host)
      for (const option of ['header', 'formData']) {
        const { values } = await outcome(adapt[name](implementation).uploadFile, {
          ...OPTIONS,
          [option]: revoked(),
        })
        assertBadArgument(caller, values, option)
      }
      assert.deepEqual(options, [])
    })
  }

  if (caller === 'wx') {
    test(`W19 W25 ${name}: a getter that throws is fail with 1001; nothing is thrown`, async () => {
      const { implementation, options } = createHost(host)
      const given = await new Promise((resolve) => {
        const all = Object.defineProperty({ ...OPTIONS, fail: resolve }, 'timeout', {
          get: refuse,
          enumerable: true,
        })
        adapt[name](implementation).uploadFile(all)
      })
      assert.match(given.errMsg, /parameter\.timeout cannot be read;$/)
      assert.equal(given.errno, 1001)
      assert.deepEqual(options, [])
    })

    test(`W25 ${name}: options that are revoked, or a Proxy whose traps throw, throw nothing`, () => {
      const { uploadFile } = adapt[name](createHost(host).implementation)
      const traps = Object.fromEntries(
        ['get', 'has', 'ownKeys', 'getPrototypeOf'].map((trap) => [trap, refuse]),
      )
      for (const options of [revoked(), revoked([]), new Proxy({}, traps)]) {
        assert.equal(typeof uploadFile(options).abort, 'function')
      }
    })
  }

  if (caller === 'vela' || caller === 'quickapp') {
    test(`V14 ${name}: options that are revoked throw a TypeError that says so`, () => {
      const { uploadFile } = adapt[name](createHost(host).implementation)
      assert.throws(() => uploadFile(revoked()), {
        name: 'TypeError',
        message: 'uploadFile: options cannot be read',
      })
    })
  }

  if (caller === 'quickapp') {
    test(`Q8 ${name}: boxed members of files and data count as what is in them`, () => {
      const { implementation, options } = createHost(host)
      adapt[name](implementation).uploadFile({
        url: OPTIONS.url,
        files: [{ uri: box('internal://tmp/a.txt'), name: box('photo'), filename: box('') }],
        data: [{ name: box('a'), value: box('1') }],
        method: box('post'),
      })
      const [{ filePath, name: key, formData }] = options
      assert.deepEqual([filePath, key, { ...formData }], ['internal://tmp/a.txt', 'photo', { a: '1' }])
    })

    test(`Q8 ${name}: files and data that cannot be read are a bad argument`, async () => {
      const { implementation, options } = createHost(host)
      const files = [{ uri: 'internal://tmp/a.txt' }]
      for (const wrong of [
        { files: revoked([]) },
        { files: [revoked()] },
        { files: [{ uri: revoked() }] },
        { files, data: revoked([]) },
        { files, data: [revoked()] },
        { files, data: [{ name: 'a', value: revoked() }] },
        { files, method: revoked() },
      ]) {
        const { values } = await outcome(adapt[name](implementation).uploadFile, {
          url: OPTIONS.url,
          ...wrong,
        })
        assertBadArgument('quickapp', values, Object.keys(wrong).join())
      }
      assert.deepEqual(options, [])
    })
  }
}
