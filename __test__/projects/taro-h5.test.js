'use strict'
// Pages of Taro's H5 build upload from a browser to the development server they come from.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')

const { browserTest } = require('../support/chromium.js')
const { findFreePort, startDevServer } = require('../support/dev-server.js')
const { temporaryFolder } = require('../support/files.js')
const { prepareInstalledProject } = require('../support/installed-project.js')
const { ran, versionIn } = require('../support/ran.js')

// Generous: a build by Taro takes 10 s on a machine that does nothing else.
const TIMEOUT = 120_000

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGPQiAy5BwADHAGeQwaywAAAAABJRU5ErkJggg=='
/** A picture that takes several packets to send. Viewers ignore what follows its end. */
const PICTURE = Buffer.concat([Buffer.from(PIXEL, 'base64'), Buffer.alloc(1_000_000, 'uploadtask')])
const SHA256 = createHash('sha256').update(PICTURE).digest('hex')

/** @typedef {import('node:test').TestContext} TestContext */

/** Starts `taro build --type h5 --watch` of a project; gives where the page and the inspector are. */
async function startTaro(/** @type {TestContext} */ context, /** @type {string} */ folder) {
  const port = await findFreePort()
  const cli = path.join('node_modules', '@tarojs', 'cli', 'bin', 'taro')
  const parameters = [cli, 'build', '--type', 'h5', '--watch', '--no-check', '--port', String(port)]
  const temporary = temporaryFolder(context)
  const server = startDevServer(context, parameters, { cwd: folder, env: { TMPDIR: temporary } })
  const [, inspector] = await server.printed(/Uploads: (\S+)/)
  const listReceivers = () => fs.readdirSync(temporary).filter((name) => name.startsWith('uploadtask-'))
  return { ...server, page: new URL('/', inspector).href, inspector, listReceivers }
}

for (const runner of ['webpack', 'vite']) {
  browserTest(
    `taro-plugin: ${runner}: Taro.uploadFile in the browser, and the inspector shows it`,
    async (context, browser) => {
      const folder = await prepareInstalledProject(`taro-h5-${runner}`, 'taro-h5-pages')
      const taro = await startTaro(context, folder)
      const tabs = await browser.newContext()
      context.after(() => tabs.close())
      tabs.setDefaultTimeout(TIMEOUT)

      const inspector = await tabs.newPage()
      await inspector.goto(taro.inspector)
      const page = await tabs.newPage()
      await page.goto(taro.page)
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByText('Choose a picture').click(),
      ])
      await chooser.setFiles({ name: '照片.png', mimeType: 'image/png', buffer: PICTURE })

      await page.getByText('200 {').waitFor()
      const answer = (await page.locator('#answer').textContent()) ?? ''
      const file = {
        field: 'picture',
        filename: '照片.png',
        contentType: 'image/png',
        size: PICTURE.length,
        sha256: SHA256,
      }
      assert.deepEqual(JSON.parse(answer.slice('200 '.length)), {
        fields: { album: '假日', count: '1' },
        files: [file],
      })
      assert.equal(await page.locator('#progress').textContent(), '100 %')

      const listed = await fetch(new URL('api/uploads', taro.inspector))
      const [row, ...others] = /** @type {any[]} */ (await listed.json())
      assert.deepEqual(others, [])
      const upload = /** @type {any} */ (
        await (await fetch(new URL(`api/uploads/${row.id}`, taro.inspector))).json()
      )
      assert.equal(upload.state, 'complete')
      assert.equal(upload.path, '/api/upload')
      assert.equal(upload.headers['x-from'], 'upload page')
      assert.equal(upload.files[0].sha256, SHA256)
      const download = await fetch(new URL(`api/uploads/${upload.id}/files/0`, taro.inspector))
      assert.deepEqual(Buffer.from(await download.arrayBuffer()), PICTURE)

      await inspector.getByText('照片.png').first().click()
      await inspector.getByText(SHA256).first().waitFor()

      assert.equal(taro.listReceivers().length, 1)
      taro.child.kill('SIGINT')
      await taro.ended
      assert.deepEqual(taro.listReceivers(), [], 'nothing is left on the disk')
      const versions = `Taro ${versionIn(folder, '@tarojs/taro')}, ${runner} ${versionIn(folder, runner)}`
      ran('H5', `${versions}, Chromium`, "the browser's own upload, to `uploadtask/taro-plugin`")
    },
  )
}
