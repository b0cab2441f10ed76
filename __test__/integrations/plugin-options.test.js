'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { runNode } = require('../support/child.js')
const { temporaryFolder } = require('../support/files.js')

/** @type {any} */
const bundlers = require('uploadtask/bundlers')
/** @type {any} */
const vitest = require('uploadtask/vitest')
/** @type {any} */
const jest = require('uploadtask/jest')

const BUNDLERS = ['vite', 'webpack', 'rspack', 'rollup', 'esbuild', 'rolldown']

/** What a plugin for Rollup makes of a specifier. */
function resolve(/** @type {any} */ options, /** @type {string} */ specifier) {
  return bundlers.rollup(options).resolveId.handler.call({}, specifier, undefined, {})
}

/** The specifiers and the files that a preset of vitest puts in their place. */
function aliases(/** @type {any} */ options) {
  /** @type {Array<{ find: RegExp, replacement: string }>} */
  const list = vitest(options).config().resolve.alias
  return list.map(({ find, replacement }) => [find.source, path.basename(replacement)])
}

test('V1 the default export of each integration is the module', async () => {
  for (const name of ['bundlers', 'vitest', 'jest']) {
    const required = require(`uploadtask/${name}`)
    assert.equal(required.default, required, name)
    const imported = await import(`uploadtask/${name}`)
    assert.equal(imported.default, required, name)
  }
  const imported = await import('uploadtask/bundlers')
  for (const bundler of BUNDLERS) {
    assert.equal(typeof (/** @type {any} */ (imported)[bundler]), 'function', bundler)
  }
})

for (const bundler of BUNDLERS) {
  test(`V2 ${bundler}: an unknown option is a TypeError that names it, at the call`, () => {
    assert.throws(() => bundlers[bundler]({ dialekt: 'vela' }), {
      name: 'TypeError',
      message:
        /^uploadtask\/bundlers: unknown option "dialekt" \(the options are dialect, taro, configuration/,
    })
  })
}

test('V2 a wrong value of an option is a TypeError that says what is right', () => {
  for (const [options, message] of /** @type {Array<[any, RegExp]>} */ ([
    [{ dialect: 'wechat' }, /option "dialect" should be "vela" or "quickapp"/],
    [{ taro: 'yes' }, /option "taro" should be true or false/],
    [{ configuration: true }, /option "configuration" should be the folder/],
    [{ configuration: '' }, /option "configuration" should be the folder/],
    [[], /the options should be an object/],
    [null, /the options should be an object/],
  ])) {
    assert.throws(() => bundlers.rollup(options), { name: 'TypeError', message })
  }
  assert.throws(() => vitest({ root: '.' }), {
    name: 'TypeError',
    message: /^uploadtask\/vitest: unknown option "root"/,
  })
})

test('V2 the plugin leaves the package outside of the bundle, and the rest to the bundler', () => {
  const options = { configuration: false }
  assert.deepEqual(resolve(options, '@system.uploadtask'), { id: 'uploadtask/vela', external: true })
  for (const specifier of ['uploadtask', 'uploadtask/wx', 'uploadtask/register']) {
    assert.deepEqual(resolve(options, specifier), { id: specifier, external: true })
  }
  for (const specifier of [
    'uploadtask/adapt',
    '@tarojs/taro',
    '@systems.uploadtask',
    '@systemXuploadtask',
    'x/@system.uploadtask',
  ]) {
    assert.equal(resolve(options, specifier), undefined, specifier)
  }
})

test('V2 the options choose the dialect and Taro', () => {
  const options = { configuration: false, dialect: 'quickapp', taro: true }
  assert.deepEqual(resolve(options, '@system.uploadtask'), { id: 'uploadtask/quickapp', external: true })
  assert.deepEqual(resolve(options, '@tarojs/taro'), { id: 'uploadtask/taro', external: true })
  assert.deepEqual(aliases({ dialect: 'quickapp', taro: true }), [
    ['^@system\\.uploadtask$', 'quickapp.js'],
    ['^@tarojs\\/taro$', 'taro.js'],
  ])
})

test('V2 what the options leave open is as the configuration has it', (context) => {
  const folder = temporaryFolder(context)
  fs.writeFileSync(path.join(folder, 'uploadtask.config.json'), '{ "dialect": "quickapp", "taro": true }')
  const options = { configuration: folder }
  assert.deepEqual(resolve(options, '@system.uploadtask'), { id: 'uploadtask/quickapp', external: true })
  assert.deepEqual(resolve({ ...options, taro: false }, '@tarojs/taro'), undefined)
  assert.deepEqual(resolve({ ...options, dialect: 'vela' }, '@system.uploadtask').id, 'uploadtask/vela')
})

test('V2 one option given: the other one is as the configuration has it', (context) => {
  const configuration = temporaryFolder(context)
  fs.writeFileSync(
    path.join(configuration, 'uploadtask.config.json'),
    '{ "dialect": "quickapp", "taro": true }',
  )
  assert.equal(resolve({ configuration, dialect: 'vela' }, '@tarojs/taro')?.id, 'uploadtask/taro')
  assert.equal(resolve({ configuration, taro: false }, '@system.uploadtask').id, 'uploadtask/quickapp')
})

test('V2 a folder of the configuration that is not there, or is no folder, is a TypeError that names it', (context) => {
  const missing = path.join(temporaryFolder(context), 'missing')
  for (const bundler of BUNDLERS) {
    for (const configuration of [missing, __filename]) {
      assert.throws(() => bundlers[bundler]({ configuration }), {
        name: 'TypeError',
        message:
          'uploadtask/bundlers: option "configuration" should be the folder from which the configuration is ' +
          `searched, or false: there is no folder ${configuration}`,
      })
    }
  }
})

test('V2 the presets take the configuration of the working directory', async (context) => {
  const folder = temporaryFolder(context)
  fs.writeFileSync(path.join(folder, 'uploadtask.config.json'), '{ "dialect": "quickapp" }')
  const source = `
    const { moduleNameMapper } = require(${JSON.stringify(require.resolve('uploadtask/jest'))})
    const vitest = require(${JSON.stringify(require.resolve('uploadtask/vitest'))})
    console.log(Object.keys(moduleNameMapper)[0], Object.values(moduleNameMapper)[0])
    console.log(vitest().config().resolve.alias[0].replacement)`
  const ended = await runNode(['-e', source], { cwd: folder })
  const file = require.resolve('uploadtask/quickapp')
  assert.equal(ended.stdout, `^@system\\.uploadtask$ ${file}\n${file}\n`, ended.stderr)
})

test('V2 a configuration that is wrong fails the build, and names the file', (context) => {
  const folder = temporaryFolder(context)
  fs.writeFileSync(path.join(folder, 'uploadtask.config.json'), '{ "dialect": "watch" }')
  assert.throws(
    () => bundlers.rollup({ configuration: folder }),
    /uploadtask\.config\.json: "dialect" should be/,
  )
})

test('V2 the preset of jest can be spread: it has the keys of jest and no other', () => {
  assert.deepEqual(Object.keys({ ...jest }).sort(), [
    'moduleNameMapper',
    'setupFiles',
    'transformIgnorePatterns',
  ])
  const [pattern] = jest.transformIgnorePatterns
  const isIgnored = (/** @type {string} */ file) => new RegExp(pattern).test(file)
  assert.equal(isIgnored('/app/node_modules/react/index.js'), true)
  assert.equal(isIgnored('/app/node_modules/@tarojs/taro/index.js'), false)
  assert.equal(
    isIgnored('/app/node_modules/.pnpm/@tarojs+taro@4.2.1/node_modules/@tarojs/taro/index.js'),
    false,
  )
  assert.equal(isIgnored('/app/node_modules/.pnpm/react@18.3.1/node_modules/react/index.js'), true)
})
