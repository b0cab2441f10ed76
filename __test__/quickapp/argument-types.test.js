'use strict'
// The types of the options that only Quick App has; those of the others are in ../system.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { notAString } = require('../system/wrong-values')

const { uploadFile } = /** @type {any} */ (require('uploadtask/quickapp'))

const right = { url: 'http://127.0.0.1:1/upload', filePath: __filename, name: 'file' }

for (const [label, method] of notAString) {
  test(`Q4 V14 method is ${label}: fail(text, 202) and complete(text), after the return`, async () => {
    const { calls, done } = record(uploadFile, { ...right, method })
    assert.equal(calls.length, 0)
    await done
    const [[, text]] = /** @type {any[][]} */ (calls)
    assert.ok(text.includes('method'), `"${text}" names method`)
    assert.deepEqual(calls, [
      ['fail', text, 202],
      ['complete', text],
    ])
  })

  test(`V14 Quick App: method is ${label}, without fail: throws a TypeError that names it`, () => {
    for (const fail of [undefined, null]) {
      assert.throws(() => uploadFile({ ...right, method, fail }), { name: 'TypeError', message: /method/ })
    }
  })
}

test('V14 Quick App: a wrong type is reported before wrong values', async () => {
  const wrong = { url: '', filePath: '', name: '', header: 1, formData: 1, data: 1, files: 1, method: 1 }
  const text = await new Promise((resolve) => uploadFile({ ...wrong, fail: resolve }))
  assert.ok(text.includes('method'), `"${text}" names method`)
})

test('V14 Quick App: wrong header, formData, files and data without fail do not throw', async () => {
  for (const option of ['header', 'formData', 'files', 'data']) {
    const message = await new Promise((resolve) =>
      uploadFile({ ...right, ...(option === 'files' && { filePath: '' }), [option]: 'x', complete: resolve }),
    )
    assert.ok(typeof message === 'string' && message.includes(option.replace('header', 'headers')), message)
  }
})
