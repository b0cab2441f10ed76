'use strict'
// The walls around the storage areas of WeChat and Taro. What the areas hold is in paths.test.js.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { startReceiver } = require('../support/receiver')
const { canaryDigest, linksOut, outward, shown, walledArea } = require('../support/walls')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const skipOnWindows = { skip: process.platform === 'win32' && 'symlinks need a privilege on Windows' }

/** @type {Array<[prefix: string, area: string]>} */
const areas = [
  ['wxfile://usr/', 'wx/usr'],
  ['http://usr/', 'wx/usr'],
  ['http://tmp/', 'wx/tmp'],
  ['http://store/', 'wx/store'],
  // Here the area's name is the start of a file name, or of a folder's.
  ['wxfile://tmp_/../', 'wx/tmp'],
  ['wxfile://store_/../', 'wx/store'],
]
const others = ['usr', 'tmp', 'store', 'wx', 'wx/usr', 'wx/tmp', 'wx/store', 'wx/other', 'files/app', 'tmp']

/** @typedef {Awaited<ReturnType<typeof startReceiver>>} Receiver */

/**
 * Asserts that a path is refused without a connection.
 *
 * @param {Receiver} receiver
 * @param {(options: any) => any} uploadFile
 * @param {string} filePath
 */
async function assertRefused(receiver, uploadFile, filePath) {
  const { name, values } = await outcome(uploadFile, { url: receiver.url, filePath, name: 'file' })
  assert.equal(name, 'fail', shown(filePath))
  const [{ errMsg, errno }] = values
  assert.match(errMsg, /^uploadFile:fail createUploadTask:fail \S/, shown(filePath))
  // 1300021 is a folder.
  assert.ok([1300002, 1300013, 1300021].includes(errno), `${shown(filePath)}: ${errno} ${errMsg}`)
}

/** @param {Receiver} receiver */
function assertNothingCame(receiver) {
  assert.equal(receiver.connections, 0)
  const digests = receiver.uploads.flatMap(({ files }) => files.map(({ sha256 }) => sha256))
  assert.ok(!digests.includes(canaryDigest))
}

for (const [prefix, area] of areas) {
  test(`W32 no spelling of a path leads out of <root>/${area} (${prefix}…)`, async (context) => {
    const { top, root, folder } = walledArea(context, area, others)
    // A system resolves `..` only behind folders that are there.
    for (const name of ['tmp_', 'store_']) fs.mkdirSync(path.join(folder, name), { recursive: true })
    const receiver = await startReceiver(context)
    const { wx } = createRuntime({ root })
    for (const tail of outward(top, 3)) await assertRefused(receiver, wx.uploadFile, prefix + tail)
    assertNothingCame(receiver)
  })
}

for (const [prefix, area] of areas.filter(([start]) => !start.endsWith('../'))) {
  test(`W32 no symlink leads out of <root>/${area} (${prefix}…)`, skipOnWindows, async (context) => {
    const walled = walledArea(context, area, others)
    const links = linksOut(walled)
    const receiver = await startReceiver(context)
    const { wx, taro } = createRuntime({ root: walled.root })
    for (const tail of links) {
      await assertRefused(receiver, wx.uploadFile, prefix + tail)
      await assertRefused(receiver, taro.uploadFile, prefix + tail)
    }
    assertNothingCame(receiver)
  })
}

test('W32 only usr, tmp and store are areas, to the letter', async (context) => {
  const { root } = walledArea(context, 'wx/usr', others)
  const receiver = await startReceiver(context)
  const { wx } = createRuntime({ root })
  for (const prefix of [
    'wxfile://Usr/',
    'wxfile://USR/',
    'wxfile://usrx/',
    'wxfile://usr-evil/',
    'wxfile://usr_',
    'wxfile://usr\\',
    'wxfile://usr%2f',
    'wxfile://usr ',
    'wxfile://usr?/',
    'wxfile://',
    'wxfile:///',
    'wxfile:///usr/',
    'wxfile://./usr/',
    'wxfile://../',
    'wxfile://../usr/',
    'wxfile://wx/usr/',
    'wxfile://other/',
    'wxfile://tmp',
    'wxfile://tmpx/',
    'wxfile://store',
    'http://usrx/',
    'http://usr-evil/',
    'http://other/',
    'http://../',
    'http:///usr/',
    'http://usr:80/',
    'http://user@usr/',
    'http://wx/usr/',
    'https://usr/',
    'internal://files/',
    'internal://tmp/',
  ]) {
    for (const tail of ['canary.txt', 'inside.txt', '../canary.txt', '']) {
      await assertRefused(receiver, wx.uploadFile, prefix + tail)
    }
  }
  assertNothingCame(receiver)
})

test('W32 an area itself and a folder in it are no files', async (context) => {
  const { root } = walledArea(context, 'wx/usr', others)
  const receiver = await startReceiver(context)
  const { wx } = createRuntime({ root })
  for (const area of ['wxfile://usr', 'http://usr']) {
    for (const tail of ['', '/', '//', '/.', '/./', '/sub', '/sub/', '/sub/..', '/inside.txt/']) {
      await assertRefused(receiver, wx.uploadFile, area + tail)
    }
  }
  assertNothingCame(receiver)
})

test('W32 what stays inside may be written with . and ..', async (context) => {
  const { root } = walledArea(context, 'wx/usr', others)
  const receiver = await startReceiver(context)
  const { wx } = createRuntime({ root })
  for (const filePath of ['wxfile://usr/./inside.txt', 'http://usr/sub/../inside.txt']) {
    const { name } = await outcome(wx.uploadFile, { url: receiver.url, filePath, name: 'file' })
    assert.equal(name, 'success', filePath)
    assert.equal(receiver.uploads.at(-1)?.files[0].filename, 'inside.txt')
  }
})

test('W32 a root that does not exist holds no file', async (context) => {
  const { top } = walledArea(context, 'wx/usr')
  const receiver = await startReceiver(context)
  const { wx } = createRuntime({ root: path.join(top, 'no', 'such', 'root') })
  for (const [prefix] of areas) {
    const options = { url: receiver.url, filePath: `${prefix}inside.txt`, name: 'file' }
    const { name, values } = await outcome(wx.uploadFile, options)
    assert.deepEqual(
      { name, values },
      {
        name: 'fail',
        values: [{ errMsg: 'uploadFile:fail createUploadTask:fail file not found', errno: 1300002 }],
      },
    )
  }
  assertNothingCame(receiver)
  assert.ok(!fs.existsSync(path.join(top, 'no')))
})
