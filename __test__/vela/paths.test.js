'use strict'

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { pathToFileURL } = require('node:url')

const { outcome, record } = require('../support/calls')
const { runSnippet } = require('../support/child')
const { temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const onWindows = process.platform === 'win32'
const skipOnWindows = { skip: onWindows && 'symlinks need a privilege on Windows' }

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

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex')

/**
 * Asserts that filePath stands for the file with this content, whose name on the wire is its last segment.
 *
 * @param {import('node:test').TestContext} context
 * @param {any} runtime
 * @param {string} filePath
 * @param {string} content
 */
async function assertUploads(context, runtime, filePath, content) {
  const receiver = await startReceiver(context)
  const { name, values } = await outcome(runtime.vela.uploadFile, {
    url: receiver.url,
    filePath,
    name: 'file',
  })
  assert.equal(name, 'success', `${filePath}: ${values}`)
  const [file] = receiver.uploads[0].files
  assert.deepEqual([file.sha256, file.filename], [sha256(content), path.posix.basename(content)])
}

/**
 * @param {any} runtime
 * @param {string} filePath
 */
function assertRefused(runtime, filePath) {
  const { calls } = record(runtime.vela.uploadFile, {
    url: 'http://127.0.0.1:1/upload',
    filePath,
    name: 'file',
  })
  assert.deepEqual(calls, [['fail', 'invalid filename', 202], ['complete']], filePath)
}

/**
 * Runs `action` with `folder` as the current one.
 *
 * @param {string} folder
 * @param {() => void | Promise<void>} action
 */
async function inFolder(folder, action) {
  const before = process.cwd()
  process.chdir(folder)
  try {
    await action()
  } finally {
    process.chdir(before)
  }
}

for (const area of ['cache', 'files', 'mass']) {
  test(`V32 internal://${area}/a is <root>/${area}/<package>/a`, async (context) => {
    const root = folderWith(context, [`${area}/com.example.app/a.txt`, `${area}/com.example.app/b/c/d.txt`])
    const runtime = createRuntime({ root, package: 'com.example.app' })
    await assertUploads(context, runtime, `internal://${area}/a.txt`, `${area}/com.example.app/a.txt`)
    await assertUploads(context, runtime, `internal://${area}/b/c/d.txt`, `${area}/com.example.app/b/c/d.txt`)
  })

  test(`V32 internal://${area}/ does not reach another package, another area or the area itself`, (context) => {
    const root = folderWith(context, [`${area}/com.example.other/a.txt`, `${area}/a.txt`, 'tmp/a.txt'])
    fs.mkdirSync(path.join(root, area, 'com.example.app'))
    const runtime = createRuntime({ root, package: 'com.example.app' })
    assertRefused(runtime, `internal://${area}/a.txt`)
    assertRefused(runtime, `internal://${area}/`)
    assertRefused(runtime, `internal://${area}`)
  })
}

test('V33 internal://tmp/a is <root>/tmp/a, for every package', async (context) => {
  const root = folderWith(context, ['tmp/a.txt', 'tmp/b/c.txt'])
  for (const name of ['com.example.app', 'com.example.other']) {
    const runtime = createRuntime({ root, package: name })
    await assertUploads(context, runtime, 'internal://tmp/a.txt', 'tmp/a.txt')
    await assertUploads(context, runtime, 'internal://tmp/b/c.txt', 'tmp/b/c.txt')
  }
})

test('V34 a host file: absolute, relative to the current folder, file://', async (context) => {
  const folder = folderWith(context, ['a.txt', 'b/c.txt'])
  const runtime = createRuntime()
  await assertUploads(context, runtime, path.join(folder, 'a.txt'), 'a.txt')
  await assertUploads(context, runtime, pathToFileURL(path.join(folder, 'b/c.txt')).href, 'b/c.txt')
  await inFolder(folder, async () => {
    await assertUploads(context, runtime, 'a.txt', 'a.txt')
    await assertUploads(context, runtime, './a.txt', 'a.txt')
    await assertUploads(context, runtime, 'b/c.txt', 'b/c.txt')
  })
  assertRefused(runtime, 'b/c.txt')
})

test('V34 a host path is literal; a file:// URL is decoded once', async (context) => {
  const names = ['a b#c.txt', 'a%20b.txt', 'ü 你好.txt', ...(onWindows ? [] : ['a?b.txt', 'a%2Fb.txt'])]
  const folder = folderWith(context, names)
  const runtime = createRuntime()
  for (const name of names) {
    const file = path.join(folder, name)
    await assertUploads(context, runtime, file, name)
    await assertUploads(context, runtime, pathToFileURL(file).href, name)
  }
  assertRefused(runtime, `${pathToFileURL(folder).href}/a%2520b%2523c.txt`)
})

test('V34 hostPaths: false: a host file is an invalid filename', async (context) => {
  const folder = folderWith(context, ['a.txt'])
  const runtime = createRuntime({ root: temporaryFolder(context), hostPaths: false })
  await inFolder(folder, () => {
    assertRefused(runtime, path.join(folder, 'a.txt'))
    assertRefused(runtime, pathToFileURL(path.join(folder, 'a.txt')).href)
    assertRefused(runtime, 'a.txt')
    assertRefused(runtime, './a.txt')
  })
})

test('V34 V35 a host file goes before an app resource of the same path', async (context) => {
  const folder = folderWith(context, ['Common/a.txt'])
  const appDir = folderWith(context, ['Common/a.txt'])
  fs.writeFileSync(path.join(appDir, 'Common/a.txt'), 'app/Common/a.txt')
  const walled = createRuntime({ appDir, hostPaths: false })
  await inFolder(folder, async () => {
    await assertUploads(context, createRuntime({ appDir }), 'Common/a.txt', 'Common/a.txt')
    await assertUploads(context, walled, 'Common/a.txt', 'app/Common/a.txt')
  })
})

for (const hostPaths of [true, false]) {
  test(`V35 app resources are found in appDir, hostPaths: ${hostPaths}`, async (context) => {
    const appDir = folderWith(context, ['Common/logo.png', 'Common/icons/a.png'])
    const runtime = createRuntime({ root: temporaryFolder(context), appDir, hostPaths })
    for (const filePath of ['/Common/logo.png', 'Common/logo.png', './Common/logo.png']) {
      await assertUploads(context, runtime, filePath, 'Common/logo.png')
    }
    await assertUploads(context, runtime, '/Common/icons/a.png', 'Common/icons/a.png')
    assertRefused(runtime, '/Common/missing.png')
    assertRefused(runtime, '/Common')
    assertRefused(runtime, '/Common/')
  })
}

test('V35 without a manifest and without appDir, app resources are in <root>/app/<package>', async (context) => {
  const root = folderWith(context, ['app/com.example.app/Common/logo.png'])
  await inFolder(temporaryFolder(context), async () => {
    const runtime = createRuntime({ root, package: 'com.example.app', hostPaths: false })
    for (const filePath of ['/Common/logo.png', 'Common/logo.png', './Common/logo.png']) {
      await assertUploads(context, runtime, filePath, 'app/com.example.app/Common/logo.png')
    }
  })
})

test('V36 without a manifest and without package, the package is app', async (context) => {
  const root = folderWith(context, ['files/app/a.txt', 'app/app/Common/b.txt'])
  await inFolder(temporaryFolder(context), async () => {
    const runtime = createRuntime({ root })
    await assertUploads(context, runtime, 'internal://files/a.txt', 'files/app/a.txt')
    await assertUploads(context, runtime, '/Common/b.txt', 'app/app/Common/b.txt')
  })
})

test('V32 V36 by default root is data/quickapp in the current folder', async (context) => {
  const receiver = await startReceiver(context)
  const content = 'data/quickapp/mass/app/download/test.png'
  const cwd = folderWith(context, [content])
  const { reports } = await runSnippet(
    `uploadtask.uploadFile({
      ...input,
      success: (res) => report(res.statusCode),
      fail: (...values) => report(values),
    })`,
    { url: receiver.url, filePath: 'internal://mass/download/test.png', name: 'file' },
    { cwd },
  )
  assert.deepEqual(reports, [200])
  assert.equal(receiver.uploads[0].files[0].sha256, sha256(content))
})

for (const outward of [
  '../com.example.other/a.txt',
  'b/../../com.example.other/a.txt',
  './../com.example.other/a.txt',
  '/../com.example.other/a.txt',
  '..%2fcom.example.other/a.txt',
  '%2e%2e/com.example.other/a.txt',
  '%2E%2E%2Fcom.example.other%2Fa.txt',
  '..\\com.example.other\\a.txt',
  'a.txt\0',
  'a.txt\0.png',
]) {
  const label = outward.replace('\0', '<NUL>')
  test(`V36 internal://files/${label}: fail("invalid filename", 202)`, (context) => {
    const root = folderWith(context, [
      'files/com.example.app/a.txt',
      'files/com.example.app/b/a.txt',
      'files/com.example.other/a.txt',
    ])
    assertRefused(createRuntime({ root, package: 'com.example.app' }), `internal://files/${outward}`)
  })
}

for (const outward of [
  '/Common/../../secret.txt',
  'Common/../../secret.txt',
  './../secret.txt',
  '../secret.txt',
  '/../secret.txt',
  '/Common/%2e%2e/%2e%2e/secret.txt',
  '/Common/..%2f..%2fsecret.txt',
  '/Common/a.txt\0',
]) {
  const label = outward.replace('\0', '<NUL>')
  test(`V36 app resource ${label}: fail("invalid filename", 202)`, (context) => {
    const folder = folderWith(context, ['src/Common/a.txt', 'secret.txt'])
    assertRefused(createRuntime({ appDir: path.join(folder, 'src'), hostPaths: false }), outward)
  })
}

test('V36 a symlink may not lead out of its area', skipOnWindows, (context) => {
  const root = folderWith(context, [
    'files/com.example.app/a.txt',
    'files/com.example.other/a.txt',
    'cache/com.example.app/a.txt',
    'tmp/a.txt',
    'secret.txt',
  ])
  const area = path.join(root, 'files/com.example.app')
  fs.symlinkSync(path.join(root, 'secret.txt'), path.join(area, 'absolute.txt'))
  fs.symlinkSync('../com.example.other/a.txt', path.join(area, 'relative.txt'))
  fs.symlinkSync('../com.example.other', path.join(area, 'folder'))
  fs.symlinkSync('../../cache/com.example.app/a.txt', path.join(area, 'area.txt'))
  fs.symlinkSync('absolute.txt', path.join(area, 'chain.txt'))
  fs.symlinkSync('../secret.txt', path.join(root, 'tmp/relative.txt'))
  const runtime = createRuntime({ root, package: 'com.example.app' })
  for (const name of ['absolute.txt', 'relative.txt', 'folder/a.txt', 'area.txt', 'chain.txt']) {
    assertRefused(runtime, `internal://files/${name}`)
  }
  assertRefused(runtime, 'internal://tmp/relative.txt')
})

test('V36 a symlink may not lead an app resource out of appDir', skipOnWindows, (context) => {
  const folder = folderWith(context, ['src/Common/a.txt', 'secret.txt'])
  const appDir = path.join(folder, 'src')
  fs.symlinkSync('../../secret.txt', path.join(appDir, 'Common/link.txt'))
  fs.symlinkSync('../..', path.join(appDir, 'Common/folder'))
  const runtime = createRuntime({ appDir, hostPaths: false })
  assertRefused(runtime, '/Common/link.txt')
  assertRefused(runtime, 'Common/folder/secret.txt')
})

test(
  'V36 a symlink that stays in its area, and one on the way to root, are followed',
  skipOnWindows,
  async (context) => {
    const root = folderWith(context, ['files/app/b/a.txt'])
    fs.symlinkSync('b/a.txt', path.join(root, 'files/app/link.txt'))
    fs.symlinkSync('b', path.join(root, 'files/app/folder'))
    const linkedRoot = path.join(temporaryFolder(context), 'root')
    fs.symlinkSync(root, linkedRoot)
    const receiver = await startReceiver(context)
    for (const filePath of ['internal://files/link.txt', 'internal://files/folder/a.txt']) {
      for (const one of [root, linkedRoot]) {
        const options = { url: receiver.url, filePath, name: 'file' }
        const { name } = await outcome(createRuntime({ root: one }).vela.uploadFile, options)
        assert.equal(name, 'success', `${filePath} in ${one}`)
        assert.equal(receiver.uploads.at(-1)?.files[0].sha256, sha256('files/app/b/a.txt'))
      }
    }
  },
)

test('V36 paths in an area are literal, never decoded', async (context) => {
  const names = ['a b.txt', 'a%20b.txt', 'a#b.txt', 'ü 你好.txt', '..a.txt', 'a..txt']
  const root = folderWith(
    context,
    names.map((name) => `files/app/${name}`),
  )
  const runtime = createRuntime({ root })
  for (const name of names)
    await assertUploads(context, runtime, `internal://files/${name}`, `files/app/${name}`)
  fs.rmSync(path.join(root, 'files/app/a%20b.txt'))
  assertRefused(runtime, 'internal://files/a%20b.txt')
})

test('V37 a name that only begins like an area is an unknown area', (context) => {
  const root = folderWith(context, [
    'cachex/app/a.txt',
    'cachex/a.txt',
    'cache/app/a.txt',
    'secret/app/a.txt',
  ])
  const runtime = createRuntime({ root })
  for (const filePath of ['internal://cachex/a.txt', 'internal://secret/a.txt', 'internal:///a.txt']) {
    assertRefused(runtime, filePath)
  }
})
