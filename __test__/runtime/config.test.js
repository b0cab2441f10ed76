'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const notAString = [1, true, {}, ['a'], () => {}, Symbol('a'), 1n]
const notABoolean = ['true', 1, {}, () => {}]
const notAnObject = ['a', true, () => {}]

/** @type {Array<[string, any[]]>} */
const wrongTypes = [
  ['root', notAString],
  ['package', notAString],
  ['appDir', notAString],
  ['hostPaths', notABoolean],
  ['strict', notABoolean],
  ['maxConcurrency', ['5', true, () => {}, { vela: '5' }, { wx: true }]],
  ['onLimit', [1, true, {}]],
  ['networkTimeout', [...notAnObject, 1000, { uploadFile: '1000' }]],
  ['domains', ['example.com', 1, {}, [1], ['example.com', null]]],
  ['proxy', [1, true, {}, []]],
  ['ca', [1, true, {}, [1], ['', true]]],
  ['rejectUnauthorized', notABoolean],
  ['maxResponseBytes', ['1000', true, {}, 1000n]],
  ['wire', [1, true, {}]],
  ['abort', [1, true, {}]],
  ['userAgent', notAString],
]
/** @type {Array<[string, any[]]>} */
const wrongValues = [
  ['maxConcurrency', [0, -1, 1.5, Number.NaN, { vela: 0 }, { vela: 2, wx: -1 }]],
  ['onLimit', ['drop', '']],
  ['maxResponseBytes', [-1, Number.NaN]],
  ['proxy', ['no url']],
  ['domains', [['ftp://a.test'], ['a.test/path'], ['a.test', '*.a.test']]],
  ['wire', ['compact', '']],
  ['abort', ['throw', '']],
]

/**
 * @param {any} config
 * @param {string} option
 */
function assertThrowsTypeError(config, option) {
  assert.throws(
    () => createRuntime(config),
    (error) => {
      assert.ok(error instanceof TypeError)
      assert.match(error.message, /^createRuntime: /)
      // A member of the option, `maxConcurrency.vela` say, is named with it.
      assert.match(error.message, new RegExp(`"${option}[".]`))
      return true
    },
  )
}

for (const [option, values] of wrongTypes) {
  test(`createRuntime: ${option} of a wrong type throws a TypeError that names it`, () => {
    for (const value of values) assertThrowsTypeError({ [option]: value }, option)
  })
}

for (const [option, values] of wrongValues) {
  test(`createRuntime: ${option} with a value that it does not have throws a TypeError that names it`, () => {
    for (const value of values) assertThrowsTypeError({ [option]: value }, option)
  })
}

test('createRuntime: the message for a wrong type says what it should be and what it is', () => {
  assert.throws(() => createRuntime({ root: 1 }), {
    name: 'TypeError',
    message: 'createRuntime: option "root" should be a string instead of Number',
  })
})

test('createRuntime: an unknown option throws a TypeError; a near one is suggested', () => {
  assert.throws(() => createRuntime({ maxConcurency: 5 }), {
    name: 'TypeError',
    message: 'createRuntime: unknown option "maxConcurency" (did you mean "maxConcurrency"?)',
  })
})

test('createRuntime: an unknown option that is like no other throws a TypeError without a suggestion', () => {
  assert.throws(
    () => createRuntime({ qqqqqqqqqqqq: 5 }),
    (error) => {
      assert.ok(error instanceof TypeError)
      assert.match(error.message, /^createRuntime: unknown option "qqqqqqqqqqqq"/)
      assert.doesNotMatch(error.message, /did you mean/)
      return true
    },
  )
})

test('createRuntime: a configuration that is no object throws a TypeError', () => {
  for (const config of ['a', 1, true, Symbol('a')]) assert.throws(() => createRuntime(config), TypeError)
})

test('createRuntime: gives vela, quickapp, wx, taro and alipay, plain objects with an own enumerable uploadFile', () => {
  const runtime = createRuntime()
  for (const dialect of ['vela', 'quickapp', 'wx', 'taro', 'alipay']) {
    assert.equal(Object.getPrototypeOf(runtime[dialect]), Object.prototype, dialect)
    assert.ok(Object.keys(runtime[dialect]).includes('uploadFile'), dialect)
    assert.equal(typeof runtime[dialect].uploadFile, 'function', dialect)
  }
})

test('createRuntime: without configuration, and with undefined for every option, the defaults hold', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const undefinedOptions = Object.fromEntries(wrongTypes.map(([option]) => [option, undefined]))
  for (const config of [[], [undefined], [{}], [undefinedOptions]]) {
    const runtime = createRuntime(...config)
    for (const dialect of ['vela', 'wx', 'taro']) {
      const { name } = await outcome(runtime[dialect].uploadFile, options)
      assert.equal(name, 'success', dialect)
    }
  }
})

test('createRuntime: every option takes its documented values', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  for (const config of [
    { root: temporaryFolder(context), package: 'com.example.app', appDir: temporaryFolder(context) },
    { hostPaths: true },
    { strict: false },
    { maxConcurrency: 1 },
    { maxConcurrency: { vela: 1 } },
    { maxConcurrency: { wx: 1 } },
    { maxConcurrency: { vela: 1, wx: 1 } },
    { maxConcurrency: {} },
    { onLimit: 'queue' },
    { onLimit: 'fail' },
    { networkTimeout: {} },
    { networkTimeout: { uploadFile: 60_000 } },
    { networkTimeout: { request: 1, connectSocket: 1, uploadFile: 60_000, downloadFile: 1 } },
    { domains: ['127.0.0.1'] },
    { proxy: false },
    { ca: [] },
    { rejectUnauthorized: true },
    { rejectUnauthorized: false },
    { maxResponseBytes: 1_000_000 },
    { wire: 'portable' },
    { abort: 'silent' },
    { abort: 'fail' },
    { userAgent: 'example/1.0' },
  ]) {
    const { name } = await outcome(createRuntime(config).vela.uploadFile, options)
    assert.equal(name, 'success', JSON.stringify(config))
  }
})

test('createRuntime: the configuration may be frozen and is read once', async (context) => {
  const receiver = await startReceiver(context)
  const domains = Object.freeze(['127.0.0.1'])
  const frozen = Object.freeze({
    userAgent: 'frozen/1.0',
    domains,
    maxConcurrency: Object.freeze({ vela: 1 }),
  })
  const config = { userAgent: 'first/1.0', domains: ['127.0.0.1'] }
  const runtimes = [createRuntime(frozen), createRuntime(config)]
  config.userAgent = 'changed/1.0'
  config.domains[0] = 'changed.example'
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  for (const runtime of runtimes) {
    const { name } = await outcome(runtime.vela.uploadFile, options)
    assert.equal(name, 'success')
  }
  assert.deepEqual(
    receiver.uploads.map(({ headers }) => headers['user-agent']),
    ['frozen/1.0', 'first/1.0'],
  )
})

test('V38 createRuntime: runtimes share no queue, neither with each other nor with the default one', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const modules = [
    createRuntime({ maxConcurrency: 1 }).vela,
    createRuntime({ maxConcurrency: 1 }).vela,
    require('uploadtask/vela'),
  ]
  const started = modules.map(({ uploadFile }) => record(uploadFile, options))
  const held = [await receiver.next(), await receiver.next(), await receiver.next()]
  for (const { release } of held) release()
  for (const { done } of started) assert.equal((await done)[0][0], 'success')
})

test('W31 createRuntime: wx and taro of one runtime share their queue', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ maxConcurrency: { wx: 1 }, onLimit: 'fail' })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = record(runtime.wx.uploadFile, options)
  const second = await outcome(runtime.taro.uploadFile, options)
  assert.equal(second.name, 'fail')
  assert.equal(second.values[0].errno, 600007)
  const held = await receiver.next()
  held.release()
  assert.equal((await first.done)[0][0], 'success')
})

test('V34 createRuntime: hostPaths: false holds for Vela only', async (context) => {
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ root: temporaryFolder(context), hostPaths: false })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const vela = await outcome(runtime.vela.uploadFile, options)
  assert.deepEqual(vela, { name: 'fail', values: ['invalid filename', 202] })
  for (const dialect of ['wx', 'taro']) {
    const { name } = await outcome(runtime[dialect].uploadFile, options)
    assert.equal(name, 'success', dialect)
  }
})

test('V32 V35 createRuntime: relative root and appDir are taken from the current folder', async (context) => {
  const receiver = await startReceiver(context)
  const folder = temporaryFolder(context)
  for (const name of ['tmp', 'src/Common']) {
    fs.mkdirSync(path.join(folder, name), { recursive: true })
    fs.writeFileSync(path.join(folder, name, 'a.txt'), 'a')
  }
  const root = path.relative(process.cwd(), folder)
  const runtime = createRuntime({ root, appDir: path.join(root, 'src'), hostPaths: false })
  for (const filePath of ['internal://tmp/a.txt', '/Common/a.txt']) {
    const { name } = await outcome(runtime.vela.uploadFile, { url: receiver.url, filePath, name: 'file' })
    assert.equal(name, 'success', filePath)
  }
})
