'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const { uploadFile } = /** @type {any} */ (require('uploadtask'))

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
  ['timeout', notANumber],
  ['success', notAFunction],
]

for (const [option, values] of wrongTypes) {
  for (const [label, value] of values) {
    test(`V14 ${option} is ${label}: fail(text, 202) and complete before the return`, () => {
      /** @type {any[]} */
      const calls = []
      const task = uploadFile({
        ...right,
        [option]: value,
        fail: (/** @type {any[]} */ ...values) => calls.push(['fail', ...values]),
        complete: (/** @type {any[]} */ ...values) => calls.push(['complete', ...values]),
      })
      calls.push(['returned'])
      const [[, text]] = calls
      assert.equal(typeof text, 'string')
      assert.ok(text.includes(option), `"${text}" names ${option}`)
      assert.deepEqual(calls, [['fail', text, 202], ['complete'], ['returned']])
      task.onProgressUpdate(() => {})
      task.offProgressUpdate()
      task.abort()
    })

    test(`V14 ${option} is ${label}, without fail: throws a TypeError that names ${option}`, () => {
      for (const fail of [undefined, null]) {
        assertThrowsTypeError(() => uploadFile({ ...right, [option]: value, fail }), option)
      }
    })
  }
}

for (const [label, value] of notAFunction) {
  test(`V14 complete is ${label}: fail(text, 202) before the return`, () => {
    /** @type {any[]} */
    const calls = []
    uploadFile({
      ...right,
      fail: (/** @type {any[]} */ ...values) => calls.push(['fail', ...values]),
      complete: value,
    })
    calls.push(['returned'])
    const [[, text]] = calls
    assert.ok(text.includes('complete'), `"${text}" names complete`)
    assert.deepEqual(calls, [['fail', text, 202], ['returned']])
  })

  test(`V14 complete is ${label}, without fail: throws a TypeError that names complete`, () => {
    assertThrowsTypeError(() => uploadFile({ ...right, complete: value }), 'complete')
  })

  test(`V14 fail is ${label}: throws a TypeError that names fail`, () => {
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
  test(`V14 uploadFile with ${label} throws a TypeError`, () => {
    assertThrowsTypeError(() => uploadFile(...parameters), '')
  })
}

test('V14 a wrong type is reported before the checks of V7 to V11', () => {
  /** @type {any[]} */
  const texts = []
  const wrong = { url: '', filePath: '', name: '', header: 1, formData: 1 }
  uploadFile({ ...wrong, timeout: '1000', fail: (/** @type {string} */ text) => texts.push(text) })
  uploadFile({ ...wrong, success: 'x', fail: (/** @type {string} */ text) => texts.push(text) })
  uploadFile({ ...wrong, name: 1, fail: (/** @type {string} */ text) => texts.push(text) })
  assert.deepEqual(
    texts.map((text) => ['timeout', 'success', 'name'].filter((option) => text.includes(option))),
    [['timeout'], ['success'], ['name']],
  )
})

test('V14 timeout NaN, negative, infinite, null or undefined is no fault and no short limit', async (context) => {
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
})

test('V14 timeout 0, a fraction and huge numbers are taken', async (context) => {
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
