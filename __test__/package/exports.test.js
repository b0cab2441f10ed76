'use strict'
// The package as its users load it: by name, in processes of their own, from CommonJS and from ES modules.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { packageFolder, runNode } = require('../support/child')
const { temporaryFolder } = require('../support/files')

/** @type {Array<[string, string[]]>} */
const modules = [
  ['uploadtask', ['uploadFile', 'vela', 'wx', 'taro', 'createRuntime']],
  ['uploadtask/vela', ['uploadFile']],
  ['uploadtask/wx', ['uploadFile']],
  ['uploadtask/taro', ['uploadFile']],
]

/**
 * Runs `source`, which prints one JSON value, in the package's folder, where `uploadtask` is the package itself.
 *
 * @param {'module' | 'commonjs'} type
 * @param {string} source
 */
async function evaluate(type, source) {
  const { code, stdout, stderr } = await runNode([`--input-type=${type}`, '-e', source])
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  return JSON.parse(stdout)
}

for (const [specifier, names] of modules) {
  test(`V1 W5 import of '${specifier}': default and named exports`, async () => {
    const result = await evaluate(
      'module',
      `
        import byDefault, { ${names.join(', ')} } from '${specifier}'
        import * as namespace from '${specifier}'
        const named = { ${names.join(', ')} }
        console.log(JSON.stringify({
          types: Object.fromEntries(Object.entries(named).map(([name, value]) => [name, typeof value])),
          same: Object.keys(named).filter((name) => byDefault[name] === named[name]),
          missing: Object.keys(named).filter((name) => !(name in namespace)),
        }))
      `,
    )
    const types = names.map((name) => [name, ['vela', 'wx', 'taro'].includes(name) ? 'object' : 'function'])
    assert.deepEqual(result, { types: Object.fromEntries(types), same: names, missing: [] })
  })

  test(`V1 W5 require of '${specifier}': the default is the module itself`, async () => {
    const result = await evaluate(
      'commonjs',
      `
        const required = require('${specifier}')
        console.log(JSON.stringify({
          itself: required.default === required,
          own: ${JSON.stringify(names)}.filter((name) => Object.hasOwn(required, name)),
          enumerable: Object.prototype.propertyIsEnumerable.call(required, 'uploadFile'),
        }))
      `,
    )
    assert.deepEqual(result, { itself: true, own: names, enumerable: true })
  })

  test(`V1 W5 require and import of '${specifier}' give the same functions`, async () => {
    const result = await evaluate(
      'module',
      `
        import { createRequire } from 'node:module'
        import { uploadFile } from '${specifier}'
        const require = createRequire(process.cwd() + '/a.js')
        console.log(JSON.stringify(require('${specifier}').uploadFile === uploadFile))
      `,
    )
    assert.equal(result, true)
  })
}

test('W5 the members of the package are those of its subpaths', async () => {
  const result = await evaluate(
    'module',
    `
      import uploadtask from 'uploadtask'
      import vela from 'uploadtask/vela'
      import wx from 'uploadtask/wx'
      import taro from 'uploadtask/taro'
      const modules = { vela, wx, taro }
      console.log(JSON.stringify(
        Object.keys(modules).filter((name) => uploadtask[name].uploadFile === modules[name].uploadFile),
      ))
    `,
  )
  assert.deepEqual(result, ['vela', 'wx', 'taro'])
})

test('V1 the compiled interop of Babel and TypeScript finds the default', async () => {
  const result = await evaluate(
    'commonjs',
    `
      const interopRequireDefault = (module) => (module && module.__esModule ? module : { default: module })
      const specifiers = ${JSON.stringify(modules.map(([specifier]) => specifier))}
      console.log(JSON.stringify(
        specifiers.map((specifier) => typeof interopRequireDefault(require(specifier)).default.uploadFile),
      ))
    `,
  )
  assert.deepEqual(result, ['function', 'function', 'function', 'function'])
})

test('V1 loading the package prints nothing, starts nothing and keeps nothing alive', async () => {
  for (const [type, source] of /** @type {const} */ ([
    ['commonjs', "require('uploadtask'); require('uploadtask/wx'); require('uploadtask/taro')"],
    ['module', "import 'uploadtask'; import 'uploadtask/wx'; import 'uploadtask/taro'"],
  ])) {
    const ended = await runNode([`--input-type=${type}`, '-e', source])
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '', stderr: '' })
  }
})

test('V1 the package works when it is installed in another project', async (context) => {
  const project = temporaryFolder(context)
  fs.mkdirSync(path.join(project, 'node_modules'))
  fs.symlinkSync(packageFolder, path.join(project, 'node_modules/uploadtask'), 'junction')
  for (const [type, source] of [
    ['commonjs', "console.log(typeof require('uploadtask').uploadFile)"],
    ['module', "import { uploadFile } from 'uploadtask/taro'; console.log(typeof uploadFile)"],
  ]) {
    const { code, stdout, stderr } = await runNode([`--input-type=${type}`, '-e', source], { cwd: project })
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'function\n', stderr: '' })
  }
})

test('V1 the manifest is exported; what is inside the package is not', () => {
  assert.equal(require('uploadtask/package.json').name, 'uploadtask')
  for (const inside of ['uploadtask/index.js', 'uploadtask/lib/task.js', 'uploadtask/wx.js']) {
    assert.throws(() => require(inside), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
  }
})

test('V1 every file that the manifest exports exists and is published', () => {
  const manifest = require('uploadtask/package.json')
  for (const target of Object.values(manifest.exports)) {
    for (const file of typeof target === 'string' ? [target] : Object.values(target)) {
      assert.ok(fs.existsSync(path.join(packageFolder, file)), file)
      const published = path.posix.normalize(file)
      assert.ok(published === 'package.json' || manifest.files.includes(published), `files has ${published}`)
    }
  }
})
