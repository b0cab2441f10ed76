'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const { uploadFile } = /** @type {any} */ (require('uploadtask/quickapp'))

const right = { url: 'http://127.0.0.1:1/upload', filePath: __filename, name: 'file' }

/** @type {Array<[string, any]>} */
const notAString = [
  ['a number', 1],
  ['a boolean', false],
  ['an object', {}],
  ['an array', ['a']],
  ['a function', () => {}],
  ['a symbol', Symbol('a')],
  ['a bigint', 1n],
]
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
  ['method', notAString],
  ['timeout', notANumber],
]

for (const [option, values] of wrongTypes) {
  for (const [label, value] of values) {
    test(`Q4 V14 ${option} is ${label}: fail(text, 202) and complete(text), after the return`, async () => {
      const { calls, done } = record(uploadFile, { ...right, [option]: value })
      assert.equal(calls.length, 0)
      await done
      const [[, text]] = calls
      assert.ok(text.includes(option), `"${text}" names ${option}`)
      assert.deepEqual(calls, [
        ['fail', text, 202],
        ['complete', text],
      ])
    })

    test(`V14 Quick App: ${option} is ${label}, without fail: throws a TypeError that names ${option}`, () => {
      for (const fail of [undefined, null]) {
        assertThrowsTypeError({ ...right, [option]: value, fail }, option)
      }
    })
  }
}

for (const callback of ['success', 'complete']) {
  for (const [label, value] of notAFunction) {
    test(`Q4 V14 ${callback} is ${label}: fail(text, 202) after the return`, async () => {
      let returned = false
      const [text, code] = await new Promise((resolve) => {
        const fail = (/** @type {any[]} */ ...values) => resolve(returned ? values : ['before the return'])
        uploadFile({ ...right, fail, [callback]: value })
        returned = true
      })
      assert.equal(code, 202, text)
      assert.ok(text.includes(callback), `"${text}" names ${callback}`)
    })

    test(`V14 Quick App: ${callback} is ${label}, without fail: throws a TypeError that names it`, () => {
      assertThrowsTypeError({ ...right, [callback]: value }, callback)
    })
  }
}

for (const [label, value] of notAFunction) {
  test(`V14 Quick App: fail is ${label}: throws a TypeError that names fail`, () => {
    assertThrowsTypeError({ ...right, fail: value }, 'fail')
  })
}

for (const [label, parameters] of /** @type {Array<[string, any[]]>} */ ([
  ['no argument', []],
  ['undefined', [undefined]],
  ['null', [null]],
  ['a string', ['http://127.0.0.1:1/upload']],
  ['a number', [1]],
])) {
  test(`V14 Quick App: uploadFile with ${label} throws a TypeError`, () => {
    assert.throws(() => uploadFile(...parameters), TypeError)
  })
}

test('V14 Quick App: a throw calls nothing, not complete either', async (context) => {
  const receiver = await startReceiver(context)
  /** @type {string[]} */
  const calls = []
  const complete = () => calls.push('complete')
  assert.throws(() => uploadFile({ ...right, name: 1, complete }), TypeError)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  await outcome(uploadFile, options)
  assert.deepEqual(calls, [])
})

test('V14 Quick App: a wrong type is reported before wrong values', async () => {
  const wrong = { url: '', filePath: '', name: '', header: 1, formData: 1, data: 1, files: 1 }
  for (const [option, value] of [
    ['timeout', '1000'],
    ['method', 1],
    ['name', 1],
    ['success', 'x'],
  ]) {
    const text = await new Promise((resolve) => uploadFile({ ...wrong, fail: resolve, [option]: value }))
    assert.ok(text.includes(option), `"${text}" names ${option}`)
  }
})

test('V14 Quick App: wrong header, formData, files and data without fail do not throw', async () => {
  for (const option of ['header', 'formData', 'files', 'data']) {
    const message = await new Promise((resolve) =>
      uploadFile({ ...right, ...(option === 'files' && { filePath: '' }), [option]: 'x', complete: resolve }),
    )
    assert.ok(typeof message === 'string' && message.includes(option.replace('header', 'headers')), message)
  }
})

test('V14 Quick App: timeout NaN, negative, infinite, null or undefined is no fault and no short limit', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  const { NaN: notANumberAtAll, POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number
  const values = [notANumberAtAll, -1, -1e300, POSITIVE_INFINITY, NEGATIVE_INFINITY, null, undefined]
  for (const timeout of values) {
    const { name } = await outcome(uploadFile, { url: receiver.url, filePath, name: 'file', timeout })
    assert.equal(name, 'success', `timeout: ${timeout}`)
  }
})

/**
 * @param {object} options
 * @param {string} option
 */
function assertThrowsTypeError(options, option) {
  assert.throws(
    () => uploadFile(options),
    (error) => {
      assert.ok(error instanceof TypeError)
      assert.ok(error.message.includes(option), `"${error.message}" names ${option}`)
      return true
    },
  )
}
