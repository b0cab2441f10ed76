'use strict'
// What an app gets on each platform for a file that the user has chosen, and where its own files are.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runSnippet } = require('../support/child')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')

/** By each platform its global, what its paths begin with, and its folder; and `env.USER_DATA_PATH`. */
const PLATFORMS = /** @type {Record<string, [string, string?, string?]>} */ ({
  weapp: ['wx', 'http://tmp/', 'wxfile://usr'],
  qywx: ['wx', 'http://tmp/', 'wxfile://usr'],
  uni: ['uni', 'http://tmp/', 'wxfile://usr'],
  alipay: ['my', 'https://resource/', 'https://usr'],
  dd: ['dd', 'https://resource/'],
  tt: ['tt', 'ttfile://temp/', 'ttfile://user'],
  lark: ['tt', 'ttfile://temp/', 'ttfile://user'],
  swan: ['swan', 'bdfile://tmp_'],
  jd: ['jd', 'jdfile://'],
  kwai: ['ks', 'ksfile://temp'],
  has: ['has', 'internal://tmp/'],
  qq: ['qq', undefined, 'qqfile://usr'],
  xhs: ['xhs'],
})

for (const [platform, [host, prefix, userDataPath]] of Object.entries(PLATFORMS)) {
  test(`M17 M18 ${platform}: the path of a chosen file, which uploads, and that of the app's own`, async (context) => {
    const receiver = await startReceiver(context)
    const { code, stderr, reports } = await runSnippet(
      `require('uploadtask/register')
       const { host, url, file, userDataPath } = input
       report(globalThis[host].env?.USER_DATA_PATH ?? null)
       const upload = (filePath) => globalThis[host].uploadFile({
         url, filePath, name: 'file', fileName: 'file', success: ({ statusCode }) => report(statusCode), fail: report,
       })
       if (userDataPath) upload(uploadtask.files.write(userDataPath + '/a.txt', 'a'))
       try {
         const filePath = uploadtask.files.temp(file)
         report(filePath)
         upload(filePath)
       } catch (error) {
         report(String(error))
       }`,
      { host, url: receiver.url, file: temporaryFile(context, 'photo.png'), userDataPath },
      { env: { UPLOADTASK_PLATFORM: platform, UPLOADTASK_ROOT: temporaryFolder(context) } },
    )
    assert.deepEqual([code, stderr], [0, ''])
    const [path, chosen, ...statuses] = reports
    assert.equal(path, userDataPath ?? null)
    const own = userDataPath === undefined ? [] : [200]
    if (prefix !== undefined) {
      assert.ok(chosen.startsWith(prefix) && chosen.endsWith('.png'), chosen)
      assert.deepEqual(statuses, [...own, 200])
    } else {
      const sentence = `the paths that ${host} gives for chosen files are not published, so there is none to give: upload the file by its own path`
      assert.equal(chosen, `TypeError: ${sentence}`)
      assert.deepEqual(statuses, own)
    }
  })
}

test('M18 an env that was there stays as it is', async () => {
  const { reports } = await runSnippet(
    `globalThis.wx = { env: { CUSTOM: 1 } }
     require('uploadtask/register')
     report(wx.env)`,
    null,
  )
  assert.deepEqual(reports, [{ CUSTOM: 1 }])
})
