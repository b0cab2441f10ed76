'use strict'
// `@system.uploadtask` under the hook, in every way to load it and in every Node.js that the package promises.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { runNode } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { MAJORS, nodeOfMajor } = require('../support/node-versions')
const { createProject } = require('../support/project')
const { startReceiver } = require('../support/receiver')

const programs = path.join(__dirname, 'programs')

/** A receiver that answers with the form key and size of the file. */
function startEcho(/** @type {import('node:test').TestContext} */ context) {
  return startReceiver(context, ({ files: [{ field, size }] }, _request, response) => {
    response.end(`${field}=${size}`)
  })
}

for (const major of MAJORS) {
  for (const option of ['--import', '--require']) {
    test(`V2 Node ${major} ${option}: import of '@system.uploadtask', default, named and dynamic, uploads`, async (context) => {
      const receiver = await startEcho(context)
      const file = temporaryFile(context)
      const ended = await runNode(
        [option, 'uploadtask/register', path.join(programs, 'imports.mjs'), receiver.url, file],
        { node: nodeOfMajor(major) },
      )
      assert.deepEqual(ended, {
        code: 0,
        signal: null,
        stdout: 'byDefault 200 byDefault=12\nnamed 200 named=12\ndynamic 200 dynamic=12\n',
        stderr: '',
      })
      assert.equal(receiver.uploads.length, 3)
    })

    test(`V2 Node ${major} ${option}: require of '@system.uploadtask' uploads`, async (context) => {
      const receiver = await startEcho(context)
      const file = temporaryFile(context)
      const ended = await runNode(
        [option, 'uploadtask/register', path.join(programs, 'requires.cjs'), receiver.url, file],
        { node: nodeOfMajor(major) },
      )
      const stdout = 'required 200 required=12\ntrue false\n'
      assert.deepEqual(ended, { code: 0, signal: null, stdout, stderr: '' })
      assert.equal(receiver.uploads.length, 1)
    })

    test(`V2 Node ${major} ${option}: workers inherit the hook, or get it by their own execArgv`, async (context) => {
      const receiver = await startEcho(context)
      const file = temporaryFile(context)
      const program = [path.join(programs, 'workers.mjs'), receiver.url, file]
      const hook = [option, 'uploadtask/register']
      for (const parameters of [
        [...hook, ...program],
        [...program, hook.join(' ')],
      ]) {
        assert.deepEqual(await runNode(parameters, { node: nodeOfMajor(major) }), {
          code: 0,
          signal: null,
          stdout: 'module 200 module=12 function\ncommonjs 200 commonjs=12 function\n',
          stderr: '',
        })
      }
      assert.equal(receiver.uploads.length, 4)
    })
  }

  for (const program of ['app.mjs', 'app.cjs']) {
    test(`V2 Node ${major}: a module that a second --require names finds what the hook provides, for ${program}`, async (context) => {
      const folder = createProject(context, {
        'device.cjs': `
          require('uploadtask').files.write('internal://files/a.txt', 'hello')
          if ($app_require$('@app-module/system.uploadtask') !== require('@system.uploadtask')) throw new Error()
          wx.chooseImage = () => 'chosen'`,
        'app.mjs':
          "import uploadtask from '@system.uploadtask'; console.log(wx.chooseImage(), typeof uploadtask)",
        'app.cjs': "console.log(wx.chooseImage(), typeof require('@system.uploadtask'))",
        'package.json': { uploadtask: { root: 'storage' } },
      })
      const ended = await runNode(
        ['--require', 'uploadtask/register', '--require', './device.cjs', program],
        { cwd: folder, node: nodeOfMajor(major) },
      )
      assert.deepEqual(ended, { code: 0, signal: null, stdout: 'chosen object\n', stderr: '' })
      // Once more in the thread of the hooks, where there is one, with the same configuration.
      assert.deepEqual(fs.readdirSync(folder).sort(), [
        'app.cjs',
        'app.mjs',
        'device.cjs',
        'node_modules',
        'package.json',
        'storage',
      ])
    })
  }

  test(`V2 Node ${major} NODE_OPTIONS: the hook loaded twice works as one`, async (context) => {
    const receiver = await startEcho(context)
    const file = temporaryFile(context)
    const ended = await runNode([path.join(programs, 'imports.mjs'), receiver.url, file], {
      node: nodeOfMajor(major),
      env: { NODE_OPTIONS: '--require uploadtask/register --import uploadtask/register' },
    })
    assert.deepEqual([ended.code, ended.stderr], [0, ''])
    assert.equal(receiver.uploads.length, 3)
  })

  for (const option of ['--import', '--require']) {
    test(`V2 Node ${major} ${option}: require.resolve of '@system.uploadtask' gives the file that require loads`, async (context) => {
      const folder = createProject(context, {
        'uploadtask.config.json': { taro: true },
        'app.cjs': `
          console.log(require.resolve('@system.uploadtask') === require.resolve('uploadtask/vela'))
          console.log(require.resolve('@tarojs/taro') === require.resolve('uploadtask/taro'))
          console.log(require(require.resolve('@system.uploadtask')) === require('@system.uploadtask'))
          try { require.resolve('@system/router') } catch (error) { console.log(error.code) }
        `,
      })
      const ended = await runNode([option, 'uploadtask/register', 'app.cjs'], {
        cwd: folder,
        node: nodeOfMajor(major),
      })
      const stdout = 'true\ntrue\ntrue\nMODULE_NOT_FOUND\n'
      assert.deepEqual(ended, { code: 0, signal: null, stdout, stderr: '' })
    })
  }

  test(`V2 Node ${major}: loaded by the program, the hook holds for what is loaded after it`, async (context) => {
    const folder = createProject(context, {
      'late.mjs': `
        import 'uploadtask/register'
        const { uploadFile } = await import('@system.uploadtask')
        console.log(typeof uploadFile, typeof wx.uploadFile)
      `,
      'late.cjs': `
        require('uploadtask/register')
        const { uploadFile } = require('@system.uploadtask')
        console.log(typeof uploadFile, require('@system.uploadtask') === require('uploadtask/vela'))
      `,
    })
    for (const [file, printed] of [
      ['late.mjs', 'function function\n'],
      ['late.cjs', 'function true\n'],
    ]) {
      const ended = await runNode([file], { cwd: folder, node: nodeOfMajor(major) })
      assert.deepEqual(ended, { code: 0, signal: null, stdout: printed, stderr: '' }, file)
    }
  })
}

test('V2 the module is that of the package: one default runtime for both', async (context) => {
  const folder = createProject(context, {
    'app.mjs': `
      import { uploadFile } from '@system.uploadtask'
      import { vela } from 'uploadtask'
      import { createRequire } from 'node:module'
      const require = createRequire(import.meta.url)
      console.log(uploadFile === vela.uploadFile, require('@system.uploadtask').uploadFile === uploadFile)
    `,
  })
  const ended = await runNode(['--import', 'uploadtask/register', 'app.mjs'], { cwd: folder })
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'true true\n', stderr: '' })
})

test('V2 without the hook there is no @system.uploadtask', async () => {
  for (const [type, source, code] of [
    ['module', "await import('@system.uploadtask')", 'ERR_INVALID_MODULE_SPECIFIER'],
    ['commonjs', "require('uploadtask'); require('@system.uploadtask')", 'MODULE_NOT_FOUND'],
  ]) {
    const ended = await runNode([`--input-type=${type}`, '-e', source])
    assert.equal(ended.code, 1)
    assert.match(ended.stderr, new RegExp(code))
  }
})

test('V2 the hook leaves other modules alone, with and without the system in their name', async (context) => {
  const folder = createProject(context, {
    'node_modules/@system/uploadtask/package.json': { name: '@system/uploadtask', main: 'index.js' },
    'node_modules/@system/uploadtask/index.js': 'module.exports = "another"',
    'app.mjs': `
      import another from '@system/uploadtask'
      console.log(another)
      await import('@systems.router').catch((error) => console.log(error.code))
    `,
    'app.cjs': `
      console.log(require('@system/uploadtask'))
      try { require('@systems.router') } catch (error) { console.log(error.code) }
    `,
  })
  for (const [file, printed] of [
    ['app.mjs', 'another\nERR_INVALID_MODULE_SPECIFIER\n'],
    ['app.cjs', 'another\nMODULE_NOT_FOUND\n'],
  ]) {
    const ended = await runNode(['--import', 'uploadtask/register', file], { cwd: folder })
    assert.deepEqual(ended, { code: 0, signal: null, stdout: printed, stderr: '' })
  }
})

test("dialect 'quickapp': '@system.uploadtask' is the Quick App module", async (context) => {
  const receiver = await startEcho(context)
  const file = temporaryFile(context)
  const folder = createProject(context, {
    'uploadtask.config.json': { dialect: 'quickapp' },
    'app.mjs': `
      import uploadtask from '@system.uploadtask'
      import { quickapp } from 'uploadtask'
      const task = uploadtask.uploadFile({
        url: process.argv[2],
        filePath: process.argv[3],
        name: 'alliance',
        complete: (data) => console.log(data.data, 'onHeadersReceived' in task),
      })
      console.log(uploadtask.uploadFile === quickapp.uploadFile)
      console.log(uploadtask === $app_require$('@app-module/system.uploadtask'))
    `,
  })
  const ended = await runNode(['--import', 'uploadtask/register', 'app.mjs', receiver.url, file], {
    cwd: folder,
  })
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'true\ntrue\nalliance=12 true\n', stderr: '' })
})
