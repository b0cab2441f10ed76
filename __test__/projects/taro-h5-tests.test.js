'use strict'
// The tests of an app for H5, in jsdom and happy-dom, with `@tarojs/taro` as an alias of uploadtask/taro.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const path = require('node:path')
const { before, test } = require('node:test')

const { runNode } = require('../support/child.js')
const { prepareInstalledProject } = require('../support/installed-project.js')
const { ran, versionIn } = require('../support/ran.js')
const { startReceiver } = require('../support/receiver.js')

const TEXT = 'something of some length '.repeat(130_000)
const sha256 = createHash('sha256').update(TEXT).digest('hex')

/** @type {string} */
let project
before(async () => {
  project = await prepareInstalledProject('taro-h5-tests')
})

/** The runner, the document and how it is called. @type {Array<[string, string, string[]]>} */
const runs = [
  ['vitest', 'jsdom', ['vitest/vitest.mjs', 'run', '--environment=jsdom']],
  ['vitest', 'happy-dom', ['vitest/vitest.mjs', 'run', '--environment=happy-dom']],
  ['jest', 'jsdom', ['jest/bin/jest.js']],
]

for (const [runner, document, [tool, ...parameters]] of runs) {
  test(`C10 C14 ${runner}, ${document}: code for H5 uploads what its page holds`, async (context) => {
    const receiver = await startReceiver(context)
    const ended = await runNode([path.join(project, 'node_modules', tool), ...parameters], {
      cwd: project,
      env: { NO_COLOR: '1', FORCE_COLOR: '0', RECEIVER: receiver.url },
      timeout: 120_000,
    })
    assert.equal(ended.code, 0, `${ended.stdout}\n${ended.stderr}`)
    const arrived = receiver.uploads.map(({ files: [file] }) => file)
    const file = { size: TEXT.length, sha256 }
    assert.deepEqual(arrived, [
      { field: 'chosen', filename: 'chosen.txt', contentType: 'text/markdown', ...file },
      { field: 'chosen', filename: 'blob', contentType: 'application/octet-stream', ...file },
      { field: 'preview', filename: 'preview.png', contentType: 'image/png', ...file },
      { field: 'preview', filename: 'preview.png', contentType: 'image/png', ...file },
    ])
    const software = [runner, document].map((name) => `${name} ${versionIn(project, name)}`).join(', ')
    ran('H5', software, "unit tests of Taro's uploads: files of the page, blob: and data: URLs")
  })
}
