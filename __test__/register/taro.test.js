'use strict'
// The real `@tarojs/taro` under the hook.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { pathToFileURL } = require('node:url')

const { packageFolder, runNode } = require('../support/child')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { MAJORS, nodeOfMajor } = require('../support/node-versions')
const { createProject } = require('../support/project')
const { startReceiver } = require('../support/receiver')

const programs = path.join(__dirname, 'programs')
const hook = ['--import', 'uploadtask/register']

/** A receiver that answers with the fields and the name of the file. */
function startEcho(/** @type {import('node:test').TestContext} */ context) {
  return startReceiver(context, ({ fields, files }, _request, response) => {
    response.setHeader('X-Answer', 'yes').end(JSON.stringify({ fields, file: files[0].filename }))
  })
}

/** Copies packages of this repository into a project, since linked ones would find their neighbours. */
function copyPackages(/** @type {string} */ folder, /** @type {string[]} */ names) {
  for (const name of names) {
    fs.cpSync(path.join(packageFolder, 'node_modules', name), path.join(folder, 'node_modules', name), {
      recursive: true,
    })
  }
}
const taroPackages = ['@tarojs/taro', '@tarojs/api', '@tarojs/runtime', '@tarojs/shared', 'tslib']

for (const major of MAJORS) {
  test(`W7 Node ${major}: the real Taro uploads, tells its progress, aborts and fails`, async (context) => {
    const receiver = await startEcho(context)
    const file = temporaryFile(context)
    const ended = await runNode([...hook, path.join(programs, 'taro.mjs'), receiver.url, file], {
      node: nodeOfMajor(major),
    })
    assert.deepEqual([ended.code, ended.stderr], [0, ''])
    const total = Number(receiver.uploads[0].headers['content-length'])
    const event = { progress: 100, totalBytesSent: total, totalBytesExpectedToSend: total }
    const aborted = { errMsg: 'uploadFile:fail abort', errno: 600004 }
    const missing = { errMsg: 'uploadFile:fail createUploadTask:fail file not found', errno: 1300002 }
    assert.deepEqual(ended.stdout.trimEnd().split('\n'), [
      'headers yes',
      'result 200 {"fields":[["user","taro"]],"file":"hello.txt"} uploadFile:ok',
      `progress ${JSON.stringify(event)}`,
      `abort ${JSON.stringify(aborted)}`,
      `missing ${JSON.stringify(missing)}`,
    ])
    assert.equal(receiver.uploads.length, 1)
  })

  for (const option of ['--import', '--require']) {
    test(`W7 Node ${major} ${option}: the real Taro by require uploads`, async (context) => {
      const receiver = await startEcho(context)
      const file = temporaryFile(context)
      const ended = await runNode(
        [option, 'uploadtask/register', path.join(programs, 'taro.cjs'), receiver.url, file],
        { node: nodeOfMajor(major) },
      )
      const stdout = 'result 200 {"fields":[],"file":"hello.txt"} uploadFile:ok\n'
      assert.deepEqual(ended, { code: 0, signal: null, stdout, stderr: '' })
    })
  }

  test(`W7 Node ${major}: a program that imports dist/runtime of the platform itself uploads`, async (context) => {
    const receiver = await startEcho(context)
    const file = temporaryFile(context)
    const ended = await runNode([...hook, path.join(programs, 'taro-platform.mjs'), receiver.url, file], {
      node: nodeOfMajor(major),
    })
    const printed = '200 {"fields":[],"file":"hello.txt"} uploadFile:ok'
    assert.deepEqual(ended, {
      code: 0,
      signal: null,
      stdout: `result ${printed}\nnamed ${printed}\n`,
      stderr: '',
    })
    assert.equal(receiver.uploads.length, 2)
  })

  test(`W7 Node ${major}: Taro without a platform says what is missing`, async (context) => {
    const folder = createProject(context, {
      'app.mjs': "import Taro from '@tarojs/taro'; console.log(typeof Taro.uploadFile)",
      'app.cjs': "console.log(typeof require('@tarojs/taro').uploadFile)",
    })
    copyPackages(folder, taroPackages)
    for (const file of ['app.mjs', 'app.cjs']) {
      const ended = await runNode([...hook, file], { cwd: folder, node: nodeOfMajor(major) })
      assert.deepEqual([ended.code, ended.stdout], [0, 'undefined\n'])
      assert.match(ended.stderr, /UploadTaskWarning: Taro\.uploadFile is undefined: .*plugin-platform-weapp/)
    }
  })

  test(`W7 Node ${major}: the platform is found from the program when Taro does not see it`, async (context) => {
    const folder = createProject(context, {
      'app.mjs': "import Taro from '@tarojs/taro'; console.log(typeof Taro.uploadFile)",
      'app.cjs': "console.log(typeof require('@tarojs/taro').uploadFile)",
    })
    // As pnpm lays packages out.
    const store = path.join(folder, 'node_modules', '.store')
    copyPackages(store, taroPackages)
    fs.cpSync(
      path.join(packageFolder, 'node_modules/@tarojs/plugin-platform-weapp'),
      path.join(folder, '.plugin/node_modules/@tarojs/plugin-platform-weapp'),
      { recursive: true },
    )
    fs.symlinkSync(
      path.join(store, 'node_modules/@tarojs/shared'),
      path.join(folder, '.plugin/node_modules/@tarojs/shared'),
      'junction',
    )
    fs.mkdirSync(path.join(folder, 'node_modules/@tarojs'))
    for (const [name, place] of [
      ['taro', path.join(store, 'node_modules/@tarojs/taro')],
      ['plugin-platform-weapp', path.join(folder, '.plugin/node_modules/@tarojs/plugin-platform-weapp')],
    ]) {
      fs.symlinkSync(place, path.join(folder, 'node_modules/@tarojs', name), 'junction')
    }
    for (const file of ['app.mjs', 'app.cjs']) {
      const ended = await runNode(
        [
          '--import',
          pathToFileURL(path.join(packageFolder, 'lib/integrations/register.js')).href,
          path.join(folder, file),
        ],
        { cwd: temporaryFolder(context), node: nodeOfMajor(major) },
      )
      assert.deepEqual(ended, { code: 0, signal: null, stdout: 'function\n', stderr: '' }, file)
    }
  })
}

test('W7 without the hook the real Taro does not load', async () => {
  const ended = await runNode([path.join(programs, 'taro.cjs'), 'http://127.0.0.1:1/', 'a'])
  assert.equal(ended.code, 1)
  assert.match(ended.stderr, /ENABLE_\w+ is not defined/)
})

test('W5 W7 what takes the place of wx.uploadFile later is what the real Taro calls', async () => {
  const ended = await runNode([...hook, path.join(programs, 'taro-mock.mjs')])
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '299 a\n', stderr: '' })
})

test('W7 import and require of Taro give the same Taro', async (context) => {
  const folder = createProject(context, {
    'app.mjs': `
      import Taro, * as names from '@tarojs/taro'
      import { createRequire } from 'node:module'
      console.log(createRequire(import.meta.url)('@tarojs/taro') === Taro, names.default === Taro)
      console.log(typeof Taro.uploadFile, typeof Taro.getCurrentInstance)
    `,
  })
  copyPackages(folder, [...taroPackages, '@tarojs/plugin-platform-weapp'])
  const ended = await runNode([...hook, 'app.mjs'], { cwd: folder })
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'true true\nfunction function\n', stderr: '' })
})

test("taro: true: '@tarojs/taro' is uploadtask/taro, whether Taro is installed or not", async (context) => {
  const receiver = await startEcho(context)
  const file = temporaryFile(context)
  const folder = createProject(context, {
    'package.json': { uploadtask: { taro: true } },
    'app.mjs': `
      import Taro, { uploadFile } from '@tarojs/taro'
      import taro from 'uploadtask/taro'
      const { errMsg } = await Taro.uploadFile({ url: process.argv[2], filePath: process.argv[3], name: 'file' })
      console.log(errMsg, Taro === taro, uploadFile === taro.uploadFile)
    `,
    'app.cjs': "console.log(require('@tarojs/taro') === require('uploadtask/taro'))",
  })
  const ended = await runNode([...hook, 'app.mjs', receiver.url, file], { cwd: folder })
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'uploadFile:ok true true\n', stderr: '' })
  const required = await runNode([...hook, 'app.cjs'], { cwd: folder })
  assert.deepEqual(required, { code: 0, signal: null, stdout: 'true\n', stderr: '' })
})
