'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record, outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { answer, startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

/** @type {Array<[value: any, text: string]>} */
const stringified = [
  ['as is', 'as is'],
  ['', ''],
  [1, '1'],
  [1.5, '1.5'],
  [-0, '0'],
  [1e21, '1e+21'],
  [1e-7, '1e-7'],
  [0.1 + 0.2, '0.30000000000000004'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [2 ** 53, '9007199254740992'],
  [10n ** 30n, '1000000000000000000000000000000'],
  [true, 'true'],
  [false, 'false'],
  [null, 'null'],
  [['a', ['b', 1]], 'a,b,1'],
  [[], ''],
  [{ a: 1 }, '[object Object]'],
  [{ toString: () => 'from toString', valueOf: () => 'from valueOf' }, 'from toString'],
  [new URL('http://example.com/?a=1'), 'http://example.com/?a=1'],
  [new String('a String object'), 'a String object'],
  [Symbol('description'), 'Symbol(description)'],
]

/**
 * What a server receives from an upload with these options.
 *
 * @param {import('node:test').TestContext} context
 * @param {object} options
 */
async function received(context, options) {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  const { name, values } = await outcome(uploadFile, {
    url: receiver.url,
    filePath,
    name: 'file',
    ...options,
  })
  assert.equal(name, 'success', JSON.stringify(values))
  return receiver.uploads[0]
}

/**
 * The header lines of a request, values as UTF-8.
 *
 * @param {{ rawHeaders: string[] }} upload
 */
function headerLines({ rawHeaders }) {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0
      ? [`${name}: ${Buffer.from(rawHeaders[index + 1] ?? '', 'latin1').toString('utf8')}`]
      : [],
  )
}

test('W options: formData values are sent as String(value), in the order of Object.keys', async (context) => {
  const formData = Object.fromEntries(stringified.map(([value], index) => [`field ${index}`, value]))
  const { fields } = await received(context, { formData })
  assert.deepEqual(
    fields,
    stringified.map(([, text], index) => [`field ${index}`, text]),
  )
})

test('W options: header values are sent as String(value)', async (context) => {
  const header = Object.fromEntries(stringified.map(([value], index) => [`X-Value-${index}`, value]))
  const lines = headerLines(await received(context, { header }))
  assert.deepEqual(
    lines.filter((line) => line.startsWith('X-Value-')),
    stringified.map(([, text], index) => `X-Value-${index}: ${text}`),
  )
})

test('W options: undefined is skipped in formData and header', async (context) => {
  const upload = await received(context, {
    formData: { a: undefined, b: 'b' },
    header: { 'X-A': undefined, 'X-B': 'b' },
  })
  assert.deepEqual(upload.fields, [['b', 'b']])
  assert.equal('x-a' in upload.headers, false)
  assert.equal(upload.headers['x-b'], 'b')
})

test('H2 formData and header: own enumerable string keys only', async (context) => {
  const symbol = Symbol('key')
  const make = (/** @type {string} */ prefix) =>
    Object.create(
      { [`${prefix}inherited`]: 'no' },
      {
        [`${prefix}own`]: { value: 'yes', enumerable: true },
        [`${prefix}hidden`]: { value: 'no', enumerable: false },
        [symbol]: { value: 'no', enumerable: true },
        [`${prefix}getter`]: { get: () => 'computed', enumerable: true },
      },
    )
  const upload = await received(context, { formData: make(''), header: make('x-') })
  assert.deepEqual(upload.fields, [
    ['own', 'yes'],
    ['getter', 'computed'],
  ])
  assert.deepEqual(
    Object.entries(upload.headers).filter(([name]) => name.startsWith('x-')),
    [
      ['x-own', 'yes'],
      ['x-getter', 'computed'],
    ],
  )
})

test('H7 formData: __proto__, constructor, digits and an empty key are just names', async (context) => {
  const formData = JSON.parse('{ "b": "1", "__proto__": "2", "constructor": "3", "7": "4", "0": "5" }')
  const { fields } = await received(context, { formData })
  assert.deepEqual(fields, [
    ['0', '5'],
    ['7', '4'],
    ['b', '1'],
    ['__proto__', '2'],
    ['constructor', '3'],
  ])
  const server = await startCanned(context, answer(200))
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file', formData: { '': 'six' } }
  assert.equal((await outcome(uploadFile, options)).name, 'success')
  const body = server.requests[0].body.toString()
  assert.equal(body.includes('\r\nContent-Disposition: form-data; name=""\r\n\r\nsix\r\n'), true, body)
})

test('W options: formData and header without a prototype, frozen, and behind a proxy', async (context) => {
  for (const wrap of [
    (/** @type {object} */ value) => Object.assign(Object.create(null), value),
    (/** @type {object} */ value) => Object.freeze(value),
    (/** @type {object} */ value) => new Proxy(value, {}),
    (/** @type {object} */ value) => Object.assign(new (class Model {})(), value),
  ]) {
    const upload = await received(context, {
      formData: wrap({ user: 'test' }),
      header: wrap({ 'X-User': 'test' }),
    })
    assert.deepEqual(upload.fields, [['user', 'test']])
    assert.equal(upload.headers['x-user'], 'test')
  }
})

test('W options: a header that is missing or empty, and formData likewise', async (context) => {
  for (const empty of [undefined, {}]) {
    const upload = await received(context, { header: empty, formData: empty })
    assert.deepEqual(upload.fields, [])
  }
})

test('W options: Referer cannot be set, in any letter case', async (context) => {
  for (const name of ['Referer', 'referer', 'REFERER']) {
    const { headers } = await received(context, { header: { [name]: 'http://example.com/', 'X-A': '1' } })
    assert.equal('referer' in headers, false, name)
    assert.equal(headers['x-a'], '1')
  }
})

test('H8 a Content-Type of the caller is dropped, in any letter case: the boundary survives', async (context) => {
  for (const name of ['Content-Type', 'content-type', 'CONTENT-TYPE', 'cOnTeNt-TyPe']) {
    const upload = await received(context, { header: { [name]: 'multipart/form-data' } })
    assert.match(
      String(upload.headers['content-type']),
      /^multipart\/form-data; boundary=[0-9A-Za-z-]{1,70}$/,
    )
    assert.equal(upload.rawHeaders.filter((one) => one.toLowerCase() === 'content-type').length, 1)
    assert.equal(upload.files[0].size, 12)
  }
})

test('H8 headers that frame the request never reach the wire', async (context) => {
  const server = await startCanned(context, answer(200))
  const header = {
    'content-length': '1',
    HOST: 'example.com',
    'Transfer-Encoding': 'chunked',
    Connection: 'upgrade',
    Expect: '100-continue',
    'X-A': '1',
  }
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file', header }
  assert.equal((await outcome(uploadFile, options)).name, 'success')
  const [{ headers, body }] = server.requests
  const valuesOf = (/** @type {string} */ wanted) =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
  assert.deepEqual(valuesOf('content-length'), [String(body.length)])
  assert.deepEqual(valuesOf('host'), [`127.0.0.1:${server.port}`])
  assert.deepEqual(valuesOf('transfer-encoding'), [])
  assert.deepEqual(valuesOf('expect'), [])
  assert.equal(valuesOf('connection').includes('upgrade'), false)
  assert.deepEqual(valuesOf('x-a'), ['1'])
})

test('H8 other headers pass: Cookie, Authorization, own names in Title-Case, values in UTF-8', async (context) => {
  const header = {
    Cookie: 'a=1; b=2',
    authorization: 'Bearer token',
    'x-custom-name': '你好',
    'User-Agent': 'my app',
    Accept: 'application/json',
  }
  const lines = headerLines(await received(context, { header }))
  for (const line of [
    'Cookie: a=1; b=2',
    'Authorization: Bearer token',
    'X-Custom-Name: 你好',
    'User-Agent: my app',
    'Accept: application/json',
  ]) {
    assert.equal(lines.filter((one) => one === line).length, 1, `${line} in ${lines.join('\n')}`)
  }
})

/** @type {Array<[label: string, header: Record<string, string>]>} */
const badHeaders = [
  ['CR LF in a value', { 'X-Bad': 'a\r\nX-Injected: b' }],
  ['LF in a value', { 'X-Bad': 'a\nb' }],
  ['CR in a value', { 'X-Bad': 'a\rb' }],
  ['NUL in a value', { 'X-Bad': 'a\0b' }],
  ['LF at the end of a value', { 'X-Bad': 'a\n' }],
  ['CR LF in a name', { 'X-Bad\r\nX-Injected': 'a' }],
  ['NUL in a name', { 'X-Bad\0': 'a' }],
  ['a good one first', { 'X-Good': 'a', 'X-Bad': '\n' }],
]
for (const [label, header] of badHeaders) {
  test(`H8 a header with ${label}: invalid header, 1001, no connection`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const { calls, done } = record(uploadFile, { ...options, header })
    assert.deepEqual(calls, [])
    await done
    const bad = Object.keys(header).find((name) => name !== 'X-Good')
    const failure = { errMsg: `uploadFile:fail invalid header "${bad}"`, errno: 1001 }
    assert.deepEqual(calls, [
      ['fail', failure],
      ['complete', failure],
    ])
    assert.equal((await outcome(uploadFile, options)).name, 'success')
    assert.equal(receiver.connections, 1)
  })
}
