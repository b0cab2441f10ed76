'use strict'

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const { once } = require('node:events')
const fs = require('node:fs')
const net = require('node:net')
const path = require('node:path')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')
const { skipWithoutModes, uploadUnreadable } = require('../support/unreadable-file.js')

/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

const onWindows = process.platform === 'win32'
const fileNotFound = { errMsg: 'uploadFile:fail createUploadTask:fail file not found', errno: 1300002 }

/**
 * The failure of an upload of this path. A good upload after it shows that it made no connection.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} filePath
 */
async function failureOf(context, filePath) {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath, name: 'file' }
  const { name, values } = await outcome(uploadFile, options)
  assert.equal(name, 'fail', JSON.stringify(values))
  const good = await outcome(uploadFile, { ...options, filePath: temporaryFile(context) })
  assert.equal(good.name, 'success')
  assert.equal(receiver.connections, 1)
  assert.equal(receiver.uploads.length, 1)
  return values[0]
}

/** @type {Array<[label: string, locate: (context: import('node:test').TestContext) => string]>} */
const missing = [
  ['a missing file', (context) => path.join(temporaryFolder(context), 'missing.txt')],
  ['a file in a missing folder', (context) => path.join(temporaryFolder(context), 'a', 'b.txt')],
  ['a missing relative path', () => 'no-such-folder/no-such-file.txt'],
  ['an empty filePath', () => ''],
  ['a path below a file', (context) => `${temporaryFile(context)}/a`],
  ['a file with a trailing slash', (context) => `${temporaryFile(context)}/`],
  ['a path with a NUL byte', (context) => `${temporaryFile(context)}\0.txt`],
  ['a path longer than the system takes', (context) => path.join(temporaryFolder(context), 'a'.repeat(5000))],
  ['an http URL of a server', () => 'http://example.com/a.txt'],
]
for (const [label, locate] of missing) {
  test(`W17 ${label}: file not found, 1300002`, async (context) => {
    assert.deepEqual(await failureOf(context, locate(context)), fileNotFound)
  })
}

for (const [label, target] of [
  ['a dangling symlink', 'nowhere'],
  ['a symlink loop', 'link'],
]) {
  test(`W17 ${label}: file not found, 1300002`, {
    skip: onWindows && 'symlinks need a privilege on Windows',
  }, async (context) => {
    const filePath = path.join(temporaryFolder(context), 'link')
    fs.symlinkSync(target, filePath)
    assert.deepEqual(await failureOf(context, filePath), fileNotFound)
  })
}

test('W18 a directory: 1300021', async (context) => {
  const { errMsg, errno } = await failureOf(context, temporaryFolder(context))
  assert.equal(errno, 1300021)
  assert.match(errMsg, /^uploadFile:fail createUploadTask:fail \S/)
})

test('W18 an unreadable file: 1300013', skipWithoutModes, async (context) => {
  const { reports, stderr } = await uploadUnreadable(context, 'wx')
  assert.equal(stderr, '')
  assert.deepEqual(
    reports.map(([name]) => name),
    ['size', 'returned', 'fail', 'complete'],
  )
  const [, , [, { errMsg, errno }]] = reports
  assert.equal(errno, 1300013)
  assert.match(errMsg, /^uploadFile:fail createUploadTask:fail \S/)
})

/** @type {Array<[label: string, locate: (context: import('node:test').TestContext) => string | Promise<string>]>} */
const special = [
  [
    'a FIFO without a writer',
    (context) => {
      const filePath = path.join(temporaryFolder(context), 'fifo')
      execFileSync('mkfifo', [filePath])
      return filePath
    },
  ],
  [
    'a socket',
    async (context) => {
      const filePath = path.join(temporaryFolder(context), 'socket')
      const server = net.createServer().listen(filePath)
      context.after(() => server.close())
      await once(server, 'listening')
      return filePath
    },
  ],
  ['a device', () => '/dev/zero'],
]
for (const [label, locate] of special) {
  test(`W18 ${label}: 1300013, without waiting`, {
    skip: onWindows && 'Windows has no such files',
  }, async (context) => {
    const { errMsg, errno } = await failureOf(context, await locate(context))
    assert.equal(errno, 1300013)
    assert.match(errMsg, /^uploadFile:fail createUploadTask:fail \S/)
  })
}
