'use strict'
// The options that Quick App alone has; __test__/system has what it shares with Vela.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { startReceiver } = require('../support/receiver')
const { dialects, assertRefused: assertRefusedBy } = require('../system/dialects')
const { notAnObject, notAValue } = require('../system/wrong-values')

const { uploadFile } = /** @type {any} */ (require('uploadtask/quickapp'))

/** Right in every option; nothing listens at port 1, so a fault that is not found ends with code 1000. */
const right = { url: 'http://127.0.0.1:1/upload', filePath: __filename, name: 'file' }

const assertRefused = (/** @type {object} */ options) =>
  assertRefusedBy(dialects.quickapp, options, 202, uploadFile)

for (const [label, data] of [
  ...notAnObject,
  ['an array of strings', ['a']],
  ['an array with null', [{ name: 'a', value: 'a' }, null]],
  ['an array with an empty object', [{}]],
  ['an array with an array', [['a', 'b']]],
  ['an entry without a name', [{ value: 'a' }]],
  ['an entry whose name is null', [{ name: null, value: 'a' }]],
  ['an entry whose name is a number', [{ name: 1, value: 'a' }]],
  ...notAValue.map(([kind, value]) => [`an entry whose value is ${kind}`, [{ name: 'a', value }]]),
  ['an object with a boolean', { a: true }],
]) {
  test(`Q4 Q8 data is ${label}: fail(message, 202) after the return`, async () => {
    await assertRefused({ ...right, data })
  })
}

/** @type {Array<[string, any]>} */
const wrongFiles = [
  ['an empty array', []],
  ['a string', __filename],
  ['a number', 1],
  ['a boolean', true],
  ['one file without the array', { uri: __filename }],
  ['an array of strings', [__filename]],
  ['an array with null', [{ uri: __filename }, null]],
  ['an array with a hole', Object.assign([{ uri: __filename }], { 2: { uri: __filename } })],
  ['an entry without uri', [{ name: 'file' }]],
  ['an entry with an empty uri', [{ uri: '' }]],
  ['an entry whose uri is null', [{ uri: null }]],
  ['a second entry without uri', [{ uri: __filename }, { name: 'file' }]],
  ...['uri', 'name', 'filename', 'type'].flatMap((member) =>
    [1, true, {}, ['a'], () => {}, Symbol('a'), 1n].map(
      (value) =>
        /** @type {[string, any]} */ ([
          `an entry whose ${member} is of type ${Array.isArray(value) ? 'array' : typeof value}`,
          [{ uri: __filename, [member]: value }],
        ]),
    ),
  ),
  ['an entry whose type ends its line', [{ uri: __filename, type: 'image/png\r\nX-Injected: a' }]],
  ['an entry whose type has a NUL byte', [{ uri: __filename, type: 'image/png\0' }]],
]
for (const [label, files] of wrongFiles) {
  test(`Q4 Q8 files is ${label}: fail(message, 202) after the return`, async () => {
    await assertRefused({ url: right.url, files })
  })
}

test('Q4 Q8 filePath and files together: fail(message, 202) after the return, which names both', async () => {
  const message = await assertRefused({ ...right, files: [{ uri: __filename }] })
  assert.match(message, /filePath/)
  assert.match(message, /files/)
})

test('Q8 an empty files beside a filePath counts as absent, and without one names no file', async (context) => {
  const receiver = await startReceiver(context)
  const { name } = await outcome(uploadFile, { ...right, url: receiver.url, files: [] })
  assert.equal(name, 'success')
  assert.equal(receiver.uploads[0].files.length, 1)
  assert.match(await assertRefused({ ...right, filePath: undefined, files: [] }), /invalid filename/)
})

for (const method of ['GET', 'PATCH', 'DELETE', 'POSTS', 'PUT ', 'POST\r\nX-Injected: a', 'ＰＵＴ']) {
  test(`Q4 Q8 method ${JSON.stringify(method)}: fail(message, 202) after the return`, async () => {
    await assertRefused({ ...right, method })
  })
}

test('Q4 Q5 wrong arguments are reported before a missing file', async () => {
  const filePath = `${__filename}.missing`
  for (const wrong of [
    { name: '' },
    { header: { a: true } },
    { formData: { a: true } },
    { data: [true] },
    { method: 'GET' },
  ]) {
    await assertRefused({ ...right, filePath, ...wrong })
  }
})

test('V15 Quick App: options that hold themselves, and huge sparse arrays, are refused and do not hang', async () => {
  /** @type {any} */
  const own = { url: 'http://127.0.0.1:1/upload' }
  own.files = [own]
  own.data = [own]
  for (const options of [
    own,
    { url: own.url, files: new Array(2 ** 32 - 1) },
    { url: own.url, filePath: __filename, name: 'file', data: new Array(2 ** 32 - 1) },
  ]) {
    const { name, values } = await outcome(uploadFile, options)
    assert.deepEqual([name, values[1]], ['fail', 202], values[0])
  }
})
