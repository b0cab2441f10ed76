'use strict'
// What manifest.json says about the package and the app's resources, each project in a process of its own.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { runSnippet } = require('../support/child')
const { temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')
const { writeFile } = require('../support/walls')

/**
 * A project folder, whose name is `name`. The content of a file is given; where it is `true` it is the file's own
 * path in the project.
 *
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string | true>} files
 * @param {string} [name]
 */
function project(context, files, name = 'project') {
  const folder = path.join(temporaryFolder(context), name)
  fs.mkdirSync(folder)
  for (const [file, content] of Object.entries(files)) {
    writeFile(path.join(folder, file), content === true ? file : content)
  }
  return folder
}

/** Uploads each of `input.paths` with Vela and reports the server's digest of it, or the failure. */
const uploadAll = `
  process.on('warning', ({ name, message }) => report({ warning: name, message }))
  const { vela } = input.useDefault ? uploadtask : uploadtask.createRuntime(input.config ?? {})
  const next = () => {
    const filePath = input.paths.shift()
    if (filePath === undefined) return
    vela.uploadFile({
      url: input.url,
      filePath,
      name: 'file',
      success: ({ data }) => report({ filePath, sha256: JSON.parse(data).files[0].sha256 }),
      fail: (message, code) => report({ filePath, message, code }),
      complete: next,
    })
  }
  next()
`

/**
 * Uploads paths in a process whose working directory is the project.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} cwd
 * @param {string[]} paths
 * @param {{ config?: object, useDefault?: boolean }} [options]
 */
async function uploadFrom(context, cwd, paths, options = {}) {
  const receiver = await startReceiver(context)
  const { reports, code, stderr } = await runSnippet(
    uploadAll,
    { url: receiver.url, paths, ...options },
    { cwd, env: { NODE_NO_WARNINGS: '1' } },
  )
  assert.equal(code, 0, stderr)
  return {
    warnings: reports.filter(({ warning }) => warning === 'UploadTaskWarning').map(({ message }) => message),
    files: reports.filter(({ filePath }) => filePath !== undefined),
  }
}

/**
 * Asserts which files of the project the paths name; `null` means none.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} cwd
 * @param {Record<string, string | null>} expected From path to file of the project.
 * @param {{ config?: object, useDefault?: boolean }} [options]
 */
async function assertFiles(context, cwd, expected, options) {
  const { warnings, files } = await uploadFrom(context, cwd, Object.keys(expected), options)
  assert.deepEqual(
    files,
    Object.entries(expected).map(([filePath, file]) =>
      file === null
        ? { filePath, message: 'invalid filename', code: 202 }
        : { filePath, sha256: createHash('sha256').update(file).digest('hex') },
    ),
  )
  return warnings
}

const manifest = JSON.stringify({ package: 'com.example.app', name: 'Example', versionCode: 1 })
const stored = (/** @type {string} */ name) => `data/quickapp/files/${name}/a.txt`

test('V32 V35 manifest.json: its package; the resources are in src beside it', async (context) => {
  const cwd = project(context, {
    'manifest.json': manifest,
    [stored('com.example.app')]: true,
    [stored('app')]: true,
    'data/quickapp/app/com.example.app/Common/b.txt': true,
    'src/Common/a.txt': true,
  })
  const warnings = await assertFiles(context, cwd, {
    'internal://files/a.txt': stored('com.example.app'),
    '/Common/a.txt': 'src/Common/a.txt',
    'Common/a.txt': 'src/Common/a.txt',
    './Common/a.txt': 'src/Common/a.txt',
    '/Common/b.txt': null,
  })
  assert.deepEqual(warnings, [])
})

test('V32 V35 src/manifest.json: its package; the resources are beside it', async (context) => {
  const cwd = project(context, {
    'src/manifest.json': manifest,
    [stored('com.example.app')]: true,
    'src/Common/a.txt': true,
  })
  const warnings = await assertFiles(context, cwd, {
    'internal://files/a.txt': stored('com.example.app'),
    '/Common/a.txt': 'src/Common/a.txt',
  })
  assert.deepEqual(warnings, [])
})

test('V32 V35 the default runtime reads the manifest as well', async (context) => {
  const cwd = project(context, {
    'src/manifest.json': manifest,
    [stored('com.example.app')]: true,
    'src/Common/a.txt': true,
  })
  await assertFiles(
    context,
    cwd,
    { 'internal://files/a.txt': stored('com.example.app'), '/Common/a.txt': 'src/Common/a.txt' },
    { useDefault: true },
  )
})

test('V32 manifest.json goes before src/manifest.json', async (context) => {
  const cwd = project(context, {
    'manifest.json': manifest,
    'src/manifest.json': JSON.stringify({ package: 'com.example.other' }),
    [stored('com.example.app')]: true,
    [stored('com.example.other')]: true,
    'src/Common/a.txt': true,
  })
  await assertFiles(context, cwd, {
    'internal://files/a.txt': stored('com.example.app'),
    '/Common/a.txt': 'src/Common/a.txt',
  })
})

test('V35 manifest.json without a src folder: the resources are in <root>/app/<package>', async (context) => {
  const resource = 'data/quickapp/app/com.example.app/Common/a.txt'
  const cwd = project(context, { 'manifest.json': manifest, [resource]: true, 'Common/b.txt': true })
  const config = { hostPaths: false }
  await assertFiles(context, cwd, { '/Common/a.txt': resource, '/Common/b.txt': null }, { config })
})

test('V35 a file called src is no folder of resources', async (context) => {
  const resource = 'data/quickapp/app/com.example.app/Common/a.txt'
  const cwd = project(context, { 'manifest.json': manifest, src: 'a file', [resource]: true })
  await assertFiles(context, cwd, { '/Common/a.txt': resource })
})

test('V35 the working directory itself is called src: it has the resources', async (context) => {
  const files = { 'manifest.json': manifest, 'Common/a.txt': /** @type {const} */ (true) }
  const cwd = project(context, files, 'src')
  const config = { hostPaths: false }
  await assertFiles(context, cwd, { '/Common/a.txt': 'Common/a.txt' }, { config })
})

test('V32 V35 the options package, appDir and root go before the manifest', async (context) => {
  const cwd = project(context, {
    'manifest.json': manifest,
    'src/Common/a.txt': true,
    'other/Common/a.txt': true,
    [stored('com.example.option')]: true,
    'storage/files/com.example.app/a.txt': true,
  })
  await assertFiles(
    context,
    cwd,
    { 'internal://files/a.txt': stored('com.example.option'), '/Common/a.txt': 'src/Common/a.txt' },
    { config: { package: 'com.example.option' } },
  )
  await assertFiles(
    context,
    cwd,
    {
      'internal://files/a.txt': 'storage/files/com.example.app/a.txt',
      '/Common/a.txt': 'other/Common/a.txt',
    },
    { config: { root: 'storage', appDir: 'other' } },
  )
})

test('V36 a manifest without a package: the package is app, the resources are in src', async (context) => {
  for (const content of ['{}', '{ "package": null }', '{ "name": "Example" }', '\ufeff{}']) {
    const cwd = project(context, {
      'manifest.json': content,
      [stored('app')]: true,
      'src/Common/a.txt': true,
    })
    const warnings = await assertFiles(context, cwd, {
      'internal://files/a.txt': stored('app'),
      '/Common/a.txt': 'src/Common/a.txt',
    })
    assert.deepEqual(warnings, [], content)
  }
})

/** @type {Array<[label: string, content: string]>} */
const unusable = [
  ['no JSON', '{ "package": "com.example.app", }'],
  ['an empty file', ''],
  ['a list', '[]'],
  ['null', 'null'],
  ['JSON with comments', '{ /* the package */ "package": "com.example.app" }'],
  ['half a file', '{ "package": "com.exa'],
  ['package ../evil', JSON.stringify({ package: '../evil' })],
  ['package ..', JSON.stringify({ package: '..' })],
  ['package .', JSON.stringify({ package: '.' })],
  ['package a/b', JSON.stringify({ package: 'a/b' })],
  ['package /etc', JSON.stringify({ package: '/etc' })],
  ['package a\\b', JSON.stringify({ package: 'a\\b' })],
  ['package with NUL', JSON.stringify({ package: 'a\0b' })],
  ['an empty package', JSON.stringify({ package: '' })],
  ['package a number', JSON.stringify({ package: 1 })],
  ['package an array', JSON.stringify({ package: ['com.example.app'] })],
  ['package an object', JSON.stringify({ package: {} })],
]
for (const [label, content] of unusable) {
  test(`V36 a manifest that cannot be used (${label}) counts as absent; a warning names it`, async (context) => {
    const cwd = project(context, {
      'manifest.json': content,
      [stored('app')]: true,
      'data/quickapp/files/evil/a.txt': 'evil',
      'data/quickapp/evil/a.txt': 'evil',
      'data/quickapp/app/app/Common/a.txt': true,
      'src/Common/b.txt': true,
    })
    const config = { hostPaths: false }
    const warnings = await assertFiles(
      context,
      cwd,
      {
        'internal://files/a.txt': stored('app'),
        '/Common/a.txt': 'data/quickapp/app/app/Common/a.txt',
        '/Common/b.txt': null,
      },
      { config },
    )
    assert.equal(warnings.length, 1, JSON.stringify(warnings))
    assert.ok(warnings[0].includes(path.join(fs.realpathSync(cwd), 'manifest.json')), warnings[0])
  })
}

test('V36 a manifest.json that cannot be used gives way to src/manifest.json', async (context) => {
  const cwd = project(context, {
    'manifest.json': 'no JSON',
    'src/manifest.json': manifest,
    [stored('com.example.app')]: true,
    'src/Common/a.txt': true,
  })
  const warnings = await assertFiles(context, cwd, {
    'internal://files/a.txt': stored('com.example.app'),
    '/Common/a.txt': 'src/Common/a.txt',
  })
  assert.equal(warnings.length, 1)
})

test('V36 a folder called manifest.json is no manifest', async (context) => {
  const cwd = project(context, {
    'manifest.json/package.json': '{}',
    'src/manifest.json': manifest,
    [stored('com.example.app')]: true,
  })
  await assertFiles(context, cwd, { 'internal://files/a.txt': stored('com.example.app') })
})

test('V36 a manifest above the working directory is not looked for', async (context) => {
  const top = project(context, {
    'manifest.json': manifest,
    [`inner/${stored('app')}`]: true,
    [`inner/${stored('com.example.app')}`]: true,
  })
  const { files } = await uploadFrom(context, path.join(top, 'inner'), ['internal://files/a.txt'])
  const expected = createHash('sha256')
    .update(`inner/${stored('app')}`)
    .digest('hex')
  assert.deepEqual(files, [{ filePath: 'internal://files/a.txt', sha256: expected }])
})

test('V32 the manifest is read once, when the runtime is made', async (context) => {
  const receiver = await startReceiver(context)
  const cwd = project(context, {
    'manifest.json': manifest,
    [stored('com.example.app')]: true,
    [stored('com.example.later')]: true,
    'src/Common/a.txt': true,
  })
  const { reports } = await runSnippet(
    `
      const fs = require('node:fs')
      process.chdir(input.cwd)
      const { vela } = uploadtask.createRuntime()
      fs.writeFileSync('manifest.json', JSON.stringify({ package: 'com.example.later' }))
      process.chdir('/')
      const upload = (filePath) => new Promise((resolve) => vela.uploadFile({
        url: input.url, filePath, name: 'file', success: ({ statusCode }) => report(statusCode),
        fail: (...values) => report(values), complete: resolve,
      }))
      upload('internal://files/a.txt').then(() => upload('/Common/a.txt'))
    `,
    { url: receiver.url, cwd },
  )
  assert.deepEqual(reports, [200, 200])
  assert.deepEqual(
    receiver.uploads.map(({ files }) => files[0].sha256),
    [stored('com.example.app'), 'src/Common/a.txt'].map((text) =>
      createHash('sha256').update(text).digest('hex'),
    ),
  )
})
