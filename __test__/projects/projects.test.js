'use strict'
// The sample projects: each tool builds or tests them for real, and what comes of it uploads.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { before, test } = require('node:test')

const { cosPost, createReceiver } = require('../../lib/receiver/index.js')
const { runNode } = require('../support/child.js')
const { ran, versionIn } = require('../support/ran.js')
const { startReceiver } = require('../support/receiver.js')
const { prepareProjects, projects } = require('./setup.js')
const { RUNNERS, runTests, runTool, versions } = require('./tools.js')

const RECORD = 'a record of the watch'

before(prepareProjects)

const sha256 = (/** @type {string | Buffer} */ data) => createHash('sha256').update(data).digest('hex')

/** Fills a storage area of the watch for the page. */
function storeRecord(/** @type {string} */ folder) {
  const area = path.join(folder, 'data', 'quickapp', 'files', 'com.example.recorder')
  fs.mkdirSync(area, { recursive: true })
  fs.writeFileSync(path.join(area, 'record.txt'), RECORD)
}

/** What each bundler is run with, and what it makes. @type {Record<string, { tool: string[], bundles: string[] }>} */
const BUNDLERS = {
  vite: { tool: ['vite/bin/vite.js', 'build'], bundles: ['main.js'] },
  webpack: { tool: ['webpack-cli/bin/cli.js'], bundles: ['main.mjs', 'main.cjs'] },
  rspack: { tool: ['@rspack/cli/bin/rspack.js', 'build'], bundles: ['main.mjs', 'main.cjs'] },
  rollup: { tool: ['rollup/dist/bin/rollup', '-c'], bundles: ['main.mjs'] },
  esbuild: { tool: ['../vela-page/esbuild.config.js'], bundles: ['main.mjs'] },
  rolldown: { tool: ['rolldown/bin/cli.mjs', '-c'], bundles: ['main.mjs'] },
}

for (const [bundler, { tool, bundles }] of Object.entries(BUNDLERS)) {
  test(`V2 V41 ${bundler}: the page of the watch is built, runs in Node and uploads`, async (context) => {
    const built = await runTool('vela-page', tool)
    assert.equal(built.code, 0, built.output)
    const folder = path.join(projects, 'vela-page')
    storeRecord(folder)
    for (const bundle of bundles) {
      const receiver = await startReceiver(context, (_upload, _request, response) => response.end('stored'))
      const file = path.join(folder, 'dist', bundler, bundle)
      assert.match(fs.readFileSync(file, 'utf8'), /["']uploadtask\/vela["']/, `${bundle} has the import`)
      const run = await runNode([file, receiver.url], { cwd: folder })
      const lines = [
        '100 % sent: 200 stored',
        'log: 200',
        'router.back: there is no @system.router in Node.js; uploadtask provides @system.uploadtask',
        // That is the project's own.
        'vibrated: short',
        'prompt.showToast: there is no @system.prompt in Node.js; uploadtask provides @system.uploadtask',
      ]
      assert.equal(run.stdout, `${lines.join('\n')}\n`, run.stderr)
      const [record, log] = receiver.uploads
      assert.equal(record.headers['x-watch'], 'S4')
      assert.deepEqual(record.fields, [
        ['title', 'morning run'],
        ['beats', '128'],
      ])
      const [{ field, filename, sha256: hash }] = record.files
      assert.deepEqual(
        { field, filename, hash },
        { field: 'record', filename: 'record.txt', hash: sha256(RECORD) },
      )
      // That one comes from a package of node_modules, which has its own import of the module.
      assert.equal(log.files[0].field, 'log')
    }
    const software = versions(bundler === 'rspack' ? '@rspack/core' : bundler)
    ran(
      'Xiaomi Vela',
      `${software}, \`uploadtask/bundlers\``,
      "a page's bundle: uploads, a package that uploads",
    )
  })
}

test('V2 bundlers: the bundle takes the configuration of the project with --import uploadtask/register', async (context) => {
  const receiver = await startReceiver(context)
  const built = await runTool('vela-page', BUNDLERS.rolldown.tool)
  assert.equal(built.code, 0, built.output)
  const folder = path.join(projects, 'vela-page')
  storeRecord(folder)
  const file = path.join(folder, 'dist', 'rolldown', 'main.mjs')
  const run = await runNode(['--import', 'uploadtask/register', file, receiver.url], {
    cwd: folder,
    env: { UPLOADTASK_USER_AGENT: 'from the configuration' },
  })
  assert.match(run.stdout, /^100 % sent: 200 /, run.stderr)
  assert.equal(receiver.uploads[0].headers['user-agent'], 'from the configuration')
})

test('V2 bundlers: a build for browsers says why it cannot be, and what to do', async () => {
  const ended = await runTool('vela-page', ['../vela-page/scripts/build-for-browsers.js'])
  assert.equal(ended.code, 0, ended.output)
  const reports = ended.stdout.split('\n').filter((line) => line.startsWith('{'))
  /** @type {Record<string, RegExp>} */
  const remedies = {
    vite: /build\.ssr/,
    webpack: /set `target` to "node"/,
    rspack: /set `target` to "node"/,
    rollup: /set `output\.format` to "es" or "cjs"/,
    esbuild: /set `platform` to "node"/,
    rolldown: /set `platform` to "node"/,
  }
  assert.equal(reports.length, Object.keys(remedies).length, ended.output)
  for (const { bundler, error } of reports.map((line) => JSON.parse(line))) {
    assert.match(error ?? 'built', /cannot run in a browser: .*native addon/s, bundler)
    assert.match(error, remedies[bundler], bundler)
    assert.match(error, /uploadtask\/adapt/, bundler)
  }
})

test('V2 bundlers: a bundle with uploadtask in it says that it was bundled, and how to leave it out', async () => {
  const built = await runTool('vela-page', ['../vela-page/scripts/build-without-plugin.js'])
  assert.equal(built.code, 0, built.output)
  const bundles = built.stdout.trimEnd().split('\n')
  assert.equal(bundles.length, 7, built.output)
  for (const bundle of bundles) {
    const { stdout, stderr } = await runNode([bundle])
    assert.match(
      stdout,
      /^uploadtask was bundled, .* uploadtask\/bundlers, .* external/,
      `${bundle}: ${stderr}`,
    )
  }
})

test('V2 vite: its development server runs the page for the server, and refuses it to a browser', async (context) => {
  const receiver = await startReceiver(context, (_upload, _request, response) => response.end('stored'))
  storeRecord(path.join(projects, 'vela-page'))
  const ended = await runTool('vela-page', ['../vela-page/scripts/serve.js', receiver.url])
  const [record, log, refusal] = ended.stdout.split('\n')
  assert.deepEqual([record, log], ['sent: 200 stored', 'log: 200'], ended.output)
  assert.match(refusal, /record\.js\) cannot run in a browser/)
  assert.equal(receiver.uploads.length, 2)
})

/** What the tests of wechat-page upload: the page's picture, and what surroundings.spec.js sends. */
const WECHAT_UPLOADS = 1 + 4

for (const name of Object.keys(RUNNERS)) {
  const [runner] = name.split(' ')
  test(`V2 V41 ${name}: the unit tests of the watch's page upload, and have features of their own`, async (context) => {
    const receiver = await startReceiver(context)
    await runTests('vela-page', name, receiver.url)
    const sent = receiver.uploads.map(({ files: [{ field, sha256: hash }] }) => [field, hash])
    // Of test files that run side by side.
    assert.deepEqual(sent.sort(), [
      ['list', sha256('a list')],
      ['log', sha256('a record')],
      ['record', sha256('a record')],
    ])
    ran('Xiaomi Vela', versions(runner), 'unit tests of a page: uploads, features of their own')
  })

  test(`W7 H31 ${name}: the unit tests of the Taro page upload by the real Taro, also to a receiver of theirs`, async (context) => {
    const receiver = await startReceiver(context, (_upload, _request, response) => response.end('stored'))
    const output = await runTests('taro-page', name, receiver.url)
    assert.match(output, /sent: 200 stored/)
    const [{ headers, fields, files }] = receiver.uploads
    assert.equal(receiver.uploads.length, 1)
    assert.equal(headers['x-from'], 'avatar page')
    assert.deepEqual(fields, [['user', '小明']])
    const picture = fs.readFileSync(path.join(projects, 'taro-page', 'test', 'avatar.txt'))
    assert.deepEqual([files[0].field, files[0].sha256], ['avatar', sha256(picture)])
    ran(
      'WeChat',
      `Taro ${versionIn(projects, '@tarojs/taro')}, ${versions(runner)}`,
      'unit tests of a page: uploads',
    )
  })

  test(`W5 H31 ${name}: the unit tests of the WeChat page upload, also to a receiver of theirs`, async (context) => {
    const receiver = await startReceiver(context, (_upload, _request, response) => response.end('stored'))
    const output = await runTests('wechat-page', name, receiver.url)
    assert.match(output, /sent: 200 stored/)
    const photo = fs.readFileSync(path.join(projects, 'wechat-page', 'test', 'photo.txt'))
    const page = receiver.uploads.filter(({ headers }) => headers['x-from'] === 'photo page')
    assert.deepEqual(
      page.map(({ fields, files }) => [fields, files[0].sha256]),
      [
        [
          [
            ['album', '假日'],
            ['count', '1'],
          ],
          sha256(photo),
        ],
      ],
    )
    assert.equal(receiver.uploads.length, WECHAT_UPLOADS)
    ran('WeChat', versions(runner), 'unit tests of a page: uploads, a receiver, a fake clock')
  })
}

/** The environments that have a document, by the option that has a runner use them. @type {Array<[string, string[]]>} */
const ENVIRONMENTS = [
  ['vitest in forks', ['--environment=jsdom']],
  ['vitest in threads', ['--environment=happy-dom']],
  ['jest', ['--env=jsdom']],
]
for (const [name, parameters] of ENVIRONMENTS) {
  // The package is a link to what lies outside of the project, as `npm install <folder>` makes it.
  test(`W5 W7 H31 ${name} ${parameters}: pages upload where there is a document, and receivers run there`, async (context) => {
    const receiver = await startReceiver(context)
    await runTests('wechat-page', name, receiver.url, parameters)
    assert.equal(receiver.uploads.length, WECHAT_UPLOADS)
    await runTests('taro-page', name, receiver.url, parameters)
    assert.equal(receiver.uploads.length, WECHAT_UPLOADS + 1)
    const document = /jsdom|happy-dom/.exec(parameters.join(' '))?.[0] ?? ''
    const software = versions(name.split(' ')[0], document)
    ran('WeChat', software, 'unit tests of a page in a document: uploads')
    ran(
      'WeChat',
      `Taro ${versionIn(projects, '@tarojs/taro')}, ${software}`,
      'unit tests of a page in a document: uploads',
    )
  })
}

test("W5 H31 vitest: in its vm pools too, the project's own code uploads", async (context) => {
  const receiver = await startReceiver(context)
  // One after the other, since the contexts of these pools share what is required.
  for (const file of ['photo', 'intercept']) {
    const ended = await runTool('wechat-page', ['vitest/vitest.mjs', 'run', '--pool=vmThreads', file], {
      env: { RECEIVER: receiver.url },
    })
    assert.equal(ended.code, 0, ended.output)
  }
  assert.equal(receiver.uploads.length, 1)
})

test('W5 jest: a preset that is named, and one that is spread, are the same', async (context) => {
  const receiver = await startReceiver(context)
  const config = path.join(projects, 'wechat-page', 'spread.config.js')
  fs.writeFileSync(config, "module.exports = { ...require('uploadtask/jest') }\n")
  await runTests('wechat-page', 'jest', receiver.url, ['--config', config])
  assert.equal(receiver.uploads.length, WECHAT_UPLOADS)
})

test('V31 jest: an upload that has ended is no open handle', async (context) => {
  const receiver = await startReceiver(context)
  // jest ends by itself, or the test would not.
  const output = await runTests('wechat-page', 'jest', receiver.url, ['--detectOpenHandles'])
  const handles = [...output.matchAll(/^ +● {2}(\w+)$/gm)].map(([, name]) => name)
  // docs/reference/register.md explains that one.
  assert.deepEqual([...new Set(handles)], ['napi_rs_threadsafe_function'], output)
})

test('V31 jest: what a test file holds goes with it', async (context) => {
  const receiver = await startReceiver(context)
  const folder = path.join(projects, 'wechat-page', 'many')
  fs.mkdirSync(folder, { recursive: true })
  const count = 10
  for (let number = 0; number < count; number += 1) {
    fs.writeFileSync(
      path.join(folder, `${number}.spec.js`),
      `globalThis.much = { held: new Array(12_000_000).fill(0) } // 96 MB
       test('uploads', async () => {
         const { wx } = require('uploadtask')
         await new Promise((success, fail) => {
           wx.uploadFile({ url: process.env.RECEIVER, filePath: __filename, name: 'f', success, fail })
         })
       })`,
    )
  }
  const ended = await runTool('wechat-page', ['jest/bin/jest.js', '--runInBand', '--logHeapUsage', 'many'], {
    env: { RECEIVER: receiver.url },
    // With this, jest collects what is garbage before it looks.
    nodeOptions: ['--expose-gc'],
  })
  assert.equal(ended.code, 0, ended.output)
  assert.equal(receiver.uploads.length, count)
  const sizes = [...ended.output.matchAll(/\b(\d+) MB heap size\)/g)].map(([, size]) => Number(size))
  assert.equal(sizes.length, count, ended.output)
  // What one file holds, that of the file before it, which may not have gone yet, and what jest itself needs.
  assert.ok(Math.max(...sizes) < 400, `${sizes} MB`)
})

test('W5 jest: what the callbacks get is of the test file, as toEqual and instanceof want it', async (context) => {
  const receiver = await startReceiver(context)
  const folder = path.join(projects, 'wechat-page', 'realm')
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(
    path.join(folder, 'realm.spec.js'),
    `test('results', async () => {
       const { wx } = require('uploadtask')
       const result = await new Promise((success, fail) => {
         wx.uploadFile({ url: process.env.RECEIVER, filePath: __filename, name: 'f', success, fail })
       })
       for (const one of [result, result.header, result.profile]) expect(one).toBeInstanceOf(Object)
       expect(result.cookies).toBeInstanceOf(Array)
       expect(result.cookies).toStrictEqual([])
     })`,
  )
  const ended = await runTool('wechat-page', ['jest/bin/jest.js', 'realm'], {
    env: { RECEIVER: receiver.url },
  })
  assert.equal(ended.code, 0, ended.output)
})

test('W1 the SDK of COS, as it comes from npm, uploads under the register hook to a receiver with cosPost', async (context) => {
  const options = { bucket: 'photos-1250000000', accessKeyId: 'AKIDTEST', secret: 'right' }
  const receiver = createReceiver({ rules: [cosPost(options)] })
  context.after(() => receiver.close())
  const { url } = await receiver.listen()
  const upload = async (/** @type {string} */ SECRET) => {
    const ended = await runTool('cos-page', ['../cos-page/upload.js'], {
      nodeOptions: ['--import', 'uploadtask/register'],
      env: { DOMAIN: url, SECRET },
    })
    assert.equal(ended.code, 0, ended.output)
    return JSON.parse(ended.stdout)
  }
  const { status, etag } = await upload('right')
  const content = fs.readFileSync(path.join(projects, 'cos-page', 'upload.js'))
  const md5 = createHash('md5').update(content).digest('hex')
  assert.deepEqual([status, etag], [200, `"${md5}"`])
  const { fields, files } = await receiver.next()
  assert.equal(fields.find(({ name }) => name === 'key')?.value, 'user/照片.js')
  assert.equal(files[0].sha256, sha256(content))
  // The SDK reads the error's XML.
  const { error } = await upload('wrong')
  assert.deepEqual([error.statusCode, error.error.Code], [403, 'SignatureDoesNotMatch'])
})

for (const name of ['vitest in forks', 'jest']) {
  test(`W5 ${name}: the matchers say what an upload has, and what it has instead`, async (context) => {
    const receiver = await startReceiver(context)
    const folder = path.join(projects, 'wechat-page', 'matchers')
    fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync(
      path.join(folder, 'matchers.spec.js'),
      `const { createReceiver } = require('uploadtask/receiver')
       expect.extend(require('uploadtask/matchers'))
       test('matchers', async () => {
         const receiver = createReceiver()
         const { url } = await receiver.listen()
         await new Promise((success, fail) => {
           wx.uploadFile({ url, filePath: __filename, name: 'spec', formData: { user: 'amy' }, success, fail })
         })
         const upload = await receiver.next()
         expect(upload).toHaveFile()
         expect(upload).toHaveFile('spec', { filename: /^matchers/, type: expect.any(String), size: upload.files[0].size })
         expect(upload).not.toHaveFile('other')
         expect(upload).toHaveField('user', 'amy')
         expect(upload).toHaveHeader('Content-Type', expect.stringContaining('boundary='))
         const message = (run) => {
           try {
             run()
           } catch (error) {
             return error.message.replace(/\\u001b\\[\\d+m/g, '')
           }
         }
         const missed = message(() => expect(upload).toHaveFile('spec', { filename: 'a.png', sha256: '00' }))
         expect(missed).toMatch(/Expected a file in the field "spec" like .*"?a\\.png/s)
         expect(missed).toMatch(/Arrived: .*matchers\\.spec\\.js/s)
         expect(message(() => expect(upload).not.toHaveField('user'))).toMatch(/Expected not the field "user"/)
         expect(message(() => expect(Promise.resolve(upload)).toHaveFile())).toMatch(/a promise: write \`await/)
         await receiver.close().catch(() => {})
       })`,
    )
    await runTests('wechat-page', name, receiver.url, ['matchers'])
  })
}
