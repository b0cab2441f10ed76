'use strict'
// npm/<platform>/: the manifests agree with the root's and with what the loader looks for.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { published } = require('../../lib/binaries.js')
const { packageFolder } = require('../support/child.js')

/** @type {Record<string, any>} */
const root = require('uploadtask/package.json')

for (const platform of published) {
  test(`npm/${platform}: its manifest`, () => {
    const folder = path.join(packageFolder, 'npm', platform)
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
    const [os, cpu, kind] = platform.split('-')
    assert.equal(manifest.name, `uploadtask-${platform}`)
    assert.deepEqual(manifest.os, [os])
    assert.deepEqual(manifest.cpu, [cpu])
    assert.deepEqual(manifest.libc, os === 'linux' ? [kind === 'gnu' ? 'glibc' : 'musl'] : undefined)
    assert.equal(manifest.main, `uploadtask.${platform}.node`)
    assert.ok(manifest.files.includes(manifest.main))
    // Where the engines were stricter, npm would leave the binary out and say nothing.
    assert.deepEqual(manifest.engines, root.engines)
    for (const member of ['version', 'license', 'homepage', 'bugs']) {
      assert.deepEqual(manifest[member], root[member], member)
    }
    assert.deepEqual(manifest.repository, { ...root.repository, directory: `npm/${platform}` })
    for (const name of ['Xiaomi Vela', 'Quick App', 'WeChat', 'Taro']) {
      assert.ok(manifest.description.includes(name), name)
    }
    assert.ok(fs.readFileSync(path.join(folder, 'README.md'), 'utf8').includes(manifest.name))
  })
}

test('the committed manifest names no binaries: those of the next version are not published yet', () => {
  assert.equal(root.optionalDependencies, undefined)
})
