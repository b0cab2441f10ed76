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
  fs.copyFileSync(path.join(folder, 'imports.mts'), path.join(folder, 'imports.cts'))
  const installed = path.join(folder, 'node_modules', 'uploadtask')
  fs.mkdirSync(installed, { recursive: true })
  const { files } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
  for (const file of ['package.json', ...files]) {
    if (file === 'package.json' || file.endsWith('.d.ts')) {
      fs.copyFileSync(path.join(root, file), path.join(installed, file))
    }
  }
  return { folder, installed }
}

test('W6 the types of uploadtask/wx fit miniprogram-api-typings', () =>
  compiles(path.join(__dirname, 'wechat', 'tsconfig.json')))

test('W6 the types of uploadtask/taro fit @tarojs/taro', () =>
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

test('V1 the types of the module, of uploadtask/vela and of createRuntime', () =>
  compiles(path.join(__dirname, 'runtime', 'tsconfig.json')))

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
  test(`V1 the types of the root and of every subpath resolve under ${name}`, async (context) => {
    const { folder } = installTypes(context)
    await compiles(path.join(folder, project), compiler)
  })

  test(`V1 a subpath without its types is found under ${name}`, async (context) => {
    const { folder, installed } = installTypes(context)
    fs.rmSync(path.join(installed, 'wx.d.ts'))
    const { code, output } = await compile(path.join(folder, project), compiler)
    assert.notEqual(code, 0)
    assert.match(output, /error TS2307: Cannot find module 'uploadtask\/wx'/)
  })
}
