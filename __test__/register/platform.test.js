'use strict'
// Which mini-program platform there is.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runNode, runSnippet } = require('../support/child')
const { createProject } = require('../support/project')
const { loadConfiguration } = require('../../lib/configuration')
const vitest = require('uploadtask/vitest')

/** By each name, what is set. @type {Record<string, [string, string, string]>} */
const NAMES = {
  weapp: ['weapp', 'wx', 'wx'],
  wx: ['weapp', 'wx', 'wx'],
  'mp-weixin': ['weapp', 'wx', 'wx'],
  qywx: ['qywx', 'wx', 'wx'],
  tt: ['tt', 'tt', 'tt'],
  'mp-toutiao': ['tt', 'tt', 'tt'],
  lark: ['lark', 'tt', 'tt'],
  'mp-lark': ['lark', 'tt', 'tt'],
  swan: ['swan', 'swan', 'swan'],
  'mp-baidu': ['swan', 'swan', 'swan'],
  qq: ['qq', 'qq', 'qq'],
  'mp-qq': ['qq', 'qq', 'qq'],
  jd: ['jd', 'jd', 'jd'],
  'mp-jd': ['jd', 'jd', 'jd'],
  kwai: ['kwai', 'ks', 'ks'],
  ks: ['kwai', 'ks', 'ks'],
  'mp-kuaishou': ['kwai', 'ks', 'ks'],
  xhs: ['xhs', 'xhs', 'xhs'],
  'mp-xhs': ['xhs', 'xhs', 'xhs'],
  has: ['has', 'has', 'has'],
  'mp-harmony': ['has', 'has', 'has'],
  alipay: ['alipay', 'my', 'alipay'],
  my: ['alipay', 'my', 'alipay'],
  'mp-alipay': ['alipay', 'my', 'alipay'],
  dd: ['dd', 'dd', 'dd'],
  uni: ['uni', 'uni', 'uni'],
}
const HOSTS = ['wx', 'tt', 'swan', 'qq', 'jd', 'ks', 'xhs', 'has', 'my', 'dd', 'uni']

test('M10 each name of a platform is taken: in the file, in the variable, in those of the builds', (context) => {
  for (const [name, [platform]] of Object.entries(NAMES)) {
    const folder = createProject(context, { 'package.json': { uploadtask: { platform: name } } })
    assert.equal(loadConfiguration(folder, { TARO_ENV: 'swan' }).platform, platform, name)
  }
  const folder = createProject(context)
  for (const [name, [platform]] of Object.entries(NAMES)) {
    for (const variable of ['UPLOADTASK_PLATFORM', 'TARO_ENV', 'UNI_PLATFORM']) {
      assert.equal(loadConfiguration(folder, { [variable]: name }).platform, platform, `${variable}=${name}`)
    }
  }
})

test('M10 the variable goes before the file, the file before the builds, and of these what is not served is absent', (context) => {
  const file = createProject(context, { 'package.json': { uploadtask: { platform: 'qq' } } })
  const builds = { TARO_ENV: 'tt', UNI_PLATFORM: 'mp-toutiao' }
  assert.equal(loadConfiguration(file, { ...builds, UPLOADTASK_PLATFORM: 'jd' }).platform, 'jd')
  assert.equal(loadConfiguration(file, builds).platform, 'qq')
  const none = createProject(context)
  assert.equal(loadConfiguration(none, builds).platform, 'tt')
  assert.equal(loadConfiguration(none, { TARO_ENV: 'h5', UNI_PLATFORM: 'mp-jd' }).platform, 'jd')
  for (const value of ['h5', 'rn', 'app', 'harmony', '']) {
    assert.equal(loadConfiguration(none, { TARO_ENV: value, UNI_PLATFORM: value }).platform, 'weapp', value)
  }
})

test('M10 builds that differ are a warning, unless a platform was chosen', async (context) => {
  const cwd = createProject(context, { 'app.cjs': 'console.log(typeof tt, typeof ks)' })
  const env = { TARO_ENV: 'tt', UNI_PLATFORM: 'mp-kuaishou' }
  const differ = await runNode(['--import', 'uploadtask/register', 'app.cjs'], { cwd, env })
  assert.deepEqual([differ.code, differ.stdout], [0, 'object undefined\n'])
  assert.match(
    differ.stderr,
    /UploadTaskWarning: TARO_ENV says tt and UNI_PLATFORM says mp-kuaishou: .* takes tt/,
  )
  const chosen = await runNode(['--import', 'uploadtask/register', 'app.cjs'], {
    cwd,
    env: { ...env, UPLOADTASK_PLATFORM: 'ks' },
  })
  assert.deepEqual(chosen, { code: 0, signal: null, stdout: 'undefined object\n', stderr: '' })
})

for (const [name, [, host, module]] of Object.entries(NAMES)) {
  test(`A2 M10 ${name}: the global is ${host}, the module's own function, and no other platform's is there`, async () => {
    const { code, reports, stderr } = await runSnippet(
      `require('uploadtask/register')
       report(input.hosts.filter((name) => typeof globalThis[name]?.uploadFile === 'function'))
       report(globalThis[input.host].uploadFile === require('uploadtask/' + input.module).uploadFile)
       report(Object.keys(globalThis[input.host])[0])
       report(typeof globalThis.my)`,
      { hosts: HOSTS, host, module },
      { env: { UPLOADTASK_PLATFORM: name } },
    )
    // DingTalk's Taro also needs a `my`, which may be empty.
    const my = ['my', 'dd'].includes(host) ? 'object' : 'undefined'
    assert.deepEqual(
      { code, stderr, reports },
      { code: 0, stderr: '', reports: [[host], true, 'uploadFile', my] },
    )
  })
}

test('M10 a global that is there keeps its members and its own `my`', async () => {
  const { reports, stderr } = await runSnippet(
    `globalThis.dd = Object.freeze({ getSystemInfo: 1 }); globalThis.my = { alert: 2 }
     require('uploadtask/register')
     report([Object.keys(dd).slice(0, 2), Object.keys(my)])`,
    null,
    { env: { UPLOADTASK_PLATFORM: 'dd' } },
  )
  assert.deepEqual([stderr, reports], ['', [[['getSystemInfo', 'uploadFile'], ['alert']]]])
})

test('M10 an unknown platform names those that are known', (context) => {
  const folder = createProject(context, { 'uploadtask.config.json': { platform: 'weixin' } })
  assert.throws(() => loadConfiguration(folder, {}), {
    name: 'ConfigurationError',
    message:
      /uploadtask\.config\.json: "platform" should be one of weapp, wx, mp-weixin, .* instead of "weixin"$/,
  })
  const none = createProject(context)
  assert.throws(() => loadConfiguration(none, { UPLOADTASK_PLATFORM: 'h5' }), {
    name: 'ConfigurationError',
    message: /^UPLOADTASK_PLATFORM should be one of weapp, .* instead of "h5"$/,
  })
  const number = createProject(context, { 'uploadtask.config.json': { platform: 1 } })
  assert.throws(() => loadConfiguration(number, {}), /"platform" should be one of .* instead of 1$/)
  assert.throws(
    () => vitest(/** @type {any} */ ({ platform: 'h5' })),
    /option "platform" should be a platform/,
  )
})

test('M10 two platforms in one realm are an error', async () => {
  const { code, stderr } = await runSnippet(
    `require('uploadtask/register')
     process.env.UPLOADTASK_PLATFORM = 'swan'
     for (const file of Object.keys(require.cache)) if (!file.endsWith('.node')) delete require.cache[file]
     require('uploadtask/register')`,
    null,
    { env: { UPLOADTASK_PLATFORM: 'tt' } },
  )
  assert.equal(code, 1)
  assert.match(stderr, /the platform of this realm is tt already, it cannot be swan too/)
})

test('M10 a thread of its own may have another platform', async () => {
  const { reports, stderr } = await runSnippet(
    `require('uploadtask/register')
     const { Worker } = require('node:worker_threads')
     const code = "require('node:worker_threads').parentPort.postMessage([typeof tt, typeof swan])"
     const worker = new Worker(code, {
       eval: true,
       execArgv: ['--require', 'uploadtask/register'],
       env: { ...process.env, UPLOADTASK_PLATFORM: 'swan' },
     })
     worker.once('message', (inWorker) => report([[typeof tt, typeof swan], inWorker]))`,
    null,
    { env: { UPLOADTASK_PLATFORM: 'tt' } },
  )
  const expected = [
    ['object', 'undefined'],
    ['undefined', 'object'],
  ]
  assert.deepEqual([stderr, reports], ['', [expected]])
})
