'use strict'
// What the release checks, and what its workflow names.

const assert = require('node:assert/strict')
const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { published, thisPlatform } = require('../../lib/binaries.js')
const { checkBinary, compareVersions, readBinary } = require('../../scripts/release/binary.js')
const { findPlatform, GLIBC_FLOOR } = require('../../scripts/release/platforms.js')
const { packageFolder } = require('../support/child.js')
const { temporaryFile } = require('../support/files.js')

const workflows = path.join(packageFolder, '.github', 'workflows')

const noReadelf =
  spawnSync('readelf', ['--version']).status === 0 ? false : 'it takes the readelf of the GNU binutils'

/** A program for glibc that is on each machine that runs this. */
const isGnu = thisPlatform().endsWith('-gnu')
const gnu = { skip: noReadelf || (!isGnu && 'the program that is read is that of a system with glibc') }

test('release: versions are compared by their numbers', () => {
  const versions = ['2.9', '2.17', '2.2.5', '2.3', '2.2', '2.34']
  assert.deepEqual(versions.sort(compareVersions), ['2.2', '2.2.5', '2.3', '2.9', '2.17', '2.34'])
})

test('release: a binary is read: machine, libraries, versions of glibc', gnu, async () => {
  const { machine, libraries, glibc } = await readBinary(process.execPath)
  assert.equal(machine, findPlatform(thisPlatform()).machine)
  assert.ok(libraries.includes('libc.so.6'))
  assert.ok(glibc.length > 1 && glibc.every((version) => /^2\.\d/.test(version)), glibc.join())
})

test('release: a binary that needs more than is promised is refused', gnu, async (context) => {
  const platform = findPlatform(thisPlatform())
  // Node.js is linked with libstdc++, which not every system has.
  await assert.rejects(
    checkBinary(process.execPath, platform),
    /, for linux-\w+-gnu, needs libstdc\+\+\.so\.6/,
  )
  const other = findPlatform(platform.arch === 'x64' ? 'linux-arm64-gnu' : 'linux-x64-gnu')
  await assert.rejects(checkBinary(process.execPath, other), new RegExp(`, is for ${platform.machine}`))
  await assert.rejects(checkBinary(temporaryFile(context), platform), /readelf .* ended with code/)
})

test('release: a glibc that is newer than promised is refused', {
  skip: gnu.skip || (!fs.existsSync('/bin/ls') && 'there is no /bin/ls'),
}, async () => {
  // A small program of the system's that needs nothing but libc.
  const program = ['/bin/echo', '/bin/cat', '/bin/true', '/bin/ls'].find((file) => fs.existsSync(file)) ?? ''
  const platform = findPlatform(thisPlatform())
  const newest = (await readBinary(program)).glibc.at(-1)
  await assert.rejects(checkBinary(program, platform, '2.0'), (error) =>
    /** @type {Error} */ (error).message.endsWith(`needs glibc ${newest}; 2.0 is promised`),
  )
  assert.match(
    await checkBinary(program, platform, newest),
    new RegExp(`glibc ${newest} \\(promised: ${newest}\\)$`),
  )
})

test('release: the glibc that is checked is the one that is promised', () => {
  for (const file of ['README.md', 'README.zh-CN.md', 'docs/platforms.md', 'npm/linux-x64-gnu/README.md']) {
    const text = fs.readFileSync(path.join(packageFolder, file), 'utf8')
    assert.ok(text.includes(`glibc ${GLIBC_FLOOR}`), file)
  }
})

test('release: the workflow builds and tests each platform', () => {
  const text = fs.readFileSync(path.join(workflows, 'release.yml'), 'utf8')
  const [build, rest] = text.split(/^ {2}test:$/m)
  const named = (/** @type {string} */ job) =>
    [...job.matchAll(/\{ platform: ([\w-]+),/g)].map(([, name]) => name)
  assert.deepEqual(named(build).sort(), [...published].sort())
  const musl = published.filter((name) => name.endsWith('-musl'))
  assert.deepEqual([...named(rest), ...musl].sort(), [...published].sort())
  for (const name of musl) assert.ok(rest.includes(`{ arch: ${name.split('-')[1]}, system: `), name)
})

test('release: actions are pinned by their commit', () => {
  for (const file of fs.readdirSync(workflows)) {
    const text = fs.readFileSync(path.join(workflows, file), 'utf8')
    const uses = [...text.matchAll(/^\s+-? ?uses: (.*)$/gm)].map(([, what]) => what)
    assert.ok(uses.length > 0)
    for (const what of uses) assert.match(what, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  }
})
