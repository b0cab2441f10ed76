'use strict'
// Errors in the options that both dialects have. Vela has fixed messages, Quick App has ours.

const assert = require('node:assert/strict')

const { outcome, record } = require('../support/calls')
const { startReceiver } = require('../support/receiver')
const { anotherUpload, assertRefused, same, testBoth } = require('./dialects')
const { notAnObject, notAValue } = require('./wrong-values')

/** Right in every option; nothing listens at port 1, so a fault that is not found ends with another code. */
const right = { url: 'http://127.0.0.1:1/upload', filePath: __filename, name: 'file' }

/**
 * A test for each dialect: its title has what is wrong, and Vela's message.
 *
 * @param {string} line Of Vela's contract.
 * @param {string} fault
 * @param {string} message Vela's.
 * @param {object} options
 */
function testRefused(line, fault, message, options) {
  testBoth({ vela: line, quickapp: `Q4 ${line}` }, `${fault}: fail(message, 202)`, async (dialect) => {
    const given = await assertRefused(dialect, options)
    if (dialect.name === 'vela') assert.equal(given, message)
  })
}

/** @type {Array<[string, any]>} */
const invalidUrls = [
  ['HTTP:// in capitals', 'HTTP://127.0.0.1:1/upload'],
  ['HTTPS:// in capitals', 'HTTPS://127.0.0.1:1/upload'],
  ['Http://, mixed', 'Http://127.0.0.1:1/upload'],
  ['ftp', 'ftp://127.0.0.1/upload'],
  ['ws', 'ws://127.0.0.1:1/upload'],
  ['file', 'file:///etc/hosts'],
  ['a scheme that begins with http', 'httpx://127.0.0.1:1/upload'],
  ['javascript', 'javascript:alert(1)'],
  ['a path', '/upload'],
  ['a host without a scheme', '127.0.0.1:1/upload'],
  ['without a host', 'http://'],
  ['a port above 65535', 'http://127.0.0.1:65536/upload'],
  ['an open IPv6 bracket', 'http://[::1/upload'],
  ['a space in the host', 'http://a b/upload'],
]
for (const [label, url] of invalidUrls) testRefused('V7', `url ${label}`, 'invalid url', { ...right, url })

for (const [line, option, message] of [
  ['V7', 'url', 'invalid url'],
  ['V8', 'filePath', 'invalid filename'],
  ['V9', 'name', 'name is a required field'],
]) {
  const { [option]: _omitted, ...rest } = /** @type {any} */ (right)
  testRefused(line, `${option} missing`, message, rest)
  for (const [label, value] of [
    ['undefined', undefined],
    ['null', null],
    ['empty', ''],
  ]) {
    testRefused(line, `${option} ${label}`, message, { ...right, [option]: value })
  }
}

for (const [line, option, message] of [
  ['V10', 'header', 'invalid headers'],
  ['V11', 'formData', 'invalid formData'],
]) {
  for (const [label, value] of [...notAnObject, ['an array', ['a']]]) {
    testRefused(line, `${option} is ${label}`, message, { ...right, [option]: value })
  }
  for (const [label, value] of notAValue) {
    const members = { good: 'a', bad: value }
    testRefused(line, `a value in ${option} is ${label}`, message, { ...right, [option]: members })
  }
}

for (const [label, header] of [
  ['CR and LF in a value', { 'X-A': 'a\r\nX-Injected: b' }],
  ['LF in a value', { 'X-A': 'a\nb' }],
  ['CR in a value', { 'X-A': 'a\rb' }],
  ['NUL in a value', { 'X-A': 'a\0b' }],
  ['LF in a name', { 'X-A\nX-Injected': 'a' }],
  ['a colon in a name', { 'X-A:': 'a' }],
  ['a space in a name', { 'X A': 'a' }],
  ['an empty name', { '': 'a' }],
]) {
  testRefused('V10', `header with ${label}`, 'invalid headers', { ...right, header })
}

testBoth(
  same('V10 V11'),
  'strings and finite numbers are sent, null and undefined skipped',
  async ({ uploadFile }, context) => {
    const receiver = await startReceiver(context)
    const sent = { text: 'as is', number: 1.9, negative: -5, zero: 0, empty: '' }
    const values = { ...sent, nothing: null, missing: undefined }
    const header = Object.fromEntries(Object.entries(values).map(([name, value]) => [`X-${name}`, value]))
    const options = { ...right, url: receiver.url, header, formData: values }
    assert.equal((await outcome(uploadFile, options)).name, 'success')
    const [{ headers, fields }] = receiver.uploads
    assert.deepEqual(
      Object.entries(headers).filter(([name]) => name.startsWith('x-')),
      Object.entries(sent).map(([name, value]) => [`x-${name}`, String(value)]),
    )
    assert.deepEqual(
      fields,
      Object.entries(sent).map(([name, value]) => [name, String(value)]),
    )
  },
)

testBoth(
  same('V10 V11'),
  'header and formData may be null, undefined or empty',
  async ({ uploadFile }, context) => {
    const receiver = await startReceiver(context)
    for (const nothing of [null, undefined, {}]) {
      const options = { ...right, url: receiver.url, header: nothing, formData: nothing }
      assert.equal((await outcome(uploadFile, options)).name, 'success')
    }
    assert.deepEqual(
      receiver.uploads.map(({ fields }) => fields),
      [[], [], []],
    )
  },
)

/** @type {Array<[string, any]>} */
const commonFaults = [
  ['url', 'ftp://127.0.0.1/'],
  ['filePath', ''],
  ['name', ''],
  ['header', { a: true }],
  ['formData', { a: true }],
]
const faults = {
  vela: commonFaults,
  quickapp: [
    ...commonFaults,
    .../** @type {typeof commonFaults} */ ([
      ['data', [true]],
      ['method', 'GET'],
    ]),
  ],
}

testBoth(
  { vela: 'V12', quickapp: 'Q4 V12' },
  'each fault is reported before all later ones',
  async (dialect) => {
    const inOrder = faults[dialect.name]
    const messages = []
    for (const [index, [option, value]] of inOrder.entries()) {
      const alone = await assertRefused(dialect, { ...right, [option]: value })
      const andLater = { ...right, ...Object.fromEntries(inOrder.slice(index)) }
      assert.equal(await assertRefused(dialect, andLater), alone, option)
      messages.push(alone)
    }
    assert.equal(new Set(messages).size, messages.length, 'each fault has its own message')
  },
)

testBoth({ vela: 'V13', quickapp: 'Q4' }, 'wrong arguments open no connection', async (dialect, context) => {
  const receiver = await startReceiver(context)
  const working = { ...right, url: receiver.url }
  for (const [option, value] of faults[dialect.name]) {
    await assertRefused(dialect, { ...working, [option]: value })
  }
  await assertRefused(dialect, { ...working, url: receiver.url.replace('http', 'HTTP') })
  assert.equal((await outcome(dialect.uploadFile, working)).name, 'success')
  assert.equal(receiver.connections, 1)
})

testBoth(
  same('V13'),
  'the task of a failed check is inert: every method callable, nothing happens',
  async (dialect, context) => {
    const { calls, task, done } = record(dialect.uploadFile, { ...right, name: '' })
    await done
    const before = [...calls]
    const listener = (/** @type {any} */ event) => calls.push(['event', event])
    assert.ok('abort' in task && 'onProgressUpdate' in task && 'offProgressUpdate' in task)
    for (const parameters of [[listener], [], [listener]]) {
      for (const [name, method] of Object.entries(task)) {
        assert.equal(/** @type {Function} */ (method)(...parameters), undefined, name)
      }
    }
    await anotherUpload(dialect, context)
    assert.deepEqual(calls, before)
  },
)
