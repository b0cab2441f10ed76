'use strict'
// uni-app's own runtimes for mini-programs, each in a process of its own, over the global of its host.

const assert = require('node:assert/strict')
const path = require('node:path')
const { before, test } = require('node:test')

const { packageFolder, runNode } = require('../support/child.js')
const { temporaryFile } = require('../support/files.js')
const { prepareInstalledProject } = require('../support/installed-project.js')
const { ran, versionIn } = require('../support/ran.js')
const { startReceiver } = require('../support/receiver.js')

/** @typedef {{ aborted: object, missing: (file: string) => object }} Failures */

/** @type {Failures} */
const likeWeChat = {
  aborted: { errMsg: 'uploadFile:fail abort' },
  missing: (file) => ({ errMsg: `uploadFile:fail no such file: ${file}` }),
}

/** What the callbacks get from the runtime for each host. @type {Record<string, Failures>} */
const RUNTIMES = {
  weixin: {
    aborted: { errMsg: 'uploadFile:fail abort', errno: 600004 },
    missing: () => ({ errMsg: 'uploadFile:fail createUploadTask:fail file not found', errno: 1300002 }),
  },
  // The runtime puts its own words before Alipay's.
  alipay: { ...likeWeChat, aborted: { errMsg: 'uploadFile:fail uploadFile:fail abort' } },
  toutiao: likeWeChat,
  lark: likeWeChat,
  // The runtime makes errMsg of members that are Alipay's.
  baidu: { aborted: { errMsg: 'uploadFile:ok' }, missing: () => ({ errMsg: 'uploadFile:ok' }) },
  qq: likeWeChat,
  jd: likeWeChat,
  kuaishou: likeWeChat,
  xhs: likeWeChat,
  harmony: likeWeChat,
}

/** How the table of what was run calls them. @type {Record<string, string>} */
const TITLES = {
  ...{
    weixin: 'WeChat',
    alipay: 'Alipay',
    toutiao: 'Douyin',
    lark: 'Lark',
    baidu: 'Baidu',
    qq: 'QQ',
    jd: 'JD',
  },
  ...{ kuaishou: 'Kuaishou', xhs: 'Xiaohongshu', harmony: 'HarmonyOS' },
}

/** @type {string} */
let project
before(async () => {
  project = await prepareInstalledProject('uni-app')
})

for (const [runtime, { aborted, missing }] of Object.entries(RUNTIMES)) {
  test(`M15 uni-app for ${runtime}: promise, task, progress, abort and failure`, async (context) => {
    const receiver = await startReceiver(context)
    const file = temporaryFile(context)
    const hooks = ['--import', 'uploadtask/register', '--import', './resolve.mjs']
    const ended = await runNode([...hooks, 'upload.mjs', runtime, receiver.url, file], {
      cwd: project,
      env: { UNI_PLATFORM: `mp-${runtime}` },
    })
    assert.deepEqual([ended.code, ended.stderr], [0, ''])
    const gone = missing(`${file}.missing`)
    assert.deepEqual(
      ended.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      [
        ['promise', true, false, 200],
        ['task', ['success', 200], 100],
        ['abort', aborted, aborted],
        ['missing', gone, gone],
      ],
    )
    assert.deepEqual(
      receiver.uploads.map(({ fields, files }) => [fields, files[0].field, files[0].filename]),
      Array(2).fill([[['user', 'uni']], 'file', 'hello.txt']),
    )
    const name = `@dcloudio/uni-mp-${runtime}`
    ran(TITLES[runtime], `${name} ${versionIn(project, name)}`, 'promise, task, progress, abort, failure')
  })
}

test('M12 the types of uploadtask/uni fit @dcloudio/types', async () => {
  const compiler = path.join(packageFolder, 'node_modules', 'typescript', 'bin', 'tsc')
  const ended = await runNode([compiler, '--pretty', 'false', '-p', 'tsconfig.json'], { cwd: project })
  assert.deepEqual([ended.code, ended.stdout], [0, ''])
})
