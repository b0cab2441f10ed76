'use strict'
// What upload SDKs ask a platform's global for, before they upload.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { runNode } = require('../support/child')
const { createProject } = require('../support/project')

/** @typedef {import('node:test').TestContext} TestContext */

/**
 * Runs CommonJS under the hook, in a project with files in the areas; returns what it reports.
 *
 * @param {TestContext} context
 * @param {string} source
 * @param {{ platform?: string, before?: string }} [options] `before` is loaded before the hook.
 */
async function evaluate(context, source, { platform = 'weapp', before = '' } = {}) {
  const folder = createProject(context, {
    'before.cjs': before,
    'app.cjs': `const report = (value) => console.log(JSON.stringify(value));${source}`,
    'data/quickapp/wx/usr/a.txt': '小明',
    'data/quickapp/wx/usr/album/b.txt': 'b',
    'data/quickapp/tt/user/a.txt': 'of Douyin',
    'secret.txt': 'outside',
    'host.txt': 'of the host',
  })
  fs.symlinkSync(path.join(folder, 'secret.txt'), path.join(folder, 'data/quickapp/wx/usr/link.txt'))
  const hooks = ['--require', './before.cjs', '--require', 'uploadtask/register']
  const { code, stdout, stderr } = await runNode([...hooks, 'app.cjs'], {
    cwd: folder,
    env: { UPLOADTASK_PLATFORM: platform },
  })
  assert.deepEqual([code, stderr], [0, ''])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

const FILES = ['getFileSystemManager']
const KEYS = ['getStorageSync', 'setStorageSync']
const SYSTEM = ['canIUse', 'getSystemInfoSync']
const NEWER = ['getAppBaseInfo', 'getDeviceInfo', 'getWindowInfo']

/** What each platform's global has beside `uploadFile`. @type {Record<string, [host: string, members: string[]]>} */
const MEMBERS = {
  weapp: ['wx', ['env', ...SYSTEM, ...NEWER, ...FILES, ...KEYS]],
  uni: ['uni', ['env', ...SYSTEM, ...NEWER, ...FILES, ...KEYS]],
  tt: ['tt', ['env', ...SYSTEM, ...FILES, ...KEYS]],
  swan: ['swan', [...SYSTEM, ...FILES, ...KEYS]],
  qq: ['qq', ['env', ...SYSTEM, ...FILES, ...KEYS]],
  jd: ['jd', [...SYSTEM, ...FILES, ...KEYS]],
  kwai: ['ks', [...SYSTEM, ...FILES, ...KEYS]],
  xhs: ['xhs', [...SYSTEM, ...FILES, ...KEYS]],
  has: ['has', [...SYSTEM, ...KEYS]],
  alipay: ['my', ['env', ...SYSTEM, 'getAppBaseInfo', 'getDeviceBaseInfo', 'getWindowInfo', ...KEYS]],
  dd: ['dd', [...SYSTEM, ...KEYS]],
}
for (const [platform, [host, members]] of Object.entries(MEMBERS)) {
  test(`M16 ${platform}: ${host} has what SDKs ask for, and canIUse answers for what is there`, async (context) => {
    const [names, answers, { system, platform: said }] = await evaluate(
      context,
      `report(Object.keys(${host}).sort())
       report(['uploadFile', 'getStorageSync', 'canIUse', 'chooseImage', 'constructor'].map((name) => ${host}.canIUse(name)))
       report(${host}.getSystemInfoSync())`,
      { platform },
    )
    assert.deepEqual(names, [...members, 'uploadFile'].sort())
    assert.deepEqual(answers, [true, true, true, false, false])
    assert.deepEqual([system, said], [`Node.js ${process.versions.node}`, 'node'])
  })
}

test('M16 canIUse goes by the first name, and by what a test adds', async (context) => {
  const [answers] = await evaluate(
    context,
    `wx.chooseImage = () => {}; delete wx.getAppBaseInfo
     report(['uploadFile.success.data', 'button.size', 'chooseImage', 'getAppBaseInfo', '', undefined].map(wx.canIUse))`,
  )
  assert.deepEqual(answers, [true, false, true, false, false, false])
  const [[inherited, common]] = await evaluate(
    context,
    `report(['chooseImage', 'toString'].map((name) => wx.canIUse(name)))`,
    {
      before: 'globalThis.wx = Object.create({ chooseImage() {} })',
    },
  )
  assert.deepEqual([inherited, common], [true, false])
})

test('M16 getSystemInfoSync has what its newer three have', async (context) => {
  const [system, ...parts] = await evaluate(
    context,
    'for (const name of ["SystemInfoSync", "WindowInfo", "DeviceInfo", "AppBaseInfo"]) report(wx["get" + name]())',
  )
  assert.deepEqual(system, Object.assign({}, ...parts))
  assert.equal(typeof system.SDKVersion, 'string')
})

test('M16 getStorageSync gives a copy of what setStorageSync was given, else an empty string', async (context) => {
  const [values] = await evaluate(
    context,
    `const kept = { list: [1] }
     wx.setStorageSync('key', kept); kept.list.push(2)
     wx.getStorageSync('key').list.push(3)
     wx.setStorageSync('none', undefined)
     report([wx.getStorageSync('key'), wx.getStorageSync('none'), wx.getStorageSync('missing')])`,
  )
  assert.deepEqual(values, [{ list: [1] }, '', ''])
})

test('M16 the storage of Alipay and DingTalk takes options and gives { data }', async (context) => {
  for (const [platform, host] of [
    ['alipay', 'my'],
    ['dd', 'dd'],
  ]) {
    const [values] = await evaluate(
      context,
      `${host}.setStorageSync({ key: 'key', data: { a: 1 } })
       report([${host}.getStorageSync({ key: 'key' }), ${host}.getStorageSync({ key: 'missing' })])`,
      { platform },
    )
    assert.deepEqual(values, [{ data: { a: 1 } }, { data: null }], platform)
  }
})

/** Calls a function of the file manager, for its result and the order of its callbacks. */
const ASK = `
  const manager = wx.getFileSystemManager()
  const ask = (name, options) => new Promise((resolve) => {
    const calls = []
    manager[name]({
      ...options,
      success: (value) => calls.push(['success', value]),
      fail: (value) => calls.push(['fail', value]),
      complete: (value) => resolve([...calls, value === calls[0][1]]),
    })
    if (calls.length > 0) calls.push('too early')
  })
`

test('M16 the file manager reads and describes files of the areas and of the host', async (context) => {
  const values = await evaluate(
    context,
    `${ASK}
     ;(async () => {
       report(await ask('access', { path: 'wxfile://usr/a.txt' }))
       report(await ask('readFile', { filePath: 'wxfile://usr/a.txt', encoding: 'utf-8' }))
       report(await ask('readFile', { filePath: 'host.txt', encoding: 'base64', position: 3, length: 3 }))
       const [[, { data }]] = await ask('readFile', { filePath: 'wxfile://usr/a.txt' })
       report([data instanceof ArrayBuffer, data.byteLength, Buffer.from(data).toString()])
       report(await ask('getFileInfo', { filePath: 'wxfile://usr/a.txt' }))
       report(await ask('getFileInfo', { filePath: 'wxfile://usr/a.txt', digestAlgorithm: 'sha1' }))
       const [[, { stats }]] = await ask('stat', { path: 'wxfile://usr/a.txt' })
       report([stats.size, stats.isFile(), stats.isDirectory(), Math.abs(Date.now() / 1000 - stats.lastModifiedTime) < 600])
       const [[, { stats: folder }]] = await ask('stat', { path: 'wxfile://usr/album' })
       report([folder.isFile(), folder.isDirectory()])
       report([manager.readFileSync('wxfile://usr/a.txt', 'utf8'), manager.readFileSync('host.txt').byteLength])
       manager.access({ path: 'host.txt' })
     })()`,
  )
  const digest = createHash('sha1').update('小明').digest('hex')
  assert.deepEqual(values, [
    [['success', { errMsg: 'access:ok' }], true],
    [['success', { data: '小明', errMsg: 'readFile:ok' }], true],
    [['success', { data: Buffer.from('the').toString('base64'), errMsg: 'readFile:ok' }], true],
    [true, 6, '小明'],
    [['success', { size: 6, errMsg: 'getFileInfo:ok' }], true],
    [['success', { size: 6, digest, errMsg: 'getFileInfo:ok' }], true],
    [6, true, false, true],
    [false, true],
    ['小明', 11],
  ])
})

test('M16 the file manager says what it does not find, and keeps within the areas', async (context) => {
  const failure = (/** @type {string} */ errMsg) => [['fail', { errMsg }], true]
  const values = await evaluate(
    context,
    `${ASK}
     ;(async () => {
       for (const path of ['wxfile://usr/none', 'wxfile://usr/../../secret.txt', 'wxfile://usr/link.txt', '']) {
         report(await ask('access', { path }))
       }
       report(await ask('stat', {}))
       report(await ask('readFile', { filePath: 'host.txt', encoding: 'klingon' }))
       report(await ask('readFile', { filePath: 'host.txt', position: -1 }))
       report(await ask('readFile', { filePath: 'host.txt', length: '3' }))
       report(await ask('access', { path: 'wxfile://elsewhere/a.txt' }))
       report(await ask('stat', { path: 'wxfile://usr/album', recursive: true }))
       report(await ask('getFileInfo', { filePath: 'host.txt', digestAlgorithm: 'crc' }))
       const [[, { errMsg }]] = await ask('readFile', { filePath: 'wxfile://usr/album' })
       report(errMsg.startsWith('readFile:fail cannot read wxfile://usr/album: '))
       try { manager.readFileSync('wxfile://usr/none') } catch (error) { report(error.message) }
     })()`,
  )
  const missing = (/** @type {string} */ name, /** @type {unknown} */ file) =>
    failure(`${name}:fail no such file or directory, ${file}`)
  assert.deepEqual(values, [
    missing('access', 'wxfile://usr/none'),
    missing('access', 'wxfile://usr/../../secret.txt'),
    missing('access', 'wxfile://usr/link.txt'),
    missing('access', ''),
    missing('stat', 'undefined'),
    failure('readFile:fail invalid encoding "klingon"'),
    failure('readFile:fail position should be a whole number from 0 on'),
    failure('readFile:fail length should be a whole number from 0 on'),
    missing('access', 'wxfile://elsewhere/a.txt'),
    failure('stat:fail folders are not read recursively here'),
    failure('getFileInfo:fail invalid digestAlgorithm'),
    true,
    'readFileSync:fail no such file or directory, wxfile://usr/none',
  ])
})

test('M16 the file manager reads 100 MiB at once, and parts of what is longer', async (context) => {
  const values = await evaluate(
    context,
    `${ASK}
     const { truncateSync } = require('node:fs')
     ;(async () => {
       truncateSync('host.txt', 100 * 2 ** 20)
       const [[, { data }]] = await ask('readFile', { filePath: 'host.txt' })
       report(data.byteLength)
       truncateSync('host.txt', 100 * 2 ** 20 + 1)
       report(await ask('readFile', { filePath: 'host.txt' }))
       report(manager.readFileSync('host.txt', 'hex', 100 * 2 ** 20, 10))
       report(manager.readFileSync('host.txt', 'hex', 100 * 2 ** 20 + 1))
     })()`,
  )
  const errMsg = 'readFile:fail cannot read host.txt: it is more than the 100 MiB that are read at once'
  assert.deepEqual(values, [100 * 2 ** 20, [['fail', { errMsg }], true], '00', ''])
})

test("M16 a platform's file manager knows that platform's areas", async (context) => {
  const source = "report(tt.getFileSystemManager().readFileSync('ttfile://user/a.txt', 'utf8'))"
  assert.deepEqual(await evaluate(context, source, { platform: 'tt' }), ['of Douyin'])
})

test('M16 what the app has itself stays, what it has not is added', async (context) => {
  const values = await evaluate(
    context,
    `report([wx.canIUse(), wx.getStorageSync, typeof wx.setStorageSync, wx === mine])`,
    { before: "globalThis.mine = globalThis.wx = { canIUse: () => 'mine', getStorageSync: null }" },
  )
  assert.deepEqual(values, [['mine', null, 'function', true]])
})

test('M16 createRuntime and the modules have none of it', async (context) => {
  const source = `
    const { createRuntime, wx: member } = require('uploadtask')
    report([Object.keys(createRuntime().wx), Object.keys(member), Object.keys(require('uploadtask/wx'))])`
  const [[made, member, module]] = await evaluate(context, source)
  assert.deepEqual([made, member, module], [['uploadFile'], ['uploadFile'], ['uploadFile']])
})
