'use strict'
// Where the configuration comes from, and what prevails.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { runNode } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { createProject } = require('../support/project')
const { startReceiver } = require('../support/receiver')
const { loadConfiguration } = require('../../lib/configuration')
const { targets } = require('../../lib/integrations/targets')

const KINDS = {
  'package.json': JSON.stringify({ uploadtask: { package: 'found' } }),
  'uploadtask.config.json': '\uFEFF{ "package": "found" }',
  'uploadtask.config.js': "module.exports = { package: 'found' }",
  'uploadtask.config.cjs': "exports.package = 'found'",
  'uploadtask.config.mjs': "export default { package: 'found' }",
}

for (const [file, content] of Object.entries(KINDS)) {
  test(`configuration: ${file} is read`, (context) => {
    const folder = createProject(context, { [file]: content })
    assert.deepEqual(loadConfiguration(folder, {}), {
      source: path.join(folder, file),
      options: { package: 'found' },
      dialect: 'vela',
      taro: false,
      platform: 'weapp',
    })
  })
}

test('configuration: uploadtask.config.js may be an ES module, or compiled from one', (context) => {
  /** @type {Array<Record<string, string | object>>} */
  const projects = [
    { 'package.json': { type: 'module' }, 'uploadtask.config.js': "export default { package: 'found' }" },
    {
      'uploadtask.config.js':
        "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = { package: 'found' }",
    },
  ]
  for (const files of projects) {
    const folder = createProject(context, files)
    assert.deepEqual(loadConfiguration(folder, {}).options, { package: 'found' })
  }
})

test('configuration: without a file the defaults hold', (context) => {
  assert.deepEqual(loadConfiguration(createProject(context), {}), {
    source: 'the defaults (there is no configuration file)',
    options: {},
    dialect: 'vela',
    taro: false,
    platform: 'weapp',
  })
})

test('configuration: found upwards; the nearest file counts alone; a package.json without the key is passed by', (context) => {
  const folder = createProject(context, {
    'package.json': { uploadtask: { package: 'outer', userAgent: 'outer' } },
    'inner/uploadtask.config.json': { package: 'inner' },
    'inner/deep/package.json': { name: 'deep' },
    'inner/deep/deeper/a.txt': '',
    'beside/a.txt': '',
  })
  const inner = loadConfiguration(path.join(folder, 'inner/deep/deeper'), {})
  assert.equal(inner.source, path.join(folder, 'inner/uploadtask.config.json'))
  assert.deepEqual(inner.options, { package: 'inner' })
  const outer = loadConfiguration(path.join(folder, 'beside'), {})
  assert.deepEqual(outer.options, { package: 'outer', userAgent: 'outer' })
})

test('configuration: in one folder package.json comes before the other files', (context) => {
  const folder = createProject(context, KINDS)
  assert.equal(loadConfiguration(folder, {}).source, path.join(folder, 'package.json'))
})

test("configuration: relative root and appDir are relative to the file's folder", (context) => {
  const folder = createProject(context, {
    'uploadtask.config.json': { root: 'areas', appDir: '../app' },
    'deep/a.txt': '',
  })
  const { options } = loadConfiguration(path.join(folder, 'deep'), {})
  assert.deepEqual(options, { root: path.join(folder, 'areas'), appDir: path.resolve(folder, '../app') })
  const absolute = createProject(context, { 'uploadtask.config.json': { root: folder } })
  assert.deepEqual(loadConfiguration(absolute, {}).options, { root: folder })
})

test('configuration: dialect and taro say what the modules are', (context) => {
  const folder = createProject(context, {
    'package.json': { uploadtask: { dialect: 'quickapp', taro: true } },
  })
  const configuration = loadConfiguration(folder, {})
  assert.deepEqual(configuration.options, {})
  assert.deepEqual(targets(configuration), {
    '@system.uploadtask': 'uploadtask/quickapp',
    '@tarojs/taro': 'uploadtask/taro',
  })
  assert.deepEqual(targets(loadConfiguration(createProject(context), {})), {
    '@system.uploadtask': 'uploadtask/vela',
  })
})

test('configuration: every UPLOADTASK_ variable sets its option', (context) => {
  const folder = createProject(context, { 'certificate.pem': 'PEM' })
  const { options, dialect, taro, source } = loadConfiguration(folder, {
    UPLOADTASK_ROOT: 'areas',
    UPLOADTASK_PACKAGE: 'com.example',
    UPLOADTASK_APP_DIR: 'src',
    UPLOADTASK_HOST_PATHS: 'false',
    UPLOADTASK_STRICT: 'true',
    UPLOADTASK_MAX_CONCURRENCY: '3',
    UPLOADTASK_ON_LIMIT: 'fail',
    UPLOADTASK_UPLOAD_TIMEOUT: '1500',
    UPLOADTASK_DOMAINS: 'a.example, b.example:8080,',
    UPLOADTASK_INTERCEPT: 'https://a.example=http://127.0.0.1:1, http://b.example:81=http://localhost:2,',
    UPLOADTASK_PROXY: 'http://127.0.0.1:8080',
    UPLOADTASK_CA: 'certificate.pem',
    UPLOADTASK_MAX_RESPONSE_BYTES: '1024',
    UPLOADTASK_WIRE: 'device',
    UPLOADTASK_ABORT: 'fail',
    UPLOADTASK_USER_AGENT: 'tests/1',
    UPLOADTASK_DIALECT: 'quickapp',
    UPLOADTASK_TARO: 'true',
    UNRELATED: 'x',
  })
  assert.deepEqual(
    { ...options, ca: options.ca.toString() },
    {
      root: path.join(folder, 'areas'),
      package: 'com.example',
      appDir: path.join(folder, 'src'),
      hostPaths: false,
      strict: true,
      maxConcurrency: 3,
      onLimit: 'fail',
      networkTimeout: { uploadFile: 1500 },
      domains: ['a.example', 'b.example:8080'],
      intercept: { 'https://a.example': 'http://127.0.0.1:1', 'http://b.example:81': 'http://localhost:2' },
      proxy: 'http://127.0.0.1:8080',
      ca: 'PEM',
      maxResponseBytes: 1024,
      wire: 'device',
      abort: 'fail',
      userAgent: 'tests/1',
    },
  )
  assert.deepEqual([dialect, taro], ['quickapp', true])
  assert.match(source, /^UPLOADTASK_ROOT, UPLOADTASK_PACKAGE, .*UPLOADTASK_TARO$/)
  assert.deepEqual(loadConfiguration(folder, { UPLOADTASK_PROXY: 'false' }).options, { proxy: false })
  for (const wrong of ['https://a.example', 'https://a.example=', '=http://127.0.0.1:1', 'a=b=c']) {
    assert.throws(() => loadConfiguration(folder, { UPLOADTASK_INTERCEPT: wrong }), {
      message: /^UPLOADTASK_INTERCEPT should be pairs such as https:.* instead of "/,
    })
  }
})

test('configuration: variables prevail over the file, each over its own option', (context) => {
  const folder = createProject(context, {
    'uploadtask.config.json': {
      root: 'areas',
      wire: 'portable',
      networkTimeout: { uploadFile: 1, request: 2 },
      dialect: 'quickapp',
      taro: true,
      platform: 'weapp',
    },
  })
  const file = path.join(folder, 'uploadtask.config.json')
  const environment = {
    UPLOADTASK_WIRE: 'device',
    UPLOADTASK_UPLOAD_TIMEOUT: '5',
    UPLOADTASK_DIALECT: 'vela',
    UPLOADTASK_TARO: 'false',
  }
  assert.deepEqual(loadConfiguration(folder, environment), {
    source: `${file}, overridden by ${Object.keys(environment).join(', ')}`,
    options: {
      root: path.join(folder, 'areas'),
      wire: 'device',
      networkTimeout: { uploadFile: 5, request: 2 },
    },
    dialect: 'vela',
    taro: false,
    platform: 'weapp',
  })
})

test('configuration: an empty variable counts as not set', (context) => {
  const folder = createProject(context, KINDS)
  const environment = { UPLOADTASK_PACKAGE: '', UPLOADTASK_TARO: '', UPLOADTASK_UNHEARD_OF: '' }
  assert.deepEqual(loadConfiguration(folder, environment), {
    source: path.join(folder, 'package.json'),
    options: { package: 'found' },
    dialect: 'vela',
    taro: false,
    platform: 'weapp',
  })
})

test('configuration: a file that changed is read anew', (context) => {
  const folder = createProject(context, { 'uploadtask.config.json': { package: 'one' } })
  assert.equal(loadConfiguration(folder, {}).options.package, 'one')
  fs.writeFileSync(path.join(folder, 'uploadtask.config.json'), '{ "package": "two" }')
  assert.equal(loadConfiguration(folder, {}).options.package, 'two')
})

test('configuration: the default runtime of the hook has it, in every dialect', async (context) => {
  const receiver = await startReceiver(context, ({ headers, files }, _request, response) => {
    response.end(`${headers['user-agent']} ${files[0].filename} ${files[0].size}`)
  })
  const folder = createProject(context, {
    'uploadtask.config.mjs': `
      export default { root: 'areas', package: 'com.example', hostPaths: false, userAgent: 'from the file' }
    `,
    'areas/files/com.example/a.txt': 'vela',
    'areas/wx/usr/b.txt': 'wechat',
    'app.mjs': `
      import { uploadFile } from '@system.uploadtask'
      import Taro from 'uploadtask/taro'
      const url = process.argv[2]
      const show = ({ data }) => console.log(data)
      await new Promise((complete) => {
        uploadFile({ url, filePath: 'internal://files/a.txt', name: 'f', success: show, fail: console.log, complete })
      })
      uploadFile({ url, filePath: process.argv[3], name: 'f', fail: (data, code) => console.log(data, code) })
      await Taro.uploadFile({ url, filePath: 'wxfile://usr/b.txt', name: 'f' }).then(show)
      await new Promise((complete) => {
        wx.uploadFile({ url, filePath: 'http://usr/b.txt', name: 'f', success: show, fail: console.log, complete })
      })
    `,
  })
  const parameters = ['--import', 'uploadtask/register', 'app.mjs', receiver.url, temporaryFile(context)]
  const printed = (/** @type {string} */ agent) =>
    `${agent} a.txt 4\ninvalid filename 202\n${agent} b.txt 6\n${agent} b.txt 6\n`

  const ended = await runNode(parameters, { cwd: folder })
  assert.deepEqual(ended, { code: 0, signal: null, stdout: printed('from the file'), stderr: '' })

  const env = { UPLOADTASK_USER_AGENT: 'from the variable' }
  const overridden = await runNode(parameters, { cwd: folder, env })
  assert.deepEqual(overridden, { code: 0, signal: null, stdout: printed('from the variable'), stderr: '' })
})
