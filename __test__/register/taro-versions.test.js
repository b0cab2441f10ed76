'use strict'
// Taro 3 and 4 under the hook, and callers who leave its promise alone.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { before, test } = require('node:test')

const { packageFolder, runNode } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { prepareInstalledProject } = require('../support/installed-project')
const { MAJORS, nodeOfMajor } = require('../support/node-versions')
const { createProject } = require('../support/project')
const { ran, versionIn } = require('../support/ran')
const { startReceiver } = require('../support/receiver')

const programs = path.join(__dirname, 'programs')

/** The projects that have Taro, by its version. @type {Record<string, string>} */
const projects = { 4: packageFolder }
before(async () => {
  projects[3] = await prepareInstalledProject('taro-3')
})

/** Runs a program of this folder in a project that has Taro, from a file of that project's. */
function runIn(
  /** @type {string} */ project,
  /** @type {number} */ major,
  /** @type {string} */ option,
  /** @type {string} */ program,
  /** @type {string[]} */ values,
) {
  // It is the place of the program that decides which Taro it gets.
  const file = path.join(project, 'target', 'tmp', `${process.pid}-${program}`)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.copyFileSync(path.join(programs, program), file)
  return runNode([option, 'uploadtask/register', file, ...values], { cwd: project, node: nodeOfMajor(major) })
}

for (const taro of [3, 4]) {
  for (const major of MAJORS) {
    test(`W7 Taro ${taro}, Node ${major}: it uploads, by import`, async (context) => {
      const receiver = await startReceiver(context, ({ fields, files }, _request, response) => {
        response.setHeader('X-Answer', 'yes').end(`${fields} ${files[0].filename}`)
      })
      const values = [receiver.url, temporaryFile(context)]
      const ended = await runIn(projects[taro], major, '--import', 'taro.mjs', values)
      assert.deepEqual([ended.code, ended.stderr], [0, ''])
      assert.match(ended.stdout, /^result 200 user,taro hello\.txt uploadFile:ok$/m)
      assert.match(ended.stdout, /^progress \{"progress":100,/m)
      assert.match(ended.stdout, /^abort \{"errMsg":"uploadFile:fail abort"/m)
      ran('WeChat', `Taro ${versionIn(projects[taro], '@tarojs/taro')}`, 'upload, progress, abort')
    })

    for (const option of ['--import', '--require']) {
      test(`W35 Taro ${taro}, Node ${major} ${option}: a failure that a callback takes is no unhandled rejection`, async (context) => {
        const receiver = await startReceiver(context)
        const values = [receiver.url, temporaryFile(context)]
        const ended = await runIn(projects[taro], major, option, 'taro-callbacks.cjs', values)
        assert.deepEqual([ended.code, ended.stderr], [0, ''])
        const [success, fail, ...rest] = ended.stdout.trimEnd().split('\n')
        assert.equal(success, 'success 200')
        assert.match(fail, /^fail uploadFile:fail /)
        assert.deepEqual(rest, ['complete', 'awaited 600009', 'unhandledRejection 600009'])
      })
    }
  }
}

test('W35 what the caller gives is what Taro gets, and what Taro gives the caller gets', async (context) => {
  const folder = createProject(context, {
    'app.mjs': `
      import Taro from '@tarojs/taro'
      globalThis.wx.uploadFile = (options) => {
        console.log(Object.keys(options).join(), options.fileName)
        return { abort: () => console.log('abort'), onProgressUpdate: () => console.log('listens') }
      }
      const promise = Taro.uploadFile({ url: 'u', fileName: 'a' })
      console.log(promise instanceof Promise, promise.progress(() => {}) === promise)
      promise.abort()
    `,
  })
  fs.symlinkSync(
    path.join(packageFolder, 'node_modules', '@tarojs'),
    path.join(folder, 'node_modules', '@tarojs'),
    'junction',
  )
  const ended = await runNode(['--import', 'uploadtask/register', 'app.mjs'], { cwd: folder })
  assert.equal(ended.stderr, '')
  assert.equal(ended.stdout, 'url,fileName,success,fail,complete a\nlistens\ntrue true\nabort\n')
})
