'use strict'
// Uploads under the hook that do not go where their URLs lead.

const assert = require('node:assert/strict')
const path = require('node:path')
const { test } = require('node:test')
const { createReceiver } = require('../../lib/receiver/index.js')
const { runNode } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { MAJORS, nodeOfMajor } = require('../support/node-versions')
const { createProject } = require('../support/project')

const hook = ['--import', 'uploadtask/register']

for (const major of MAJORS) {
  test(`H31 Node ${major}: a receiver in the process takes what the real Taro, wx and the watch's module send`, async (context) => {
    const file = temporaryFile(context)
    const program = path.join(__dirname, 'programs', 'intercept.mjs')
    const ended = await runNode([...hook, program, file], { node: nodeOfMajor(major) })
    assert.deepEqual([ended.code, ended.stderr], [0, ''])
    assert.deepEqual(ended.stdout.trimEnd().split('\n'), [
      'https://api.example.invalid/taro hello.txt',
      'https://api.example.invalid/wx hello.txt',
      'https://api.example.invalid/vela hello.txt',
    ])
  })
}

test('H34 the configuration, and the variable over it, have an app upload to a receiver elsewhere', async (context) => {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  const { url } = await receiver.listen()
  const intercept = { 'https://api.example.invalid': url }
  const project = createProject(context, {
    'package.json': { uploadtask: { intercept } },
    'app.js': `
      wx.uploadFile({ url: 'https://api.example.invalid/app', filePath: __filename, name: 'file',
        complete: ({ statusCode, errMsg }) => console.log(statusCode, errMsg) })`,
  })
  const run = async (/** @type {Record<string, string>} */ env = {}) =>
    (await runNode([...hook, 'app.js'], { cwd: project, env })).stdout
  assert.equal(await run(), '200 uploadFile:ok\n')
  assert.equal(receiver.uploads[0].url, 'https://api.example.invalid/app')
  const elsewhere = await run({ UPLOADTASK_INTERCEPT: `https://other.invalid=${url}` })
  assert.match(elsewhere, /^undefined .*ENOTFOUND/)
})
