'use strict'
// The messages when there is no binary, or one that does not load, from the packed package.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { published, thisPlatform } = require('../../lib/binaries.js')
const { packageFolder, runNode } = require('../support/child.js')
const { installPacked } = require('../support/packed.js')

const platform = thisPlatform()
const binary = () => fs.readFileSync(path.join(packageFolder, `uploadtask.${platform}.node`))

const BUILD =
  'build it from the sources in this package, which needs Rust (https://rustup.rs): `npx uploadtask build`'

/** Loads the addon in a project; returns the message of the error, or `loaded`. */
async function load(/** @type {string} */ cwd, prelude = '') {
  const source = `
    ${prelude}
    try {
      require('uploadtask').createRuntime()
      console.log('loaded')
    } catch (error) {
      console.log(error.message)
    }`
  const { code, stdout, stderr } = await runNode(['-e', source], { cwd })
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  return stdout.trimEnd()
}

test('binary: none is there: the platform, the package that has it, and the command that builds it', async (context) => {
  const { project } = installPacked(context)
  assert.equal(
    await load(project),
    `uploadtask has no binary for this platform, ${platform}. It comes with the package uploadtask-${platform}, an ` +
      `optional dependency that is not installed: install without --omit=optional, on the platform that runs it. Or ${BUILD}`,
  )
})

for (const [what, parameters, says] of /** @type {const} */ ([
  ['upload', ['lib/cli/index.js', 'upload', 'package.json', '--url', 'http://127.0.0.1:1/'], 'uploadtask: '],
  ['demo', ['lib/cli/index.js', 'demo'], 'uploadtask: '],
  ['register', ['--require', './lib/integrations/register.js', '-e', '0'], 'Error: '],
])) {
  test(`binary: none is there: ${what} says so, and where in the package it was found out it does not`, async (context) => {
    const { folder } = installPacked(context)
    const { code, stderr } = await runNode([...parameters], { cwd: folder })
    assert.equal(code, 1)
    assert.ok(stderr.includes(`${says}uploadtask has no binary for this platform, ${platform}. `), stderr)
    assert.doesNotMatch(stderr, /^ +at .*(native|runtime|load-error)\.js/m)
  })
}

test('binary: a platform that no package is for', async (context) => {
  const { project } = installPacked(context)
  const prelude = "Object.defineProperty(process, 'platform', { value: 'freebsd' })"
  assert.equal(
    await load(project, prelude),
    `uploadtask has no binary for this platform, freebsd-${process.arch}, and no package has one: ${BUILD}`,
  )
})

test('binary: the one of the package of the platform', async (context) => {
  const { project, addPlatform } = installPacked(context)
  addPlatform(platform, binary())
  assert.equal(await load(project), 'loaded')
})

for (const [what, content] of /** @type {const} */ ([
  ['of another kind', () => 'no binary'],
  ['cut off in its header', () => binary().subarray(0, 40)],
  ['empty', () => ''],
])) {
  test(`binary: that of the package is ${what}`, async (context) => {
    const { project, addPlatform } = installPacked(context)
    const file = addPlatform(platform, content())
    const [first, second] = (await load(project)).split('\n')
    assert.ok(
      first.startsWith(`uploadtask has a binary for this platform, ${platform}, that does not load (`),
    )
    assert.ok(first.endsWith(`): remove node_modules and install again. Or ${BUILD}`), first)
    assert.equal(fs.realpathSync(second), fs.realpathSync(file))
  })
}

test('binary: one that was built is broken', async (context) => {
  const { project, folder, addPlatform } = installPacked(context)
  fs.writeFileSync(path.join(folder, `uploadtask.${platform}.node`), 'no binary')
  assert.match(await load(project), /that does not load \(.*\): build it again: `npx uploadtask build`\n/)
  addPlatform(platform, binary())
  assert.equal(await load(project), 'loaded')
})

test('binary: only that of the other libc is there', {
  skip: process.platform !== 'linux' && 'libc is a matter of Linux',
}, async (context) => {
  const { project, addPlatform } = installPacked(context)
  const isMusl = platform.endsWith('-musl')
  const other = platform.replace(/-\w+$/, isMusl ? '-gnu' : '-musl')
  const file = addPlatform(other, 'the binary of another libc')
  const [first, second] = (await load(project)).split('\n')
  const [theirs, ours] = isMusl ? ['glibc', 'musl'] : ['musl', 'glibc']
  assert.equal(
    first,
    `uploadtask has a binary for ${theirs} only (${other}), and this system has ${ours}: node_modules was installed on ` +
      `another system, or for another. Install again on this one, which brings the package uploadtask-${platform}. Or ${BUILD}`,
  )
  assert.equal(fs.realpathSync(second), fs.realpathSync(file))
})

test('binary: the platforms that packages are published for are the folders of npm/', () => {
  assert.deepEqual([...published].sort(), fs.readdirSync(path.join(packageFolder, 'npm')).sort())
})
