'use strict'
// Objects that keep what they hold elsewhere than in members: as options they would be empty, and nobody means that.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { temporaryFile } = require('../support/files')
const { outcome } = require('../support/calls')
const { createRuntime, quickapp, vela, wx } = require('uploadtask')

const url = 'http://127.0.0.1:9/'

/** @type {Array<[type: string, make: () => any]>} */
const others = [
  ['Map', () => new Map([['a', '1']])],
  ['Set', () => new Set(['a'])],
  ['FormData', () => new FormData()],
  ['URLSearchParams', () => new URLSearchParams('a=1')],
  ['Headers', () => new Headers({ a: '1' })],
  ['Date', () => new Date()],
  ['RegExp', () => /a/],
  ['Error', () => new Error('a')],
  ['Promise', () => Promise.resolve()],
  ['Uint8Array', () => new Uint8Array(2)],
]

for (const [type, make] of others) {
  test(`V10 V11 header and formData that are a ${type} are no fields`, async (context) => {
    const options = { url, filePath: temporaryFile(context), name: 'file' }
    assert.deepEqual((await outcome(vela.uploadFile, { ...options, header: make() })).values, [
      'invalid headers',
      202,
    ])
    assert.deepEqual((await outcome(vela.uploadFile, { ...options, formData: make() })).values, [
      'invalid formData',
      202,
    ])
  })

  test(`Q4 Q8 header, formData and data that are a ${type} are no fields`, async (context) => {
    const options = { url, filePath: temporaryFile(context), name: 'file' }
    for (const [option, message] of [
      ['header', 'invalid headers'],
      ['formData', 'invalid formData'],
      ['data', 'invalid data'],
    ]) {
      const { values } = await outcome(quickapp.uploadFile, { ...options, [option]: make() })
      assert.deepEqual(values, [message, 202])
    }
  })

  test(`W19 header and formData that are a ${type} are a parameter error`, async (context) => {
    const options = { url, filePath: temporaryFile(context), name: 'file' }
    const { values } = await outcome(wx.uploadFile, { ...options, header: make(), formData: make() })
    assert.deepEqual(values, [
      {
        errMsg:
          `uploadFile:fail parameter error: parameter.header should be Object instead of ${type};` +
          `parameter.formData should be Object instead of ${type};`,
        errno: 1001,
      },
    ])
  })

  test(`createRuntime: a configuration that is a ${type} throws a TypeError`, () => {
    assert.throws(() => createRuntime(make()), TypeError)
    assert.throws(() => createRuntime({ maxConcurrency: make() }), /maxConcurrency/)
  })
}

test('V15 W19 objects without a prototype, and of a class, are options like any other', async (context) => {
  class Fields {
    a = '1'
  }
  for (const fields of [Object.assign(Object.create(null), { a: '1' }), new Fields()]) {
    const options = { url, filePath: temporaryFile(context), name: 'file', header: fields, formData: fields }
    // Nobody listens there: the arguments were taken.
    const { name, values } = await outcome(wx.uploadFile, options)
    assert.equal(name, 'fail')
    assert.match(values[0].errMsg, /ECONNREFUSED/)
  }
})
