'use strict'

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')
const { skipWithoutModes, uploadUnreadable } = require('../support/unreadable-file.js')

const { createRuntime, quickapp } = /** @type {any} */ (require('uploadtask'))

/**
 * Uploads a small file; asserts fail(message, code) and complete(message), after the return and with a readable
 * message, and returns the message.
 *
 * @param {import('node:test').TestContext} context
 * @param {number} code
 * @param {{ runtime?: any, url: string, filePath?: string, timeout?: number }} options
 * @returns {Promise<string>}
 */
async function assertFails(context, code, { runtime = { quickapp }, ...options }) {
  const small = { filePath: temporaryFile(context), name: 'file' }
  const { calls, done } = record(runtime.quickapp.uploadFile, { ...small, ...options })
  assert.equal(calls.length, 0)
  await done
  const [[, message]] = calls
  assert.deepEqual(calls, [
    ['fail', message, code],
    ['complete', message],
  ])
  assert.equal(typeof message, 'string')
  assert.notEqual(message.trim(), '')
  assert.doesNotMatch(message, /undefined|\[object|panicked/)
  return message
}

test('Q5 a host outside of domains: fail(message, 1000), and no connection', async (context) => {
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ domains: ['upload.example'] })
  await assertFails(context, 1000, { runtime, url: receiver.url })
  assert.equal(receiver.connections, 0)
})

/**
 * Asserts that a file is refused with this code before a connection is made, as filePath and as one of files.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} file
 * @param {number} code
 */
async function assertNoUpload(context, file, code) {
  const receiver = await startReceiver(context)
  await assertFails(context, code, { url: receiver.url, filePath: file })
  const files = [{ uri: temporaryFile(context) }, { uri: file }]
  const { name, values } = await outcome(quickapp.uploadFile, { url: receiver.url, files })
  assert.deepEqual([name, values[1]], ['fail', code], values[0])
  assert.equal(receiver.connections, 0)
}

for (const [label, filePath] of [
  ['a nonexistent file', path.join(__dirname, 'no-such-file')],
  ['a file in a folder that does not exist', path.join(__dirname, 'no-such-folder', 'a.txt')],
  ['a nonexistent file of an area', 'internal://files/no-such-file'],
  ['a nonexistent resource of the app', '/Common/no-such-file.png'],
  ['a path below a file', `${__filename}/a`],
  ['a file with a trailing slash', `${__filename}/`],
  ['a path with a NUL byte', `${__filename}\0`],
  ['a path longer than the system takes', `/${'a'.repeat(5000)}`],
  ['an unknown area', 'internal://secret/a.txt'],
  ['an area without a file', 'internal://'],
]) {
  test(`Q5 ${label}: fail(message, 301), and no connection`, (context) =>
    assertNoUpload(context, filePath, 301))
}

const onWindows = process.platform === 'win32'

test('Q5 a symlink loop: fail(message, 301), and no connection', {
  skip: onWindows && 'symlinks need a privilege on Windows',
}, async (context) => {
  const filePath = path.join(temporaryFolder(context), 'loop')
  fs.symlinkSync('loop', filePath)
  await assertNoUpload(context, filePath, 301)
})

test('Q5 a directory, with and without a trailing slash: fail(message, 300), and no connection', async (context) => {
  await assertNoUpload(context, __dirname, 300)
  await assertNoUpload(context, `${__dirname}/`, 300)
})

test('Q5 a directory of an area: fail(message, 300)', async (context) => {
  const root = temporaryFolder(context)
  fs.mkdirSync(path.join(root, 'files', 'app', 'folder'), { recursive: true })
  const runtime = createRuntime({ root, package: 'app' })
  const url = 'http://127.0.0.1:1/upload'
  await assertFails(context, 300, { runtime, url, filePath: 'internal://files/folder' })
})

test('Q5 a FIFO: fail(message, 300), without waiting for a writer, and no connection', {
  skip: onWindows && 'Windows has no FIFO',
}, async (context) => {
  const filePath = path.join(temporaryFolder(context), 'fifo')
  execFileSync('mkfifo', [filePath])
  await assertNoUpload(context, filePath, 300)
})

test('Q5 an unreadable file: fail(message, 300)', skipWithoutModes, async (context) => {
  const { reports, stderr } = await uploadUnreadable(context, 'quickapp')
  assert.equal(stderr, '')
  const [, , [, message]] = reports
  assert.equal(typeof message, 'string')
  assert.deepEqual(reports, [['size', 12], ['returned'], ['fail', message, 300], ['complete', message]])
})
