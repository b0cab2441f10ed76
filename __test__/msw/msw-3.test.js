'use strict'
// MSW 3, which Node.js 20 does not run.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { packageFolder, runNode } = require('../support/child')
const { prepareInstalledProject } = require('../support/installed-project.js')
const { nodeOfMajor } = require('../support/node-versions')

/** Copies the package, since a linked one would find the MSW of this repository. */
function copyPackage(/** @type {string} */ place) {
  const copy = path.join(place, 'node_modules', 'uploadtask')
  fs.rmSync(copy, { recursive: true, force: true })
  for (const entry of fs.readdirSync(packageFolder)) {
    if (entry !== 'lib' && !/^(?:package\.json|\w+\.js|uploadtask\..*\.node)$/.test(entry)) continue
    fs.cpSync(path.join(packageFolder, entry), path.join(copy, entry), { recursive: true })
  }
}

test('msw: MSW 3 answers uploads too', async () => {
  const place = await prepareInstalledProject('msw-3')
  copyPackage(place)
  const { stdout, stderr, code } = await runNode(['upload.js'], { cwd: place, node: nodeOfMajor(22) })
  assert.deepEqual([stderr, code], ['', 0])
  assert.match(stdout, /^201 \{"name":"upload\.js"\}\nundefined .* is not intercepted/)
})
