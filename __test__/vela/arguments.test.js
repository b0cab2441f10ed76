'use strict'
// Which files Vela refuses; __test__/system has what it shares with Quick App.

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { temporaryFolder } = require('../support/files')
const { skipWithoutModes, uploadUnreadable } = require('../support/unreadable-file.js')

const { uploadFile } = /** @type {any} */ (require('uploadtask'))

/** Right in every option; nothing listens at port 1, so a check that lets a fault pass is seen as no `fail`. */
const right = { url: 'http://127.0.0.1:1/upload', filePath: __filename, name: 'file' }

/**
 * @param {object} options
 * @param {string} message
 */
function assertRefused(options, message) {
  const { calls } = record(uploadFile, options)
  assert.deepEqual(calls, [['fail', message, 202], ['complete']])
}

/** @type {Array<[string, any]>} */
const invalidFilePaths = [
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

test('V8 an unreadable file: fail("invalid filename", 202)', skipWithoutModes, async (context) => {
  const { reports, stderr } = await uploadUnreadable(context, 'vela')
  assert.equal(stderr, '')
  assert.deepEqual(reports, [['size', 12], ['fail', 'invalid filename', 202], ['complete'], ['returned']])
})

test('V12 a filePath that is a directory is reported before the name', () => {
  assertRefused({ ...right, filePath: __dirname, name: '' }, 'invalid filename')
})
