'use strict'
// The real Taro on every platform that has a plugin on npm, each in a process of its own.

const assert = require('node:assert/strict')
const path = require('node:path')
const { before, test } = require('node:test')

const { runNode } = require('../support/child.js')
const { temporaryFile } = require('../support/files.js')
const { prepareInstalledProject } = require('../support/installed-project.js')
const { MAJORS, nodeOfMajor } = require('../support/node-versions.js')
const { startReceiver } = require('../support/receiver.js')

/**
 * What the platform's global is, and what its failures are.
 *
 * @type {Record<string, { host: string, aborted: object, missing: (file: string) => object }>}
 */
const PLATFORMS = {
  weapp: wechat(),
  qywx: wechat(),
  tt: unnumbered('tt'),
  lark: unnumbered('tt'),
  swan: unnumbered('swan'),
  qq: unnumbered('qq'),
  jd: unnumbered('jd'),
  kwai: unnumbered('ks'),
  alipay: {
    host: 'my',
    aborted: { error: 9, errorMessage: 'uploadFile:fail abort' },
    missing: (file) => ({ error: 11, errorMessage: `no such file: ${file}` }),
  },
  dd: {
    host: 'dd',
    aborted: { errorMessage: 'abort' },
    missing: (file) => ({ errorMessage: `no such file: ${file}` }),
  },
}

function wechat() {
  return {
    host: 'wx',
    aborted: { errMsg: 'uploadFile:fail abort', errno: 600004 },
    missing: () => ({ errMsg: 'uploadFile:fail createUploadTask:fail file not found', errno: 1300002 }),
  }
}

function unnumbered(/** @type {string} */ host) {
  return {
    host,
    aborted: { errMsg: 'uploadFile:fail abort' },
    missing: (/** @type {string} */ file) => ({ errMsg: `uploadFile:fail no such file: ${file}` }),
  }
}

/** @type {string} */
let project
before(async () => {
  project = await prepareInstalledProject('taro-platforms')
})

for (const [platform, { host, aborted, missing }] of Object.entries(PLATFORMS)) {
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
    })
  }
}
