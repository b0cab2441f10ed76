'use strict'
// Where paths lead; Quick App takes them in `files` too.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { pathToFileURL } = require('node:url')

const { outcome } = require('../support/calls')
const { runSnippet } = require('../support/child')
const { temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')
const { assertRefused, same, testBoth } = require('./dialects')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

/** @typedef {import('./dialects').SystemDialect} SystemDialect */
/** @typedef {import('node:test').TestContext} TestContext */

const onWindows = process.platform === 'win32'

/** A folder with files whose content is their own path in it. */
function folderWith(/** @type {TestContext} */ context, /** @type {string[]} */ names) {
  const folder = temporaryFolder(context)
  for (const name of names) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    fs.writeFileSync(path.join(folder, name), name)
  }
  return folder
}

const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex')

/**
 * Assertions about the paths of a runtime.
 *
 * @param {SystemDialect} dialect
 * @param {TestContext} context
 * @param {object} [config]
 */
function pathsOf(dialect, context, config) {
  const { uploadFile } = createRuntime(config)[dialect.name]
  return {
    /** Asserts that a path stands for the file with this content, whose name on the wire is its last segment. */
    async lead(/** @type {string} */ file, /** @type {string} */ content) {
      const receiver = await startReceiver(context)
      for (const way of dialect.ways) {
        const { name, values } = await outcome(uploadFile, { url: receiver.url, ...way(file) })
        assert.equal(name, 'success', `${file}: ${values}`)
        const sent = receiver.uploads.at(-1)?.files[0]
        assert.deepEqual([sent?.sha256, sent?.filename], [sha256(content), path.posix.basename(content)])
      }
    },

    /** Asserts that paths lead nowhere. */
    async leadNowhere(/** @type {string[]} */ ...files) {
      for (const file of files) {
        const messages = []
        for (const way of dialect.ways) {
          const options = { url: 'http://127.0.0.1:1/upload', ...way(file) }
          messages.push(await assertRefused(dialect, options, dialect.notFound, uploadFile))
        }
        assert.equal(new Set(messages).size, 1)
        if (dialect.name === 'vela') assert.equal(messages[0], 'invalid filename')
      }
    },
  }
}

/** Runs `action` with `folder` as the current one. */
async function inFolder(/** @type {string} */ folder, /** @type {() => Promise<void>} */ action) {
  const before = process.cwd()
  process.chdir(folder)
  try {
    await action()
  } finally {
    process.chdir(before)
  }
}

for (const area of ['cache', 'files', 'mass']) {
  testBoth(same('V32'), `internal://${area}/a is <root>/${area}/<package>/a`, async (dialect, context) => {
    const own = `${area}/com.example.app`
    const root = folderWith(context, [`${own}/a.txt`, `${own}/b/c/d.txt`])
    const paths = pathsOf(dialect, context, { root, package: 'com.example.app' })
    await paths.lead(`internal://${area}/a.txt`, `${own}/a.txt`)
    await paths.lead(`internal://${area}/b/c/d.txt`, `${own}/b/c/d.txt`)
  })

  testBoth(
    same('V32'),
    `internal://${area}/ does not reach another package, another area or the area itself`,
    async (dialect, context) => {
      const root = folderWith(context, [`${area}/com.example.other/a.txt`, `${area}/a.txt`, 'tmp/a.txt'])
      fs.mkdirSync(path.join(root, area, 'com.example.app'))
      const paths = pathsOf(dialect, context, { root, package: 'com.example.app' })
      await paths.leadNowhere(`internal://${area}/a.txt`, `internal://${area}/`, `internal://${area}`)
    },
  )
}

testBoth(same('V33'), 'internal://tmp/a is <root>/tmp/a, for every package', async (dialect, context) => {
  const root = folderWith(context, ['tmp/a.txt', 'tmp/b/c.txt'])
  for (const name of ['com.example.app', 'com.example.other']) {
    const paths = pathsOf(dialect, context, { root, package: name })
    await paths.lead('internal://tmp/a.txt', 'tmp/a.txt')
    await paths.lead('internal://tmp/b/c.txt', 'tmp/b/c.txt')
  }
})

testBoth(
  same('V34'),
  'a host file: absolute, relative to the current folder, file://',
  async (dialect, context) => {
    const folder = folderWith(context, ['a.txt', 'b/c.txt'])
    const paths = pathsOf(dialect, context)
    await paths.lead(path.join(folder, 'a.txt'), 'a.txt')
    await paths.lead(pathToFileURL(path.join(folder, 'b/c.txt')).href, 'b/c.txt')
    await inFolder(folder, async () => {
      await paths.lead('a.txt', 'a.txt')
      await paths.lead('./a.txt', 'a.txt')
      await paths.lead('b/c.txt', 'b/c.txt')
    })
    await paths.leadNowhere('b/c.txt')
  },
)

testBoth(same('V34'), 'a host path is literal; a file:// URL is decoded once', async (dialect, context) => {
  const names = ['a b#c.txt', 'a%20b.txt', 'ü 你好.txt', ...(onWindows ? [] : ['a?b.txt', 'a%2Fb.txt'])]
  const folder = folderWith(context, names)
  const paths = pathsOf(dialect, context)
  for (const name of names) {
    const file = path.join(folder, name)
    await paths.lead(file, name)
    await paths.lead(pathToFileURL(file).href, name)
  }
  await paths.leadNowhere(`${pathToFileURL(folder).href}/a%2520b%2523c.txt`)
})

testBoth(same('V34'), 'hostPaths: false: a host file is not found', async (dialect, context) => {
  const folder = folderWith(context, ['a.txt'])
  const file = path.join(folder, 'a.txt')
  const paths = pathsOf(dialect, context, { root: temporaryFolder(context), hostPaths: false })
  await inFolder(folder, () => paths.leadNowhere(file, pathToFileURL(file).href, 'a.txt', './a.txt'))
})

testBoth(
  same('V34 V35'),
  'a host file goes before an app resource of the same path',
  async (dialect, context) => {
    const folder = folderWith(context, ['Common/a.txt'])
    const appDir = folderWith(context, ['Common/a.txt'])
    fs.writeFileSync(path.join(appDir, 'Common/a.txt'), 'app/Common/a.txt')
    await inFolder(folder, async () => {
      await pathsOf(dialect, context, { appDir }).lead('Common/a.txt', 'Common/a.txt')
      const walled = pathsOf(dialect, context, { appDir, hostPaths: false })
      await walled.lead('Common/a.txt', 'app/Common/a.txt')
    })
  },
)

for (const hostPaths of [true, false]) {
  testBoth(
    same('V35'),
    `app resources are found in appDir, hostPaths: ${hostPaths}`,
    async (dialect, context) => {
      const appDir = folderWith(context, ['Common/logo.png', 'Common/icons/a.png'])
      const paths = pathsOf(dialect, context, { root: temporaryFolder(context), appDir, hostPaths })
      for (const spelling of ['/Common/logo.png', 'Common/logo.png', './Common/logo.png']) {
        await paths.lead(spelling, 'Common/logo.png')
      }
      await paths.lead('/Common/icons/a.png', 'Common/icons/a.png')
      await paths.leadNowhere('/Common/missing.png')
      // Quick App has another code for what is there and no file.
      if (dialect.name === 'vela') await paths.leadNowhere('/Common', '/Common/')
    },
  )
}

testBoth(
  same('V35'),
  'without a manifest and without appDir, app resources are in <root>/app/<package>',
  async (dialect, context) => {
    const root = folderWith(context, ['app/com.example.app/Common/logo.png'])
    await inFolder(temporaryFolder(context), async () => {
      const paths = pathsOf(dialect, context, { root, package: 'com.example.app', hostPaths: false })
      for (const spelling of ['/Common/logo.png', 'Common/logo.png', './Common/logo.png']) {
        await paths.lead(spelling, 'app/com.example.app/Common/logo.png')
      }
    })
  },
)

testBoth(
  same('V36'),
  'without a manifest and without package, the package is app',
  async (dialect, context) => {
    const root = folderWith(context, ['files/app/a.txt', 'app/app/Common/b.txt'])
    await inFolder(temporaryFolder(context), async () => {
      const paths = pathsOf(dialect, context, { root })
      await paths.lead('internal://files/a.txt', 'files/app/a.txt')
      await paths.lead('/Common/b.txt', 'app/app/Common/b.txt')
    })
  },
)

testBoth(
  same('V32 V36'),
  'by default root is data/quickapp in the current folder',
  async (dialect, context) => {
    const receiver = await startReceiver(context)
    const content = 'data/quickapp/mass/app/download/test.png'
    const { reports } = await runSnippet(
      `uploadtask.${dialect.name}.uploadFile({
        ...input,
        success: () => report('success'),
        fail: (...values) => report(values),
      })`,
      { url: receiver.url, filePath: 'internal://mass/download/test.png', name: 'file' },
      { cwd: folderWith(context, [content]) },
    )
    assert.deepEqual(reports, ['success'])
    assert.equal(receiver.uploads[0].files[0].sha256, sha256(content))
  },
)

for (const outward of [
  '../com.example.other/a.txt',
  'b/../../com.example.other/a.txt',
  './../com.example.other/a.txt',
  '/../com.example.other/a.txt',
  '..%2fcom.example.other/a.txt',
  '%2e%2e/com.example.other/a.txt',
  '%2E%2E%2Fcom.example.other%2Fa.txt',
  '%252e%252e/com.example.other/a.txt',
  '..\\com.example.other\\a.txt',
  'a.txt\0',
  'a.txt\0.png',
]) {
  const label = outward.replace('\0', '<NUL>')
  testBoth(same('V36'), `internal://files/${label} is not found`, async (dialect, context) => {
    const files = ['com.example.app/a.txt', 'com.example.app/b/a.txt', 'com.example.other/a.txt']
    const root = folderWith(
      context,
      files.map((file) => `files/${file}`),
    )
    const paths = pathsOf(dialect, context, { root, package: 'com.example.app' })
    await paths.leadNowhere(`internal://files/${outward}`)
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
  testBoth(same('V36'), `app resource ${label} is not found`, async (dialect, context) => {
    const folder = folderWith(context, ['src/Common/a.txt', 'secret.txt'])
    const appDir = path.join(folder, 'src')
    await pathsOf(dialect, context, { appDir, hostPaths: false }).leadNowhere(outward)
  })
}

/** A test in which symbolic links are made, which need a privilege on Windows. */
function testLinks(/** @type {string} */ text, /** @type {Parameters<typeof testBoth>[2]} */ run) {
  testBoth(same('V36'), text, (dialect, context) => {
    if (onWindows) context.skip('symlinks need a privilege on Windows')
    else return run(dialect, context)
  })
}

testLinks('a symlink may not lead out of its area', async (dialect, context) => {
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
  const paths = pathsOf(dialect, context, { root, package: 'com.example.app' })
  for (const name of ['absolute.txt', 'relative.txt', 'folder/a.txt', 'area.txt', 'chain.txt']) {
    await paths.leadNowhere(`internal://files/${name}`)
  }
  await paths.leadNowhere('internal://tmp/relative.txt')
})

testLinks('a symlink may not lead an app resource out of appDir', async (dialect, context) => {
  const folder = folderWith(context, ['src/Common/a.txt', 'secret.txt'])
  const appDir = path.join(folder, 'src')
  fs.symlinkSync('../../secret.txt', path.join(appDir, 'Common/link.txt'))
  fs.symlinkSync('../..', path.join(appDir, 'Common/folder'))
  const paths = pathsOf(dialect, context, { appDir, hostPaths: false })
  await paths.leadNowhere('/Common/link.txt', 'Common/folder/secret.txt')
})

testLinks(
  'a symlink that stays in its area, and one on the way to root, are followed',
  async (dialect, context) => {
    const root = folderWith(context, ['files/app/b/a.txt'])
    fs.symlinkSync('a.txt', path.join(root, 'files/app/b/link.txt'))
    fs.symlinkSync('b', path.join(root, 'files/app/folder'))
    const linkedRoot = path.join(temporaryFolder(context), 'root')
    fs.symlinkSync(root, linkedRoot)
    const receiver = await startReceiver(context)
    for (const filePath of ['internal://files/b/link.txt', 'internal://files/folder/a.txt']) {
      for (const one of [root, linkedRoot]) {
        const { uploadFile } = createRuntime({ root: one })[dialect.name]
        const { name } = await outcome(uploadFile, { url: receiver.url, filePath, name: 'file' })
        assert.equal(name, 'success', `${filePath} in ${one}`)
        assert.equal(receiver.uploads.at(-1)?.files[0].sha256, sha256('files/app/b/a.txt'))
      }
    }
  },
)

testBoth(same('V36'), 'paths in an area are literal, never decoded', async (dialect, context) => {
  const names = ['a b.txt', 'a%20b.txt', 'a#b.txt', 'ü 你好.txt', '..a.txt', 'a..txt']
  const root = folderWith(
    context,
    names.map((name) => `files/app/${name}`),
  )
  const paths = pathsOf(dialect, context, { root })
  for (const name of names) await paths.lead(`internal://files/${name}`, `files/app/${name}`)
  fs.rmSync(path.join(root, 'files/app/a%20b.txt'))
  await paths.leadNowhere('internal://files/a%20b.txt')
})

testBoth(same('V37'), 'a name that only begins like an area is an unknown area', async (dialect, context) => {
  const files = ['cachex/app/a.txt', 'cachex/a.txt', 'Cache/app/a.txt', 'cache/app/a.txt', 'secret/app/a.txt']
  const paths = pathsOf(dialect, context, { root: folderWith(context, files) })
  const unknown = ['cachex/a.txt', 'secret/a.txt', '/a.txt', 'Cache/a.txt', 'cache']
  await paths.leadNowhere(...unknown.map((place) => `internal://${place}`))
})
