'use strict'
// The hand-written declarations, compiled as a user's compiler does it.

const assert = require('node:assert/strict')
const { execFile } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { temporaryFolder } = require('../support/files')

const root = path.join(__dirname, '..', '..')

/**
 * Compiles a project.
 *
 * @param {string} project A tsconfig file.
 * @param {string} [compiler] The package of the compiler; TypeScript 7 has no node10 resolution any more.
 * @returns {Promise<{ code: number | string | null | undefined, output: string }>}
 */
function compile(project, compiler = 'typescript') {
  const tsc = path.join(path.dirname(require.resolve(`${compiler}/package.json`)), 'bin', 'tsc')
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '--pretty', 'false', '-p', project], (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, output: `${stdout}${stderr}` })
    })
  })
}

/**
 * @param {string} project
 * @param {string} [compiler]
 */
async function compiles(project, compiler) {
  const { code, output } = await compile(project, compiler)
  assert.equal(code, 0, `tsc -p ${path.relative(root, project)}\n${output}`)
}

/** @type {{ files: string[], exports: Record<string, string | Record<string, string>> }} */
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))

/**
 * The package as npm would install it, types only, in the node_modules of a new folder with the projects of
 * `resolution` in it: what `files` and `exports` leave out is not there.
 *
 * @param {import('node:test').TestContext} context
 * @returns The folder, and that of the package in it.
 */
function installTypes(context) {
  const folder = fs.realpathSync(temporaryFolder(context))
  fs.cpSync(path.join(__dirname, 'resolution'), folder, { recursive: true })
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.mts'))) {
    fs.copyFileSync(path.join(folder, file), path.join(folder, file.replace('.mts', '.cts')))
  }
  const installed = path.join(folder, 'node_modules', 'uploadtask')
  const published = (/** @type {string} */ source) =>
    fs.statSync(source).isDirectory() || source.endsWith('.d.ts') || source.endsWith('package.json')
  const included = manifest.files.filter((file) => !file.startsWith('!'))
  for (const file of ['package.json', ...included]) {
    const source = path.join(root, file)
    if (published(source))
      fs.cpSync(source, path.join(installed, file), { recursive: true, filter: published })
  }
  return { folder, installed }
}

/** Installs further packages in such a folder. */
function installOthers(/** @type {string} */ folder, /** @type {string[]} */ ...names) {
  for (const name of names) {
    fs.cpSync(path.join(root, 'node_modules', name), path.join(folder, 'node_modules', name), {
      recursive: true,
    })
  }
}

/**
 * A new project in `folder`, with the module resolution of another one.
 *
 * @param {string} folder
 * @param {string} project The tsconfig file that it extends.
 * @param {string[]} types
 * @param {string[]} files
 */
function deriveProject(folder, project, types, files) {
  const derived = path.join(folder, 'tsconfig.derived.json')
  const configuration = { extends: `./${project}`, compilerOptions: { types }, files }
  fs.writeFileSync(derived, JSON.stringify(configuration))
  return derived
}

/** Asserts of each subpath with code that its types are found and have the module as their own default. */
function subpathsProgram() {
  const subpaths = Object.entries(manifest.exports)
    .filter(([, target]) => typeof target === 'object' && target.default)
    .map(([subpath]) => subpath)
  const name = (/** @type {string} */ subpath) =>
    subpath.replace('./', '').replace('.', 'uploadtask').replace('-', '_')
  return [
    ...subpaths.map((subpath) => `import type ${name(subpath)} from 'uploadtask${subpath.slice(1)}'`),
    // Two types that fit each other have the same members.
    'type Same<A, B> = A extends B ? (B extends A ? true : false) : false',
    'type IsAny<T> = 0 extends 1 & T ? true : false',
    'const yes = <_T extends true>() => {}',
    'const no = <_T extends false>() => {}',
    ...subpaths
      .map(name)
      .flatMap((module) => [
        `no<IsAny<typeof ${module}>>()`,
        `no<IsAny<typeof ${module}.default>>()`,
        `yes<Same<typeof ${module}.default, typeof ${module}>>()`,
      ]),
  ].join('\n')
}

test('W6 the types of uploadtask/wx fit miniprogram-api-typings', () =>
  compiles(path.join(__dirname, 'wechat', 'tsconfig.json')))

test('A3 the types of uploadtask/alipay fit @mini-types/my', () =>
  compiles(path.join(__dirname, 'alipay', 'tsconfig.json')))

test('M1 the types of uploadtask/tt fit @douyin-microapp/typings', () =>
  compiles(path.join(__dirname, 'douyin', 'tsconfig.json')))

test('M1 the types of uploadtask/dd fit dingtalk-jsapi', () =>
  compiles(path.join(__dirname, 'dingtalk', 'tsconfig.json')))

test('W6 the types of uploadtask/taro fit @tarojs/taro', () =>
  compiles(path.join(__dirname, 'taro', 'tsconfig.json')))

test('V4 the types of uploadtask stand beside a module augmentation of @tarojs/taro', () =>
  compiles(path.join(__dirname, 'taro', 'tsconfig.json')))

test('W6 a function that does not fit miniprogram-api-typings is found', async () => {
  const { code, output } = await compile(path.join(__dirname, 'wechat', 'tsconfig.wrong.json'))
  assert.notEqual(code, 0)
  assert.match(
    output,
    /wrong\.ts\(4,14\): error TS2322: Type '\(options: UploadFileOption\) => UploadTask' is not/,
  )
})

test('W6 a function that does not fit @tarojs/taro is found', async () => {
  const { code, output } = await compile(path.join(__dirname, 'taro', 'tsconfig.wrong.json'))
  assert.notEqual(code, 0)
  assert.match(
    output,
    /wrong\.ts\(5,14\): error TS2322: .*is not assignable to type '\(option: Option\) => UploadTaskPromise'/,
  )
})

test('V1 the types of the module, of uploadtask/vela, uploadtask/quickapp and createRuntime', () =>
  compiles(path.join(__dirname, 'runtime', 'tsconfig.json')))

test('X1 the types of uploadtask/adapt take each platform and give each dialect', () =>
  compiles(path.join(__dirname, 'adapt', 'tsconfig.json')))

test('receiver: the types of rules take what is right, and nothing else', () =>
  compiles(path.join(__dirname, 'receiver', 'tsconfig.json')))

test('V1 an option that createRuntime does not have is found', async () => {
  const { code, output } = await compile(path.join(__dirname, 'runtime', 'tsconfig.wrong.json'))
  assert.notEqual(code, 0)
  assert.match(output, /wrong\.ts\(4,40\): error TS2561: .*Did you mean to write 'maxConcurrency'\?/)
})

const resolutions = [
  { name: 'node16', project: 'tsconfig.node16.json', compiler: 'typescript' },
  { name: 'bundler', project: 'tsconfig.bundler.json', compiler: 'typescript' },
  { name: 'node10', project: 'tsconfig.node10.json', compiler: 'typescript-5' },
  {
    name: 'node10 without esModuleInterop',
    project: 'tsconfig.node10-no-interop.json',
    compiler: 'typescript-5',
  },
]
for (const { name, project, compiler } of resolutions) {
  // What ends in .mts is a module of its own kind, which node10 does not know.
  const kinds = name.startsWith('node10') ? ['.cts'] : ['.cts', '.mts']

  test(`V1 the types of the root and of the dialects resolve under ${name}`, async (context) => {
    const { folder } = installTypes(context)
    await compiles(path.join(folder, project), compiler)
  })

  test(`V1 the types of every subpath of the exports map resolve under ${name}`, async (context) => {
    const { folder } = installTypes(context)
    const files = kinds.map((kind) => `subpaths${kind}`)
    for (const file of files) fs.writeFileSync(path.join(folder, file), subpathsProgram())
    // The types of the receiver speak of Node.js' own.
    installOthers(folder, '@types/node', 'undici-types')
    await compiles(deriveProject(folder, project, ['node'], files), compiler)
  })

  test(`V1 a subpath without its types is found under ${name}`, async (context) => {
    const { folder, installed } = installTypes(context)
    fs.rmSync(path.join(installed, 'wx.d.ts'))
    const { code, output } = await compile(path.join(folder, project), compiler)
    assert.notEqual(code, 0)
    assert.match(output, /error TS2307: Cannot find module 'uploadtask\/wx'/)
  })

  for (const [dialect, types] of [
    ['vela', 'uploadtask'],
    ['quickapp', 'uploadtask/system-quickapp'],
  ]) {
    const files = kinds.map((kind) => `system-${dialect}${kind}`)

    test(`V4 @system.uploadtask has types by the types entry "${types}" under ${name}`, async (context) => {
      const { folder } = installTypes(context)
      const required = dialect === 'vela' && name === 'node16' ? ['system-require.cjs'] : []
      await compiles(deriveProject(folder, project, [types], [...files, ...required]), compiler)
    })

    test(`V4 "${types}" stands beside the vendors' quickapp-interface under ${name}`, async (context) => {
      const { folder } = installTypes(context)
      installOthers(folder, 'quickapp-interface', '@types/node', 'undici-types')
      const vendors = kinds.map((kind) => `system-vendors${kind}`)
      await compiles(deriveProject(folder, project, [types, 'quickapp-interface'], vendors), compiler)
    })

    test(`V4 @system.uploadtask has types by a reference to "${types}" under ${name}`, async (context) => {
      const { folder } = installTypes(context)
      for (const file of files.map((name) => path.join(folder, name))) {
        fs.writeFileSync(file, `/// <reference types="${types}" />\n${fs.readFileSync(file, 'utf8')}`)
      }
      await compiles(deriveProject(folder, project, [], files), compiler)
    })
  }

  test(`V4 @system.uploadtask without an entry and a reference is found under ${name}`, async (context) => {
    const { folder } = installTypes(context)
    fs.writeFileSync(path.join(folder, 'app.cts'), "import type {} from '@system.uploadtask'")
    const { code, output } = await compile(deriveProject(folder, project, [], ['app.cts']), compiler)
    assert.notEqual(code, 0)
    assert.match(output, /error TS2307: Cannot find module '@system.uploadtask'/)
  })
}
