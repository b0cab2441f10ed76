'use strict'
// The package as its users load it: by name, in processes of their own, from CommonJS and from ES modules.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { packageFolder, runNode } = require('../support/child')
const { temporaryFolder } = require('../support/files')

const miniPrograms = ['tt', 'swan', 'qq', 'jd', 'ks', 'xhs', 'has', 'dd', 'uni']
const platforms = ['vela', 'quickapp', 'wx', 'taro', 'alipay', ...miniPrograms]

/** @type {Array<[string, string[]]>} */
const modules = [
  ['uploadtask', ['uploadFile', ...platforms, 'files', 'createRuntime']],
  ...platforms.map((name) => /** @type {[string, string[]]} */ ([`uploadtask/${name}`, ['uploadFile']])),
]

/** The members of the package that are no functions. */
const objects = [...platforms, 'files']

/** @type {{ exports: Record<string, any>, typesVersions: any, files: string[] }} */
const manifest = require('uploadtask/package.json')

/** The subpaths with code: what `require` and `import` take. */
const specifiers = Object.entries(manifest.exports)
  .filter(([, target]) => typeof target === 'object' && target.default)
  .map(([subpath]) => `uploadtask${subpath.slice(1)}`)

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
    const types = names.map((name) => [name, objects.includes(name) ? 'object' : 'function'])
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
        import { pathToFileURL } from 'node:url'
        import { uploadFile } from '${specifier}'
        const require = createRequire(pathToFileURL('a.js'))
        console.log(JSON.stringify(require('${specifier}').uploadFile === uploadFile))
      `,
    )
    assert.equal(result, true)
  })
}

test('V1 the exports map has the modules that are documented', () => {
  const others = specifiers.filter((one) => !miniPrograms.some((name) => one === `uploadtask/${name}`))
  assert.equal(others.length, specifiers.length - miniPrograms.length)
  assert.deepEqual(others.sort(), [
    'uploadtask',
    'uploadtask/adapt',
    'uploadtask/alipay',
    'uploadtask/assert',
    'uploadtask/bundlers',
    'uploadtask/jest',
    'uploadtask/matchers',
    'uploadtask/msw',
    'uploadtask/quickapp',
    'uploadtask/receiver',
    'uploadtask/register',
    'uploadtask/taro',
    'uploadtask/taro-plugin',
    'uploadtask/vela',
    'uploadtask/vite-receiver',
    'uploadtask/vitest',
    'uploadtask/wx',
  ])
})

for (const specifier of specifiers) {
  test(`V1 '${specifier}': require gives its own default, import the same and every name`, async () => {
    const result = await evaluate(
      'module',
      `
        import { createRequire } from 'node:module'
        import { pathToFileURL } from 'node:url'
        import * as namespace from '${specifier}'
        const required = createRequire(pathToFileURL('a.js'))('${specifier}')
        const names = Object.keys(required)
        console.log(JSON.stringify({
          itself: required.default === required,
          imported: namespace.default === required,
          marked: '__esModule' in required,
          listed: names.includes('default'),
          unseen: names.filter((name) => namespace[name] !== required[name]),
        }))
      `,
    )
    assert.deepEqual(result, { itself: true, imported: true, marked: false, listed: false, unseen: [] })
  })
}

test('W5 the members of the package are those of its subpaths', async () => {
  const result = await evaluate(
    'module',
    `
      import uploadtask from 'uploadtask'
      ${platforms.map((name) => `import ${name} from 'uploadtask/${name}'`).join('\n')}
      const modules = { ${platforms.join(', ')} }
      console.log(JSON.stringify(
        Object.keys(modules).filter((name) => uploadtask[name].uploadFile === modules[name].uploadFile),
      ))
    `,
  )
  assert.deepEqual(result, platforms)
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
  assert.deepEqual(result, Array(modules.length).fill('function'))
})

test('V1 loading the package prints nothing, starts nothing and keeps nothing alive', async () => {
  for (const [type, source] of /** @type {const} */ ([
    ['commonjs', modules.map(([specifier]) => `require('${specifier}')`).join(';')],
    ['module', modules.map(([specifier]) => `import '${specifier}'`).join(';')],
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

test('V4 uploadtask/system-quickapp is types only: no code can be loaded from it', () => {
  assert.deepEqual(Object.keys(manifest.exports['./system-quickapp']), ['types'])
  const specifier = 'uploadtask/system-quickapp'
  assert.throws(() => require(specifier), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
})

test('V1 every file that the manifest exports exists and is published', () => {
  for (const target of Object.values(manifest.exports)) {
    for (const file of typeof target === 'string' ? [target] : Object.values(target)) {
      assert.ok(fs.existsSync(path.join(packageFolder, file)), file)
      const published = path.posix.normalize(file)
      // npm always publishes the manifest.
      const places = ['package.json', ...manifest.files]
      const isPublished = places.some((place) => published === place || published.startsWith(`${place}/`))
      assert.ok(isPublished, `files has ${published}`)
    }
  }
})

test('V1 node10 finds the types of every subpath where the exports map has them', () => {
  for (const [subpath, target] of Object.entries(manifest.exports)) {
    if (subpath === '.' || !target.types) continue
    const name = subpath.slice(2)
    // Without an entry, node10 looks for a file of that name beside the manifest.
    const [types] = manifest.typesVersions['*'][name] ?? [`./${name}.d.ts`]
    assert.equal(types, target.types, subpath)
  }
})
