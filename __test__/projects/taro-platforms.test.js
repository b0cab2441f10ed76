'use strict'
// The real Taro on every platform that has a plugin on npm, each in a process of its own.

const assert = require('node:assert/strict')
const path = require('node:path')
const { before, test } = require('node:test')

const { runNode } = require('../support/child.js')
const { temporaryFile } = require('../support/files.js')
const { prepareInstalledProject } = require('../support/installed-project.js')
const { MAJORS, nodeOfMajor } = require('../support/node-versions.js')
const { ran, versionIn } = require('../support/ran.js')
const { startReceiver } = require('../support/receiver.js')

/**
 * What the platform is called, its global and its plugin, and what its failures are.
 *
 * @type {Record<string, { title: string, host: string, plugin?: string, aborted: object, missing: (file: string) => object }>}
 */
const PLATFORMS = {
  weapp: wechat('WeChat'),
  qywx: { ...wechat('WeCom'), plugin: 'weapp-qy' },
  tt: unnumbered('Douyin', 'tt'),
  lark: unnumbered('Lark', 'tt'),
  swan: unnumbered('Baidu', 'swan'),
  qq: unnumbered('QQ', 'qq'),
  jd: unnumbered('JD', 'jd'),
  kwai: unnumbered('Kuaishou', 'ks'),
  alipay: {
    title: 'Alipay',
    host: 'my',
    aborted: { error: 9, errorMessage: 'uploadFile:fail abort' },
    missing: (file) => ({ error: 11, errorMessage: `no such file: ${file}` }),
  },
  dd: {
    title: 'DingTalk',
    host: 'dd',
    plugin: 'alipay-dd',
    aborted: { errorMessage: 'abort' },
    missing: (file) => ({ errorMessage: `no such file: ${file}` }),
  },
}

function wechat(/** @type {string} */ title) {
  return {
    title,
    host: 'wx',
    aborted: { errMsg: 'uploadFile:fail abort', errno: 600004 },
    missing: () => ({ errMsg: 'uploadFile:fail createUploadTask:fail file not found', errno: 1300002 }),
  }
}

function unnumbered(/** @type {string} */ title, /** @type {string} */ host) {
  return {
    title,
    host,
    aborted: { errMsg: 'uploadFile:fail abort' },
    missing: (/** @type {string} */ file) => ({ errMsg: `uploadFile:fail no such file: ${file}` }),
  }
}

/** @type {string} */
let project

/** Taro with the plugin of a platform, and their versions. */
function taroOf(/** @type {string} */ platform) {
  const { plugin = platform } = PLATFORMS[platform]
  const version = versionIn(project, `@tarojs/plugin-platform-${plugin}`)
  return `Taro ${versionIn(project, '@tarojs/taro')}, plugin-platform-${plugin} ${version}`
}

before(async () => {
  project = await prepareInstalledProject('taro-platforms')
})

for (const [platform, { title, host, aborted, missing }] of Object.entries(PLATFORMS)) {
  for (const major of MAJORS) {
    test(`M11 ${platform}, Node ${major}: the real Taro uploads, tells its progress, aborts and fails`, async (context) => {
      const receiver = await startReceiver(context)
      const file = temporaryFile(context)
      const ended = await runNode(['--import', 'uploadtask/register', 'upload.mjs', receiver.url, file], {
        cwd: project,
        node: nodeOfMajor(major),
        env: { UPLOADTASK_PLATFORM: platform },
      })
      assert.deepEqual([ended.code, ended.stderr], [0, ''])
      const lines = ended.stdout.trimEnd().split('\n')
      const reports = Object.fromEntries(lines.map((line) => JSON.parse(line)))
      assert.deepEqual(reports.globals, [host])
      assert.equal(reports.result.statusCode, 200)
      assert.equal(reports.progress.progress, 100)
      assert.deepEqual([reports.abort, reports.missing], [aborted, missing(`${file}.missing`)])
      const [{ fields, files }] = receiver.uploads
      assert.deepEqual([fields, files[0].field], [[['user', 'taro']], 'file'])
      assert.equal(receiver.uploads.length, 1)
      ran(title, taroOf(platform), 'upload, progress, abort, failure')
    })
  }
}

test('M10 the platform that the build names is taken, and a platform whose plugin is missing says which', async () => {
  const program = ['--import', 'uploadtask/register', 'globals.mjs']
  const built = await runNode(program, { cwd: project, env: { TARO_ENV: 'lark' } })
  assert.deepEqual(built, { code: 0, signal: null, stdout: 'function object\n', stderr: '' })
  const without = await runNode(program, { cwd: project, env: { UPLOADTASK_PLATFORM: 'xhs' } })
  assert.deepEqual([without.code, without.stdout], [0, 'undefined undefined\n'])
  assert.match(
    without.stderr,
    /UploadTaskWarning: Taro\.uploadFile is undefined: .*Load that of xhs before it/,
  )
})

/** @type {Record<string, string[]>} */
const RUNNERS = {
  vitest: ['vitest/vitest.mjs', 'run'],
  jest: ['jest/bin/jest.js'],
}
for (const [runner, [tool, ...parameters]] of Object.entries(RUNNERS)) {
  for (const platform of ['tt', 'alipay']) {
    test(`M11 ${runner}, ${platform}: the real Taro uploads, and no other platform is there`, async (context) => {
      const receiver = await startReceiver(context)
      const ended = await runNode([path.join(project, 'node_modules', tool), ...parameters], {
        cwd: project,
        env: {
          NO_COLOR: '1',
          FORCE_COLOR: '0',
          UPLOADTASK_PLATFORM: platform,
          HOST: PLATFORMS[platform].host,
          RECEIVER: receiver.url,
        },
        timeout: 120_000,
      })
      assert.equal(ended.code, 0, `${ended.stdout}\n${ended.stderr}`)
      assert.equal(receiver.uploads.length, 1)
      const tools = `${runner} ${versionIn(project, runner)}`
      ran(PLATFORMS[platform].title, `${taroOf(platform)}, ${tools}`, 'upload in a test file')
    })
  }
}
