'use strict'
// Upload SDKs of mini-programs, as they come from npm: they load and upload with what the register hook provides.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { before, test } = require('node:test')

const { cosPost, createReceiver } = require('../../lib/receiver/index.js')
const { runNode } = require('../support/child.js')
const { prepareInstalledProject } = require('../support/installed-project.js')
const { ran, versionIn } = require('../support/ran.js')

const PHOTO = 'a photo'

/** @type {string} */
let project
before(async () => {
  project = await prepareInstalledProject('sdks')
  fs.mkdirSync(path.join(project, 'data', 'quickapp', 'wx', 'usr'), { recursive: true })
  fs.writeFileSync(path.join(project, 'data', 'quickapp', 'wx', 'usr', 'photo.txt'), PHOTO)
})

/**
 * What each prints, how it comes from npm where that is not its name, its platform unless that is WeChat, and whether it is
 * source for a bundler.
 *
 * @type {Record<string, { prints: string, packages?: string[], field?: string, platform?: string, bundled?: boolean, device?: boolean }>}
 */
const SDKS = {
  'axios-miniprogram': { prints: '200 photo 100 %' },
  'luch-request': { prints: '200 photo', platform: 'uni', bundled: true },
  'mpx-api-proxy': { prints: '200 photo', packages: ['@mpxjs/api-proxy'], bundled: true },
  cloudbase: { prints: '200 file', packages: ['@cloudbase/adapter-wx_mp'], field: 'file', device: true },
  'tim-upload-plugin': {
    prints: 'TIMUploadPlugin.VERSION: 1.4.3\n200 https://example.com/album/photo.txt',
    field: 'file',
  },
  'wx-promise-pro': { prints: '200 photo' },
  alova: { prints: '200 photo 100 %', packages: ['alova', '@alova/adapter-uniapp'], platform: 'uni' },
}

/** Says what of the packages was run. */
function say(/** @type {string} */ platform, /** @type {string[]} */ packages, /** @type {string} */ what) {
  const software = packages.map((name) => `${name} ${versionIn(project, name)}`).join(', ')
  ran(platform === 'uni' ? 'uni-app' : 'WeChat', software, what)
}

/** Runs a program under the hook, with a photo of a storage area. */
function run(
  /** @type {string} */ program,
  /** @type {string} */ url,
  { platform = 'weapp', device = false } = {},
) {
  const hooks = ['--import', 'uploadtask/register', ...(device ? ['--import', './device.mjs'] : [])]
  return runNode([...hooks, program, url, 'wxfile://usr/photo.txt'], {
    cwd: project,
    env: { UPLOADTASK_PLATFORM: platform },
    timeout: 60_000,
  })
}

/** Bundles a program, as a build for a mini-program does. */
async function bundle(/** @type {string} */ program) {
  const outfile = `dist/${program}`
  const options = ['--bundle', '--platform=node', '--format=esm', '--define:__mpx_mode__="wx"']
  const esbuild = path.join(project, 'node_modules', 'esbuild', 'bin', 'esbuild')
  const ended = await runNode([esbuild, program, ...options, `--outfile=${outfile}`], { cwd: project })
  assert.equal(ended.code, 0, ended.stderr)
  return outfile
}

for (const [name, { prints, packages = [name], field = 'photo', bundled, ...options }] of Object.entries(
  SDKS,
)) {
  test(`M16 ${name}: as it comes from npm, it uploads`, async (context) => {
    const receiver = createReceiver()
    context.after(() => receiver.close())
    const { url } = await receiver.listen()
    const program = bundled ? await bundle(`${name}.js`) : `${name}.js`
    const ended = await run(program, url, options)
    assert.deepEqual(ended, { code: 0, signal: null, stdout: `${prints}\n`, stderr: '' })
    const [{ fields, files }] = receiver.uploads
    assert.deepEqual([files[0].field, files[0].filename, files[0].size], [field, 'photo.txt', PHOTO.length])
    const own = fields.filter((entry) => entry.name === 'album')
    assert.deepEqual(own, name === 'tim-upload-plugin' ? [] : [{ name: 'album', value: '假日' }])
    say(options.platform ?? 'weapp', packages, bundled ? 'upload, bundled by esbuild' : 'upload')
  })
}

test('M16 the recipe of docs/reference/register.md is what the tests run', () => {
  const document = fs.readFileSync(
    path.join(__dirname, '..', '..', 'docs', 'reference', 'register.md'),
    'utf8',
  )
  const [, recipe] = /<!-- file: sdks\/device\.mjs -->\n```js\n(.*?)```\n/s.exec(document) ?? []
  assert.equal(recipe, fs.readFileSync(path.join(__dirname, 'sdks', 'device.mjs'), 'utf8'))
})

test('M16 cos-wx-sdk-v5: postObject and uploadFile, which asks for the size of the file, upload', async (context) => {
  const options = { bucket: 'photos-1250000000', accessKeyId: 'AKIDTEST', secret: 'right' }
  const receiver = createReceiver({ rules: [cosPost(options)] })
  context.after(() => receiver.close())
  const { url } = await receiver.listen()
  const { code, stdout, stderr } = await run('cos.js', url, { device: true })
  const etag = `"${createHash('md5').update(PHOTO).digest('hex')}"`
  assert.deepEqual(
    { code, stdout, stderr },
    { code: 0, stdout: `postObject: 200 ${etag}\nuploadFile: 200 ${etag}\n`, stderr: '' },
  )
  assert.equal(receiver.uploads.length, 2)
  say('weapp', ['cos-wx-sdk-v5'], '`postObject`, `uploadFile`')
})
