'use strict'

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { pathToFileURL } = require('node:url')

const { outcome } = require('../support/calls')
const { runSnippet } = require('../support/child')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = require('uploadtask')

const onWindows = process.platform === 'win32'
const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex')

/**
 * Writes a file and the folders above it.
 *
 * @param {string} file
 * @param {string} content
 */
function write(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, content)
}

/**
 * What the server got for this filePath: asserts success.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} root
 * @param {string} filePath
 */
async function receivedFile(context, root, filePath) {
  const receiver = await startReceiver(context)
  const { wx } = createRuntime({ root })
  const { name, values } = await outcome(wx.uploadFile, { url: receiver.url, filePath, name: 'file' })
  assert.equal(name, 'success', JSON.stringify(values))
  return receiver.uploads[0].files[0]
}

/** @type {Array<[filePath: string, place: string]>} */
const inRoot = [
  ['wxfile://usr/a.txt', 'wx/usr/a.txt'],
  ['wxfile://usr/folder/a.txt', 'wx/usr/folder/a.txt'],
  ['http://usr/a.txt', 'wx/usr/a.txt'],
  ['http://usr/folder/a.txt', 'wx/usr/folder/a.txt'],
  ['wxfile://tmp_0a1b2c.txt', 'wx/tmp/tmp_0a1b2c.txt'],
  ['http://tmp/0a1b2c.txt', 'wx/tmp/0a1b2c.txt'],
  ['wxfile://store_0a1b2c.txt', 'wx/store/store_0a1b2c.txt'],
  ['http://store/0a1b2c.txt', 'wx/store/0a1b2c.txt'],
  ['wxfile://usr/a%20b %2e.txt', 'wx/usr/a%20b %2e.txt'],
  ['wxfile://usr/你好 #1?.txt', 'wx/usr/你好 #1?.txt'],
]
for (const [filePath, place] of inRoot) {
  test(`W32 ${filePath} is <root>/${place}`, {
    skip: onWindows && place.includes('?') && 'Windows has no such names',
  }, async (context) => {
    const root = temporaryFolder(context)
    write(path.join(root, place), `the bytes of ${place}`)
    const { filename, sha256: received } = await receivedFile(context, root, filePath)
    assert.equal(received, sha256(`the bytes of ${place}`))
    assert.equal(filename, path.posix.basename(place))
  })
}

test('W32 root is data/quickapp in the working directory by default', async (context) => {
  const receiver = await startReceiver(context)
  const cwd = temporaryFolder(context)
  write(path.join(cwd, 'data/quickapp/wx/usr/a.txt'), 'from the default root')
  const { reports } = await runSnippet(
    'uploadtask.wx.uploadFile({ ...input, complete: ({ errMsg }) => report(errMsg) })',
    { url: receiver.url, filePath: 'wxfile://usr/a.txt', name: 'file' },
    { cwd },
  )
  assert.deepEqual(reports, ['uploadFile:ok'])
  assert.equal(receiver.uploads[0].files[0].sha256, sha256('from the default root'))
})

test('W32 an absolute host path is literal: nothing in it is decoded', async (context) => {
  for (const name of [
    'a b.txt',
    'a%20b.txt',
    'a%2Fb.txt',
    '你好 🌍.txt',
    ...(onWindows ? [] : ['a#b?c.txt']),
  ]) {
    const filePath = temporaryFile(context, name, name)
    assert.equal(path.isAbsolute(filePath), true)
    const { sha256: received, filename } = await receivedFile(context, temporaryFolder(context), filePath)
    assert.equal(received, sha256(name))
    assert.equal(filename, name)
  }
})

test('W32 a relative path is relative to the working directory', async (context) => {
  const receiver = await startReceiver(context)
  const cwd = temporaryFolder(context)
  write(path.join(cwd, 'folder/a.txt'), 'a relative file')
  for (const filePath of ['folder/a.txt', './folder/a.txt', 'folder/../folder/a.txt']) {
    const { reports } = await runSnippet(
      'uploadtask.wx.uploadFile({ ...input, complete: ({ errMsg }) => report(errMsg) })',
      { url: receiver.url, filePath, name: 'file' },
      { cwd },
    )
    assert.deepEqual(reports, ['uploadFile:ok'])
  }
  assert.deepEqual(
    receiver.uploads.map(({ files }) => files[0].sha256),
    Array(3).fill(sha256('a relative file')),
  )
})

test('W32 file:// is decoded exactly once', async (context) => {
  for (const name of ['a.txt', 'a b.txt', 'a%20b.txt', '100%.txt', '你好.txt']) {
    const filePath = temporaryFile(context, name, name)
    const { href } = pathToFileURL(filePath)
    const { sha256: received, filename } = await receivedFile(context, temporaryFolder(context), href)
    assert.equal(received, sha256(name), href)
    assert.equal(filename, name)
  }
})

test('W32 H5 query and fragment of a file:// URL are no part of the path, nor of the file name', async (context) => {
  const { href } = pathToFileURL(temporaryFile(context, 'a.txt', 'a'))
  for (const more of ['?v=1', '#top', '?next=/b.png#c/d']) {
    const { sha256: received, filename } = await receivedFile(context, temporaryFolder(context), href + more)
    assert.deepEqual([received, filename], [sha256('a'), 'a.txt'], more)
  }
})

test('W32 a host path may lead through symlinks', {
  skip: onWindows && 'symlinks need a privilege on Windows',
}, async (context) => {
  const file = temporaryFile(context, 'target.txt', 'behind the link')
  const link = path.join(temporaryFolder(context), 'link.txt')
  fs.symlinkSync(file, link)
  const { sha256: received, filename } = await receivedFile(context, temporaryFolder(context), link)
  assert.equal(received, sha256('behind the link'))
  assert.equal(filename, 'link.txt')
})

/** @type {Array<[label: string, filePath: string]>} */
const waysOut = [
  ['..', 'wxfile://usr/../../secret.txt'],
  ['.. to a neighbour', 'wxfile://usr/../tmp/secret.txt'],
  ['.. deep inside', 'wxfile://usr/folder/../../../secret.txt'],
  ['.. in http://usr', 'http://usr/../../secret.txt'],
  ['.. in http://tmp', 'http://tmp/../../secret.txt'],
  ['.. in http://store', 'http://store/../../secret.txt'],
  ['.. in wxfile://tmp_', 'wxfile://tmp_/../../../secret.txt'],
  ['.. in wxfile://store_', 'wxfile://store_/../../../secret.txt'],
  ['.. percent-encoded', 'wxfile://usr/%2e%2e/%2e%2e/secret.txt'],
  ['.. and slash percent-encoded', 'wxfile://usr/..%2f..%2fsecret.txt'],
  ['.. with backslashes', 'wxfile://usr/..\\..\\secret.txt'],
  ['an absolute path inside', 'wxfile://usr//etc/hosts'],
  ['a NUL byte', 'wxfile://usr/inside.txt\0'],
  ['an unknown area', 'wxfile://other/secret.txt'],
  ['an area that only begins like usr', 'wxfile://usrx/secret.txt'],
]
for (const [label, filePath] of waysOut) {
  test(`W32 no way out of the roots: ${label}`, async (context) => {
    const root = temporaryFolder(context)
    write(path.join(root, 'secret.txt'), 'secret')
    write(path.join(root, 'wx/tmp/secret.txt'), 'secret')
    write(path.join(root, 'wx/usrx/secret.txt'), 'secret')
    write(path.join(root, 'wx/other/secret.txt'), 'secret')
    write(path.join(root, 'wx/usr/inside.txt'), 'inside')
    // So that each way out would exist: a system resolves .. only in folders that are there.
    for (const folder of ['usr/folder', 'store', 'tmp/tmp_', 'store/store_']) {
      fs.mkdirSync(path.join(root, 'wx', folder), { recursive: true })
    }
    await assertRefused(context, root, filePath)
  })
}

test('W32 no way out of the roots: a symlink, of a file and of a folder', {
  skip: onWindows && 'symlinks need a privilege on Windows',
}, async (context) => {
  const root = temporaryFolder(context)
  const secret = temporaryFile(context, 'secret.txt', 'secret')
  fs.mkdirSync(path.join(root, 'wx/usr'), { recursive: true })
  fs.symlinkSync(secret, path.join(root, 'wx/usr/link.txt'))
  fs.symlinkSync(path.dirname(secret), path.join(root, 'wx/usr/folder'))
  await assertRefused(context, root, 'wxfile://usr/link.txt')
  await assertRefused(context, root, 'http://usr/folder/secret.txt')
})

/**
 * Asserts that a filePath is refused as not found or not permitted, and that nothing reaches the server.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} root
 * @param {string} filePath
 */
async function assertRefused(context, root, filePath) {
  const receiver = await startReceiver(context)
  const { wx } = createRuntime({ root })
  const { name, values } = await outcome(wx.uploadFile, { url: receiver.url, filePath, name: 'file' })
  assert.equal(name, 'fail', JSON.stringify(values))
  const [{ errMsg, errno }] = values
  assert.match(errMsg, /^uploadFile:fail createUploadTask:fail \S/)
  assert.equal([1300002, 1300013].includes(errno), true, `errno ${errno}`)
  assert.equal(receiver.connections, 0)
}
