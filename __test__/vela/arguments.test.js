'use strict'

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { runSnippet } = require('../support/child')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const { uploadFile } = /** @type {any} */ (require('uploadtask'))

/** Right in every option; nothing listens at port 1, so a check that lets a fault pass is seen as no `fail`. */
const right = { url: 'http://127.0.0.1:1/upload', filePath: __filename, name: 'file' }

/**
 * Calls uploadFile; what the callbacks got, and where among them the call returned.
 *
 * @param {object} options
 */
function callsAround(options) {
  /** @type {any[]} */
  const calls = []
  const task = uploadFile({
    success: (/** @type {any[]} */ ...values) => calls.push(['success', ...values]),
    fail: (/** @type {any[]} */ ...values) => calls.push(['fail', ...values]),
    complete: (/** @type {any[]} */ ...values) => calls.push(['complete', ...values]),
    ...options,
  })
  calls.push(['returned'])
  return { calls, task }
}

/**
 * @param {object} options
 * @param {string} message
 */
function assertRefused(options, message) {
  const { calls } = callsAround(options)
  assert.deepEqual(calls, [['fail', message, 202], ['complete'], ['returned']])
}

/** @type {Array<[string, any]>} */
const invalidUrls = [
  ['undefined', undefined],
  ['null', null],
  ['empty', ''],
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
for (const [label, url] of invalidUrls) {
  test(`V7 url ${label}: fail("invalid url", 202)`, () => {
    assertRefused({ ...right, url }, 'invalid url')
  })
}

test('V7 url missing: fail("invalid url", 202)', () => {
  assertRefused({ filePath: __filename, name: 'file' }, 'invalid url')
})

/** @type {Array<[string, any]>} */
const invalidFilePaths = [
  ['undefined', undefined],
  ['null', null],
  ['empty', ''],
  ['of an unknown internal:// area', 'internal://secret/a.txt'],
  ['internal:// alone', 'internal://'],
  ['nonexistent', path.join(__dirname, 'no-such-file')],
  ['nonexistent in an area', 'internal://files/no-such-file'],
  ['a directory', __dirname],
  ['a directory with a trailing slash', `${__dirname}/`],
  ['a file with a trailing slash', `${__filename}/`],
  ['below a file', `${__filename}/a`],
  ['with a NUL byte', `${__filename}\0`],
  ['longer than the system takes', `/${'a'.repeat(5000)}`],
]
for (const [label, filePath] of invalidFilePaths) {
  test(`V8 filePath ${label}: fail("invalid filename", 202)`, () => {
    assertRefused({ ...right, filePath }, 'invalid filename')
  })
}

test('V8 filePath missing: fail("invalid filename", 202)', () => {
  assertRefused({ url: right.url, name: 'file' }, 'invalid filename')
})

const onWindows = process.platform === 'win32'

test('V8 a FIFO: fail("invalid filename", 202), without waiting for a writer', {
  skip: onWindows && 'Windows has no FIFO',
}, (context) => {
  const filePath = path.join(temporaryFolder(context), 'fifo')
  execFileSync('mkfifo', [filePath])
  assertRefused({ ...right, filePath }, 'invalid filename')
})

test('V8 a symlink loop: fail("invalid filename", 202)', {
  skip: onWindows && 'symlinks need a privilege on Windows',
}, (context) => {
  const filePath = path.join(temporaryFolder(context), 'loop')
  fs.symlinkSync('loop', filePath)
  assertRefused({ ...right, filePath }, 'invalid filename')
})

test('V8 an unreadable file: fail("invalid filename", 202)', {
  skip: onWindows && 'Windows has no file modes',
}, async (context) => {
  const filePath = temporaryFile(context)
  // The folder lets everyone pass: what is refused is the opening, not the way there.
  fs.chmodSync(path.dirname(filePath), 0o755)
  fs.chmodSync(filePath, 0o000)
  const { reports, stderr } = await runSnippet(
    `
      if (process.getuid() === 0) {
        process.setgroups([])
        process.setgid(65534)
        process.setuid(65534)
      }
      report(['size', require('node:fs').statSync(input.filePath).size])
      uploadtask.uploadFile({
        ...input,
        success: () => report(['success']),
        fail: (...values) => report(['fail', ...values]),
        complete: (...values) => report(['complete', ...values]),
      })
      report(['returned'])
    `,
    { ...right, filePath },
  )
  assert.equal(stderr, '')
  assert.deepEqual(reports, [['size', 12], ['fail', 'invalid filename', 202], ['complete'], ['returned']])
})

for (const [label, name] of [
  ['undefined', undefined],
  ['null', null],
  ['empty', ''],
]) {
  test(`V9 name ${label}: fail("name is a required field", 202)`, () => {
    assertRefused({ ...right, name }, 'name is a required field')
  })
}

test('V9 name missing: fail("name is a required field", 202)', () => {
  assertRefused({ url: right.url, filePath: __filename }, 'name is a required field')
})

/** @type {Array<[string, any]>} */
const notAnObject = [
  ['a string', 'a: b'],
  ['an empty string', ''],
  ['a number', 1],
  ['a boolean', true],
  ['an array', ['a']],
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
for (const [line, option, message] of [
  ['V10', 'header', 'invalid headers'],
  ['V11', 'formData', 'invalid formData'],
]) {
  for (const [label, value] of notAnObject) {
    test(`${line} ${option} is ${label}: fail("${message}", 202)`, () => {
      assertRefused({ ...right, [option]: value }, message)
    })
  }
  for (const [label, value] of notAValue) {
    test(`${line} a value in ${option} is ${label}: fail("${message}", 202)`, () => {
      assertRefused({ ...right, [option]: { good: 'a', bad: value } }, message)
    })
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
  test(`V10 header with ${label}: fail("invalid headers", 202)`, () => {
    assertRefused({ ...right, header }, 'invalid headers')
  })
}

test('V10 V11 strings and finite numbers are sent, null and undefined skipped', async (context) => {
  const receiver = await startReceiver(context)
  const values = { text: 'as is', number: 1.9, negative: -5, zero: 0, nothing: null, missing: undefined }
  const header = Object.fromEntries(Object.entries(values).map(([name, value]) => [`X-${name}`, value]))
  const filePath = temporaryFile(context)
  const { name } = await outcome(uploadFile, {
    url: receiver.url,
    filePath,
    name: 'file',
    header,
    formData: values,
  })
  assert.equal(name, 'success')
  const [upload] = receiver.uploads
  assert.deepEqual(
    Object.entries(upload.headers).filter(([name]) => name.startsWith('x-')),
    [
      ['x-text', 'as is'],
      ['x-number', '1.9'],
      ['x-negative', '-5'],
      ['x-zero', '0'],
    ],
  )
  assert.deepEqual(upload.fields, [
    ['text', 'as is'],
    ['number', '1.9'],
    ['negative', '-5'],
    ['zero', '0'],
  ])
})

test('V10 V11 header and formData may be null, undefined or empty', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  for (const nothing of [null, undefined, {}]) {
    const options = { url: receiver.url, filePath, name: 'file', header: nothing, formData: nothing }
    const { name } = await outcome(uploadFile, options)
    assert.equal(name, 'success')
  }
  assert.deepEqual(
    receiver.uploads.map((upload) => upload.fields),
    [[], [], []],
  )
})

/** @type {Array<[string, any, string]>} */
const faultsInOrder = [
  ['url', 'ftp://127.0.0.1/', 'invalid url'],
  ['filePath', __dirname, 'invalid filename'],
  ['name', '', 'name is a required field'],
  ['header', { a: true }, 'invalid headers'],
  ['formData', { a: true }, 'invalid formData'],
]
for (const [index, [option, , message]] of faultsInOrder.entries()) {
  test(`V12 ${option} is reported before every later option`, () => {
    const faults = Object.fromEntries(faultsInOrder.slice(index).map(([name, value]) => [name, value]))
    assertRefused({ ...right, ...faults }, message)
  })
}

test('V13 no socket is opened for a failing check', async (context) => {
  const receiver = await startReceiver(context)
  const working = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  for (const [option, value, message] of faultsInOrder)
    assertRefused({ ...working, [option]: value }, message)
  assertRefused({ ...working, url: receiver.url.replace('http', 'HTTP') }, 'invalid url')
  const { name } = await outcome(uploadFile, working)
  assert.equal(name, 'success')
  assert.equal(receiver.connections, 1)
})

test('V13 the task of a failed check is inert: every method callable, nothing happens', async (context) => {
  const receiver = await startReceiver(context)
  const { calls, task } = callsAround({ ...right, name: '' })
  const before = [...calls]
  const listener = (/** @type {any} */ event) => calls.push(['progress', event])
  assert.equal(task.onProgressUpdate(listener), undefined)
  assert.equal(task.offProgressUpdate(listener), undefined)
  assert.equal(task.onProgressUpdate(listener), undefined)
  assert.equal(task.offProgressUpdate(), undefined)
  assert.equal(task.onProgressUpdate(listener), undefined)
  assert.equal(task.abort(), undefined)
  assert.equal(task.abort(), undefined)
  await outcome(uploadFile, { url: receiver.url, filePath: temporaryFile(context), name: 'file' })
  assert.deepEqual(calls, before)
})
