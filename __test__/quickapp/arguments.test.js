'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const { uploadFile } = /** @type {any} */ (require('uploadtask/quickapp'))

/** Right in every option; nothing listens at port 1, so a fault that is not found ends with code 1000. */
const right = { url: 'http://127.0.0.1:1/upload', filePath: __filename, name: 'file' }

/**
 * Asserts fail(message, 202) and complete(message), neither before uploadFile returned.
 *
 * @param {object} options
 * @returns {Promise<string>} The message.
 */
async function assertRefused(options) {
  const { calls, done } = record(uploadFile, options)
  assert.equal(calls.length, 0, 'something was called before the return')
  await done
  const [[, message]] = calls
  assert.deepEqual(calls, [
    ['fail', message, 202],
    ['complete', message],
  ])
  assert.equal(typeof message, 'string')
  assert.notEqual(message.trim(), '')
  assert.doesNotMatch(message, /undefined|\[object|panicked/)
  return message
}

/** @type {Array<[string, any]>} */
const invalidUrls = [
  ['undefined', undefined],
  ['null', null],
  ['empty', ''],
  ['HTTP:// in capitals', 'HTTP://127.0.0.1:1/upload'],
  ['Https://, mixed', 'Https://127.0.0.1:1/upload'],
  ['ftp', 'ftp://127.0.0.1/upload'],
  ['ws', 'ws://127.0.0.1:1/upload'],
  ['file', 'file:///etc/hosts'],
  ['a scheme that begins with http', 'httpx://127.0.0.1:1/upload'],
  ['a path', '/upload'],
  ['a host without a scheme', '127.0.0.1:1/upload'],
  ['without a host', 'http://'],
  ['a port above 65535', 'http://127.0.0.1:65536/upload'],
  ['a space in the host', 'http://a b/upload'],
]
for (const [label, url] of invalidUrls) {
  test(`Q4 V7 url ${label}: fail(message, 202) after the return`, async () => {
    await assertRefused({ ...right, url })
  })
}

for (const option of ['url', 'filePath', 'name']) {
  test(`Q4 ${option} missing: fail(message, 202) after the return`, async () => {
    const { [option]: _omitted, ...rest } = /** @type {any} */ (right)
    await assertRefused(rest)
  })
}

for (const option of ['filePath', 'name']) {
  for (const [label, value] of [
    ['undefined', undefined],
    ['null', null],
    ['empty', ''],
  ]) {
    test(`Q4 ${option} ${label}: fail(message, 202) after the return`, async () => {
      await assertRefused({ ...right, [/** @type {string} */ (option)]: value })
    })
  }
}

/** @type {Array<[string, any]>} */
const notAnObject = [
  ['a string', 'a: b'],
  ['an empty string', ''],
  ['a number', 1],
  ['a boolean', true],
  ['a function', () => {}],
  ['a symbol', Symbol('a')],
  ['a bigint', 1n],
]
/** @type {Array<[string, any]>} */
const notAValue = [
  ['a boolean', true],
  ['an object', { a: 1 }],
  ['an array', ['a']],
  ['a Date', new Date(0)],
  ['a function', () => {}],
  ['a symbol', Symbol('a')],
  ['a bigint', 1n],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
]
for (const [line, option] of [
  ['V10', 'header'],
  ['V11', 'formData'],
]) {
  for (const [label, value] of [...notAnObject, ['an array', ['a']]]) {
    test(`Q4 ${line} ${option} is ${label}: fail(message, 202) after the return`, async () => {
      await assertRefused({ ...right, [option]: value })
    })
  }
  for (const [label, value] of notAValue) {
    test(`Q4 ${line} a value in ${option} is ${label}: fail(message, 202) after the return`, async () => {
      await assertRefused({ ...right, [option]: { good: 'a', bad: value } })
    })
  }
}

for (const [label, header] of [
  ['CR and LF in a value', { 'X-A': 'a\r\nX-Injected: b' }],
  ['NUL in a value', { 'X-A': 'a\0b' }],
  ['LF in a name', { 'X-A\nX-Injected': 'a' }],
  ['a space in a name', { 'X A': 'a' }],
  ['an empty name', { '': 'a' }],
]) {
  test(`Q4 V10 header with ${label}: fail(message, 202) after the return`, async () => {
    await assertRefused({ ...right, header })
  })
}

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

/** @type {Array<[string, any]>} */
const faultsInOrder = [
  ['url', 'ftp://127.0.0.1/'],
  ['filePath', ''],
  ['name', ''],
  ['header', { a: true }],
  ['formData', { a: true }],
  ['data', [true]],
  ['method', 'GET'],
]
for (const [index, [option, value]] of faultsInOrder.entries()) {
  test(`Q4 V12 ${option} is reported before every later option`, async () => {
    const alone = await assertRefused({ ...right, [option]: value })
    const faults = Object.fromEntries(faultsInOrder.slice(index))
    assert.equal(await assertRefused({ ...right, ...faults }), alone)
    const [, next] = faultsInOrder.slice(index)
    if (next) assert.notEqual(await assertRefused({ ...right, [next[0]]: next[1] }), alone)
  })
}

test('Q4 Q5 wrong arguments are reported before a missing file', async () => {
  const filePath = `${__filename}.missing`
  for (const [option, value] of faultsInOrder.slice(2)) {
    await assertRefused({ ...right, filePath, [option]: value })
  }
})

test('Q4 no connection is made for wrong arguments', async (context) => {
  const receiver = await startReceiver(context)
  const working = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  for (const [option, value] of faultsInOrder) await assertRefused({ ...working, [option]: value })
  assert.equal((await outcome(uploadFile, working)).name, 'success')
  assert.equal(receiver.connections, 1)
})

test('V10 V11 Quick App: strings and finite numbers are sent, null and undefined skipped', async (context) => {
  const receiver = await startReceiver(context)
  const values = {
    text: 'as is',
    number: 1.9,
    negative: -5,
    zero: 0,
    nothing: null,
    missing: undefined,
    empty: '',
  }
  const header = Object.fromEntries(Object.entries(values).map(([name, value]) => [`X-${name}`, value]))
  const options = {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
    header,
    formData: values,
  }
  assert.equal((await outcome(uploadFile, options)).name, 'success')
  const [upload] = receiver.uploads
  const sent = [
    ['text', 'as is'],
    ['number', '1.9'],
    ['negative', '-5'],
    ['zero', '0'],
    ['empty', ''],
  ]
  assert.deepEqual(upload.fields, sent)
  assert.deepEqual(
    Object.entries(upload.headers).filter(([name]) => name.startsWith('x-')),
    sent.map(([name, value]) => [`x-${name}`, value]),
  )
})
