'use strict'

const assert = require('node:assert/strict')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')
const { anotherUpload, same, testBoth } = require('./dialects')
const { notAString } = require('./wrong-values')

const right = { url: 'http://127.0.0.1:1/upload', filePath: __filename, name: 'file' }

/** @type {Array<[string, any]>} */
const notANumber = [
  ['a string', '1000'],
  ['a boolean', true],
  ['an object', {}],
  ['a bigint', 1000n],
]
/** @type {Array<[string, any]>} */
const notAFunction = [
  ['a string', 'x'],
  ['a number', 1],
  ['a boolean', true],
  ['an object', {}],
]
/** @type {Array<[string, Array<[string, any]>]>} */
const wrongTypes = [
  ['url', notAString],
  ['filePath', notAString],
  ['name', notAString],
  ['timeout', notANumber],
  ['success', notAFunction],
]

const lines = { vela: 'V14', quickapp: 'Q4 V14' }

for (const [option, values] of wrongTypes) {
  for (const [label, value] of values) {
    testBoth(lines, `${option} is ${label}: fail(text, 202) and complete`, async (dialect) => {
      const options = { ...right, [option]: value }
      const callback = option === 'success' ? { success: value } : {}
      const wrap = (/** @type {any} */ recording) => dialect.uploadFile({ ...recording, ...callback })
      const { task, calls, done } = record(wrap, options)
      assert.equal(calls.length, dialect.refusesAtOnce ? 2 : 0, 'calls before the return')
      await done
      const [[, text]] = /** @type {any[][]} */ (calls)
      assert.equal(typeof text, 'string')
      assert.ok(text.includes(option), `"${text}" names ${option}`)
      assert.deepEqual(calls, [
        ['fail', text, 202],
        ['complete', ...dialect.completed(text)],
      ])
      task.onProgressUpdate(() => {})
      task.offProgressUpdate()
      task.abort()
    })

    testBoth(
      same('V14'),
      `${option} is ${label}, without fail: throws a TypeError that names ${option}`,
      ({ uploadFile }) => {
        for (const fail of [undefined, null]) {
          assertThrowsTypeError(() => uploadFile({ ...right, [option]: value, fail }), option)
        }
      },
    )
  }
}

for (const [label, value] of notAFunction) {
  testBoth(lines, `complete is ${label}: fail(text, 202)`, async (dialect) => {
    let returned = false
    const [wasReturned, text, code] = await new Promise((resolve) => {
      const fail = (/** @type {any[]} */ ...values) => resolve([returned, ...values])
      dialect.uploadFile({ ...right, fail, complete: value })
      returned = true
    })
    assert.equal(wasReturned, !dialect.refusesAtOnce)
    assert.equal(code, 202)
    assert.ok(text.includes('complete'), `"${text}" names complete`)
  })

  testBoth(
    same('V14'),
    `complete is ${label}, without fail: throws a TypeError that names it`,
    ({ uploadFile }) => {
      assertThrowsTypeError(() => uploadFile({ ...right, complete: value }), 'complete')
    },
  )

  testBoth(same('V14'), `fail is ${label}: throws a TypeError that names fail`, ({ uploadFile }) => {
    assertThrowsTypeError(() => uploadFile({ ...right, fail: value }), 'fail')
  })
}

for (const [label, parameters] of /** @type {Array<[string, any[]]>} */ ([
  ['no argument', []],
  ['undefined', [undefined]],
  ['null', [null]],
  ['a string', ['http://127.0.0.1:1/upload']],
  ['a number', [1]],
])) {
  testBoth(same('V14'), `uploadFile with ${label} throws a TypeError`, (dialect) => {
    const uploadFile = /** @type {any} */ (dialect.uploadFile)
    assertThrowsTypeError(() => uploadFile(...parameters), '')
  })
}

testBoth(same('V14'), 'a throw calls nothing, not complete either', async (dialect, context) => {
  /** @type {string[]} */
  const calls = []
  const complete = () => calls.push('complete')
  assert.throws(() => dialect.uploadFile({ ...right, name: 1, complete }), TypeError)
  await anotherUpload(dialect, context)
  assert.deepEqual(calls, [])
})

testBoth(same('V14'), 'a wrong type is reported before wrong values', async ({ uploadFile }) => {
  const wrong = { url: '', filePath: '', name: '', header: 1, formData: 1 }
  for (const [option, value] of /** @type {Array<[string, any]>} */ ([
    ['timeout', '1000'],
    ['name', 1],
    ['success', 'x'],
  ])) {
    const text = await new Promise((resolve) => uploadFile({ ...wrong, fail: resolve, [option]: value }))
    assert.ok(text.includes(option), `"${text}" names ${option}`)
  }
})

testBoth(
  same('V14'),
  'timeout NaN, negative, infinite, null or undefined is no fault and no short limit',
  async ({ uploadFile }, context) => {
    const receiver = await startReceiver(context)
    const filePath = temporaryFile(context)
    const { NaN: notANumberAtAll, POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number
    for (const timeout of [
      notANumberAtAll,
      -1,
      -1e300,
      POSITIVE_INFINITY,
      NEGATIVE_INFINITY,
      null,
      undefined,
    ]) {
      const { name } = await outcome(uploadFile, { url: receiver.url, filePath, name: 'file', timeout })
      assert.equal(name, 'success', `timeout: ${timeout}`)
    }
  },
)

testBoth(same('V14'), 'timeout 0, a fraction and huge numbers are taken', async ({ uploadFile }, context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  for (const timeout of [0, -0, 10_000.5, 2 ** 31, 2 ** 53, 1e300]) {
    const { name } = await outcome(uploadFile, { url: receiver.url, filePath, name: 'file', timeout })
    assert.equal(name, 'success', `timeout: ${timeout}`)
  }
})

/**
 * @param {() => unknown} call
 * @param {string} option
 */
function assertThrowsTypeError(call, option) {
  assert.throws(call, (error) => {
    assert.ok(error instanceof TypeError)
    assert.ok(error.message.includes(option), `"${error.message}" names ${option}`)
    return true
  })
}
