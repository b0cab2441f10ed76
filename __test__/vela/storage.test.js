'use strict'
// The walls around the storage areas and the app's resources. What they hold is in paths.test.js.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { startReceiver } = require('../support/receiver')
const { canaryDigest, linksOut, outward, shown, walledArea, writeFile } = require('../support/walls')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const skipOnWindows = { skip: process.platform === 'win32' && 'symlinks need a privilege on Windows' }

/** @type {Array<[prefix: string, area: string, depth: number]>} */
const areas = [
  ['internal://files/', 'files/com.example.app', 3],
  ['internal://cache/', 'cache/com.example.app', 3],
  ['internal://mass/', 'mass/com.example.app', 3],
  ['internal://tmp/', 'tmp', 2],
  ['/', 'app/com.example.app', 3],
  ['', 'app/com.example.app', 3],
  ['./', 'app/com.example.app', 3],
]
/** Where else canaries lie: the other areas and packages. */
const others = ['files', 'cache', 'mass', 'tmp', 'app', 'Files', 'wx/tmp', 'wx/usr'].flatMap((folder) => [
  folder,
  `${folder}/com.example.app`,
  `${folder}/com.example.other`,
])

/** @typedef {Awaited<ReturnType<typeof startReceiver>>} Receiver */

/**
 * Asserts that Vela refuses the path before it makes a connection, and Quick App without one too.
 *
 * @param {Receiver} receiver
 * @param {any} runtime
 * @param {string} filePath
 * @param {number[]} [codes] Of Quick App: 301 is what names no file, 300 a folder.
 */
async function assertRefused(receiver, runtime, filePath, codes = [301]) {
  const options = { url: receiver.url, filePath, name: 'file' }
  const { calls } = record(runtime.vela.uploadFile, options)
  assert.deepEqual(calls, [['fail', 'invalid filename', 202], ['complete']], shown(filePath))
  const { name, values } = await outcome(runtime.quickapp.uploadFile, options)
  assert.equal(name, 'fail', shown(filePath))
  assert.ok(codes.includes(values[1]), `${shown(filePath)}: ${values[1]} ${values[0]}`)
}

/** @param {Receiver} receiver */
function assertNothingCame(receiver) {
  assert.equal(receiver.connections, 0)
  const digests = receiver.uploads.flatMap(({ files }) => files.map(({ sha256 }) => sha256))
  assert.ok(!digests.includes(canaryDigest))
}

for (const hostPaths of [true, false]) {
  for (const [prefix, area, depth] of areas) {
    const isResource = !prefix.startsWith('internal:')
    // A host path may lead anywhere: that is what hostPaths is for.
    if (isResource && hostPaths) continue
    test(`V36 no spelling of a path leads out of ${area} (${prefix}…, hostPaths: ${hostPaths})`, async (context) => {
      const { top, root } = walledArea(context, area, others)
      const receiver = await startReceiver(context)
      const runtime = createRuntime({ root, package: 'com.example.app', hostPaths })
      for (const tail of outward(top, depth)) await assertRefused(receiver, runtime, prefix + tail)
      assertNothingCame(receiver)
    })

    test(
      `V36 no symlink leads out of ${area} (${prefix}…, hostPaths: ${hostPaths})`,
      skipOnWindows,
      async (context) => {
        const walled = walledArea(context, area, others)
        const links = linksOut(walled)
        const receiver = await startReceiver(context)
        const runtime = createRuntime({ root: walled.root, package: 'com.example.app', hostPaths })
        for (const tail of links) {
          // The file is there for a reader that follows the link.
          assert.match(fs.readFileSync(`${walled.folder}/${tail}`, 'utf8'), /^canary/)
          await assertRefused(receiver, runtime, prefix + tail)
        }
        assertNothingCame(receiver)
      },
    )
  }
}

test('V36 no spelling of a path leads out of an appDir of its own', async (context) => {
  const { top, folder } = walledArea(context, 'project/src', ['app/app'])
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ root: path.join(top, 'root'), appDir: folder, hostPaths: false })
  for (const prefix of ['/', '', './']) {
    for (const tail of outward(top, 3)) await assertRefused(receiver, runtime, prefix + tail)
  }
  for (const tail of process.platform === 'win32' ? [] : linksOut({ top, folder })) {
    await assertRefused(receiver, runtime, `/${tail}`)
  }
  assertNothingCame(receiver)
})

/** The start of a path that is not, to the letter, an area's own. */
const noAreas = [
  'internal://Files/',
  'internal://FILES/',
  'internal://file/',
  'internal://filesx/',
  'internal://files-evil/',
  'internal://files.evil/',
  'internal://files /',
  'internal:// files/',
  'internal://files\t/',
  'internal://files\0/',
  'internal://files%2f',
  'internal://files%00/',
  'internal://files\\',
  'internal://files:',
  'internal://files:80/',
  'internal://files?',
  'internal://files#',
  'internal://files;/',
  'internal://user@files/',
  'internal://./files/',
  'internal://../files/',
  'internal://../',
  'internal://./',
  'internal://',
  'internal:///',
  'internal:///files/',
  'internal:////files/',
  'internal://app/',
  'internal://wx/',
  'internal://wx/tmp/',
  'internal://root/',
  'internal://com.example.app/',
  'internal://ﬁles/',
  'internal://ｆiles/',
  'internal://fi\u200bles/',
  'internal://filеs/',
  'internal://f%69les/',
  'internal://toString/',
  'internal://__proto__/',
]

for (const hostPaths of [true, false]) {
  test(`V37 only cache, files, mass and tmp are areas, to the letter (hostPaths: ${hostPaths})`, async (context) => {
    const { root } = walledArea(context, 'files/com.example.app', others)
    writeFile(path.join(root, 'canary.txt'), 'canary: this file lies outside of the area')
    const receiver = await startReceiver(context)
    const runtime = createRuntime({ root, package: 'com.example.app', hostPaths })
    for (const prefix of noAreas) {
      for (const tail of ['canary.txt', 'inside.txt', 'com.example.app/inside.txt', '']) {
        await assertRefused(receiver, runtime, prefix + tail)
      }
    }
    for (const scheme of [
      'Internal://',
      'INTERNAL://',
      'internal:/',
      'internal:',
      ' internal://',
      'internal//',
    ]) {
      await assertRefused(receiver, runtime, `${scheme}files/inside.txt`)
      await assertRefused(receiver, runtime, `${scheme}files/../canary.txt`)
    }
    assertNothingCame(receiver)
  })
}

test('V37 an area itself, and a folder in it, are no files', async (context) => {
  const { root } = walledArea(context, 'files/com.example.app', others)
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ root, package: 'com.example.app' })
  for (const tail of [
    '',
    '/',
    '//',
    '/.',
    '/./',
    '/sub',
    '/sub/',
    '/sub/.',
    '/sub/..',
    '/./../.',
    '/inside.txt/',
  ]) {
    await assertRefused(receiver, runtime, `internal://files${tail}`, [300, 301])
  }
  assertNothingCame(receiver)
})

test('V36 what stays inside may be written with . and ..', async (context) => {
  const { root } = walledArea(context, 'files/com.example.app', others)
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ root, package: 'com.example.app' })
  for (const tail of ['./inside.txt', 'sub/../inside.txt', 'sub/./../sub/../inside.txt', '/inside.txt']) {
    for (const dialect of ['vela', 'quickapp']) {
      const options = { url: receiver.url, filePath: `internal://files/${tail}`, name: 'file' }
      const { name } = await outcome(runtime[dialect].uploadFile, options)
      assert.equal(name, 'success', `${dialect} ${tail}`)
      const expected = createHash('sha256').update('inside inside.txt').digest('hex')
      assert.equal(receiver.uploads.at(-1)?.files[0].sha256, expected)
    }
  }
})

test(
  'V36 a symlink that is swapped in while the upload waits leads nowhere',
  skipOnWindows,
  async (context) => {
    const { top, root, folder } = walledArea(context, 'files/com.example.app')
    const receiver = await startReceiver(context)
    const runtime = createRuntime({ root, package: 'com.example.app' })
    const file = path.join(folder, 'inside.txt')
    const started = record(runtime.vela.uploadFile, {
      url: receiver.url,
      filePath: 'internal://files/inside.txt',
      name: 'file',
    })
    // The upload starts when this code has returned: the check was made, the file is not open yet.
    fs.rmSync(file)
    fs.symlinkSync(path.join(top, 'canary.txt'), file)
    const [[name, , code]] = await started.done
    assert.deepEqual([name, code], ['fail', 300])
    assertNothingCame(receiver)
  },
)

for (const dialect of ['vela', 'quickapp']) {
  test(`V32 V33 a root that does not exist holds no file (${dialect})`, async (context) => {
    const { top } = walledArea(context, 'files/app')
    const receiver = await startReceiver(context)
    const runtime = createRuntime({ root: path.join(top, 'no', 'such', 'root') })
    for (const area of ['cache', 'files', 'mass', 'tmp']) {
      const options = { url: receiver.url, filePath: `internal://${area}/inside.txt`, name: 'file' }
      const { name, values } = await outcome(runtime[dialect].uploadFile, options)
      assert.equal(name, 'fail')
      assert.equal(values[1], dialect === 'vela' ? 202 : 301)
    }
    assertNothingCame(receiver)
    assert.ok(!fs.existsSync(path.join(top, 'no')))
  })
}
