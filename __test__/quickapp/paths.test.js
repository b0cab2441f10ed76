'use strict'
// Where the paths lead is Vela's; what they fail with is Quick App's.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { pathToFileURL } = require('node:url')

const { outcome } = require('../support/calls')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const onWindows = process.platform === 'win32'

/**
 * A folder with files whose content is their own path in it.
 *
 * @param {import('node:test').TestContext} context
 * @param {string[]} names
 */
function folderWith(context, names) {
  const folder = temporaryFolder(context)
  for (const name of names) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    fs.writeFileSync(path.join(folder, name), name)
  }
  return folder
}

/**
 * What a path comes to, as filePath and as the uri of one of files: asserts that it is the same.
 *
 * @param {import('node:test').TestContext} context
 * @param {any} runtime
 * @param {string} file
 */
async function both(context, runtime, file) {
  const receiver = await startReceiver(context)
  const { uploadFile } = runtime.quickapp
  const single = await outcome(uploadFile, { url: receiver.url, filePath: file, name: 'file' })
  const listed = await outcome(uploadFile, { url: receiver.url, files: [{ uri: file }] })
  assert.equal(listed.name, single.name)
  if (single.name === 'fail') {
    assert.deepEqual(listed.values, single.values)
    assert.equal(receiver.connections, 0)
  } else {
    assert.deepEqual(receiver.uploads[1].files, receiver.uploads[0].files)
  }
  return { ...single, file: receiver.uploads[0]?.files[0] }
}

/**
 * Asserts that a path stands for the file with this content, whose name on the wire is its last segment.
 *
 * @param {import('node:test').TestContext} context
 * @param {any} runtime
 * @param {string} file
 * @param {string} content
 */
async function assertUploads(context, runtime, file, content) {
  const ended = await both(context, runtime, file)
  assert.equal(ended.name, 'success', `${file}: ${ended.values}`)
  const digest = createHash('sha256').update(content).digest('hex')
  assert.deepEqual([ended.file.sha256, ended.file.filename], [digest, path.posix.basename(content)])
}

/**
 * @param {import('node:test').TestContext} context
 * @param {any} runtime
 * @param {string} file
 */
async function assertNotFound(context, runtime, file) {
  const { name, values } = await both(context, runtime, file)
  assert.deepEqual([name, values[1]], ['fail', 301], `${file}: ${values[0]}`)
}

for (const area of ['cache', 'files', 'mass']) {
  test(`V32 Quick App: internal://${area}/a is <root>/${area}/<package>/a`, async (context) => {
    const root = folderWith(context, [`${area}/com.example.app/b/a.txt`, `${area}/a.txt`])
    const runtime = createRuntime({ root, package: 'com.example.app' })
    await assertUploads(context, runtime, `internal://${area}/b/a.txt`, `${area}/com.example.app/b/a.txt`)
    await assertNotFound(context, runtime, `internal://${area}/a.txt`)
  })
}

test('V33 Quick App: internal://tmp/a is <root>/tmp/a, for every package', async (context) => {
  const root = folderWith(context, ['tmp/a.txt'])
  for (const name of ['com.example.app', 'com.example.other']) {
    const runtime = createRuntime({ root, package: name })
    await assertUploads(context, runtime, 'internal://tmp/a.txt', 'tmp/a.txt')
  }
})

test('V34 Quick App: a host file, absolute, relative and file://; with hostPaths: false code 301', async (context) => {
  const file = temporaryFile(context, 'a b%20c.txt', 'a b%20c.txt')
  const spellings = [file, path.relative(process.cwd(), file), pathToFileURL(file).href]
  const runtime = createRuntime({ root: temporaryFolder(context) })
  const walled = createRuntime({ root: temporaryFolder(context), hostPaths: false })
  for (const spelling of spellings) {
    await assertUploads(context, runtime, spelling, 'a b%20c.txt')
    await assertNotFound(context, walled, spelling)
  }
})

for (const hostPaths of [true, false]) {
  test(`V35 Quick App: resources of the app are found in appDir, hostPaths: ${hostPaths}`, async (context) => {
    const appDir = folderWith(context, ['Common/logo.png'])
    const runtime = createRuntime({ root: temporaryFolder(context), appDir, hostPaths })
    for (const spelling of ['/Common/logo.png', 'Common/logo.png', './Common/logo.png']) {
      await assertUploads(context, runtime, spelling, 'Common/logo.png')
    }
    await assertNotFound(context, runtime, '/Common/missing.png')
  })
}

for (const outward of [
  '../com.example.other/a.txt',
  'b/../../com.example.other/a.txt',
  '..%2fcom.example.other/a.txt',
  '%2e%2e/com.example.other/a.txt',
  '%252e%252e/com.example.other/a.txt',
  '..\\com.example.other\\a.txt',
  'a.txt\0',
  'a.txt\0.png',
]) {
  const label = outward.replace('\0', '<NUL>')
  test(`V36 Quick App: internal://files/${label}: fail(message, 301)`, async (context) => {
    const root = folderWith(context, [
      'files/com.example.app/a.txt',
      'files/com.example.app/b/a.txt',
      'files/com.example.other/a.txt',
    ])
    const runtime = createRuntime({ root, package: 'com.example.app' })
    await assertNotFound(context, runtime, `internal://files/${outward}`)
  })
}

test('V36 Quick App: a symlink may not lead out of its area: fail(message, 301)', {
  skip: onWindows && 'symlinks need a privilege on Windows',
}, async (context) => {
  const root = folderWith(context, [
    'files/com.example.app/a.txt',
    'files/com.example.other/a.txt',
    'secret.txt',
  ])
  const area = path.join(root, 'files/com.example.app')
  fs.symlinkSync(path.join(root, 'secret.txt'), path.join(area, 'absolute.txt'))
  fs.symlinkSync('../com.example.other', path.join(area, 'folder'))
  fs.symlinkSync('a.txt', path.join(area, 'inside.txt'))
  const runtime = createRuntime({ root, package: 'com.example.app' })
  await assertNotFound(context, runtime, 'internal://files/absolute.txt')
  await assertNotFound(context, runtime, 'internal://files/folder/a.txt')
  const { name } = await both(context, runtime, 'internal://files/inside.txt')
  assert.equal(name, 'success')
})

test('V37 Quick App: a name that only begins like an area is an unknown one: fail(message, 301)', async (context) => {
  const root = folderWith(context, ['cachex/app/a.txt', 'cachex/a.txt', 'Cache/app/a.txt', 'cache/app/a.txt'])
  const runtime = createRuntime({ root, package: 'app' })
  for (const file of [
    'internal://cachex/a.txt',
    'internal:///a.txt',
    'internal://Cache/a.txt',
    'internal://cache',
  ]) {
    await assertNotFound(context, runtime, file)
  }
})
