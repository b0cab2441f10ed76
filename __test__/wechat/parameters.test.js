'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')

/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

/** Right in every option; nothing listens at port 1, so a check that lets a fault pass fails otherwise. */
const right = { url: 'http://127.0.0.1:1/upload', filePath: __filename, name: 'file' }

/**
 * @param {object} options
 * @param {string} complaints
 */
async function assertParameterError(options, complaints) {
  const { name, values } = await outcome(uploadFile, options)
  assert.equal(name, 'fail')
  assert.deepEqual(values, [{ errMsg: `uploadFile:fail parameter error: ${complaints}`, errno: 1001 }])
}

/** @type {Array<[any, string]>} */
const notStrings = [
  [undefined, 'Undefined'],
  [null, 'Null'],
  [1, 'Number'],
  [Number.NaN, 'Number'],
  [true, 'Boolean'],
  [Symbol('a'), 'Symbol'],
  [1n, 'BigInt'],
  [{}, 'Object'],
  [Object.create(null), 'Object'],
  [['a'], 'Array'],
  [() => {}, 'Function'],
  [new Date(0), 'Date'],
  [/a/, 'RegExp'],
]
for (const option of ['url', 'filePath', 'name']) {
  test(`W19 ${option} missing: Undefined`, async () => {
    const { [option]: _left, ...others } = /** @type {Record<string, string>} */ (right)
    await assertParameterError(others, `parameter.${option} should be String instead of Undefined;`)
  })

  test(`W19 ${option} of a wrong type is named by its type`, async () => {
    for (const [value, type] of notStrings) {
      await assertParameterError(
        { ...right, [option]: value },
        `parameter.${option} should be String instead of ${type};`,
      )
    }
  })
}

/** @type {Array<[option: string, wanted: string, wrong: Array<[any, string]>]>} */
const optional = [
  [
    'header',
    'Object',
    [
      ['a: b', 'String'],
      [1, 'Number'],
      [true, 'Boolean'],
      [['a'], 'Array'],
      [Symbol('a'), 'Symbol'],
    ],
  ],
  [
    'formData',
    'Object',
    [
      ['a=b', 'String'],
      [1, 'Number'],
      [false, 'Boolean'],
      [[], 'Array'],
      [1n, 'BigInt'],
    ],
  ],
  [
    'timeout',
    'Number',
    [
      ['1000', 'String'],
      [true, 'Boolean'],
      [{}, 'Object'],
      [[1000], 'Array'],
      [1000n, 'BigInt'],
    ],
  ],
]
for (const [option, wanted, wrong] of optional) {
  test(`W19 ${option} of a wrong type is named by its type`, async () => {
    for (const [value, type] of wrong) {
      await assertParameterError(
        { ...right, [option]: value },
        `parameter.${option} should be ${wanted} instead of ${type};`,
      )
    }
  })
}

test('W19 several faults are concatenated in the order url, filePath, name, header, formData, timeout', async () => {
  await assertParameterError(
    {},
    'parameter.url should be String instead of Undefined;' +
      'parameter.filePath should be String instead of Undefined;' +
      'parameter.name should be String instead of Undefined;',
  )
  await assertParameterError(
    { timeout: '1', formData: 'a', header: [], name: 1, filePath: null, url: {} },
    'parameter.url should be String instead of Object;' +
      'parameter.filePath should be String instead of Null;' +
      'parameter.name should be String instead of Number;' +
      'parameter.header should be Object instead of Array;' +
      'parameter.formData should be Object instead of String;' +
      'parameter.timeout should be Number instead of String;',
  )
})

test('W19 a wrong type is reported before a malformed url and a missing file', async () => {
  await assertParameterError(
    { url: 'ftp://127.0.0.1/', filePath: '', name: null },
    'parameter.name should be String instead of Null;',
  )
})

test('W19 header, formData and timeout may be undefined', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { name } = await outcome(uploadFile, {
    ...options,
    header: undefined,
    formData: undefined,
    timeout: undefined,
  })
  assert.equal(name, 'success')
  assert.deepEqual(receiver.uploads[0].fields, [])
})
