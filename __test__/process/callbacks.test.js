'use strict'

const assert = require('node:assert/strict')
const { spawnSync } = require('node:child_process')
const { availableParallelism } = require('node:os')
const { test } = require('node:test')

const { temporaryFile } = require('../support/files')
const { runSnippet } = require('../support/child')
const { startProgram } = require('../support/program')
const { startReceiver } = require('../support/receiver')

/**
 * @param {import('node:test').TestContext} context
 * @param {string} dialect
 * @param {boolean} isHandled Whether the program has a listener for `uncaughtException`.
 */
async function runThrowing(context, dialect, isHandled) {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const ended = await startProgram(context, 'throwing-callbacks', { dialect, options, isHandled }).ended
  const [{ calls, caught }] = ended.reports
  return { ...ended, calls, caught }
}

for (const [line, dialect, calls] of /** @type {Array<[string, string, string[]]>} */ ([
  ['W26', 'wx', ['progress', 'headers', 'success', 'complete']],
  ['W26', 'taro', ['progress', 'headers', 'success', 'complete']],
  ['V20', 'vela', ['progress', 'success', 'complete']],
])) {
  test(`${line} what callbacks throw is an uncaughtException, once each, and the upload settles (${dialect})`, async (context) => {
    const ended = await runThrowing(context, dialect, true)
    assert.deepEqual(ended.calls, calls)
    assert.deepEqual(
      ended.caught,
      calls.map((name) => `from ${name}`),
    )
    assert.deepEqual([ended.code, ended.signal, ended.stderr], [0, null, ''])
  })

  test(`${line} what a callback throws ends a process that does not handle it (${dialect})`, async (context) => {
    const ended = await runThrowing(context, dialect, false)
    assert.deepEqual([ended.code, ended.signal], [1, null])
    assert.match(ended.stderr, /Error: from progress\r?\n\s+at /)
    assert.equal(ended.stderr.match(/Error: from /g)?.length, 1)
  })
}

for (const [line, dialect] of [
  ['W34', 'wx'],
  ['W34', 'taro'],
  ['V20', 'vela'],
  ['V20', 'quickapp'],
]) {
  test(`${line} what a callback throws surfaces in the asynchronous context of its uploadFile (${dialect})`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const ended = await startProgram(context, 'throwing-in-contexts', { dialect, options }).ended
    assert.deepEqual([ended.code, ended.signal, ended.stderr], [0, null, ''])
    assert.deepEqual(ended.reports[0].caught, [
      ['A', 'A'],
      ['B', 'B'],
      ['C', 'C'],
    ])
  })
}

test('W25 all callbacks come although the globals that schedule work were replaced', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { code, signal, stderr, reports } = await startProgram(context, 'mocked-globals', options).ended
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' })
  assert.equal(reports.length, 1)
  assert.deepEqual(reports[0].events, [
    ...['wx progress 100', 'wx headers', 'wx success', 'wx complete'],
    ...['missing fail', 'missing complete'],
    ...['taro progress 100', 'taro headers', 'taro 200'],
  ])
  assert.deepEqual(reports[0].caught, ['thrown by wx', 'thrown by taro'])
})

test('W25 all callbacks come although the functions of the language were replaced before the first upload', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { code, stderr, reports } = await startProgram(context, 'mocked-builtins', options).ended
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.deepEqual(reports[0].ends, ['wx success', 'vela success', 'taro success'])
})

test('W25 V20 without a thread to be had every upload fails, and the process ends', {
  skip: process.platform !== 'linux' && 'only Linux is known to refuse a stack of that size',
}, async (context) => {
  const options = { url: 'http://127.0.0.1:1/', filePath: temporaryFile(context), name: 'file' }
  // The size of the stacks of Rust's threads.
  const env = { RUST_MIN_STACK: String(2 ** 47) }
  const { code, reports } = await startProgram(context, 'no-threads', options, { env }).ended
  assert.equal(code, 0)
  assert.match(reports[0].ends[0], /^wx 600001 uploadFile:fail cannot start the threads of uploadtask/)
  assert.match(reports[0].ends[1], /^vela 200 cannot start the threads of uploadtask/)
})

test('W25 where the system has one thread alone, uploads side by side share it', {
  skip: spawnSync('prlimit', ['--version']).error && 'there is no prlimit, which is of util-linux',
}, async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { code, stderr, reports } = await startProgram(context, 'one-thread', options).ended
  assert.equal(code, 0, stderr)
  assert.deepEqual(reports[0].statuses, [
    [200, 200, 200],
    [200, 200],
  ])
  // tokio says so itself, where it is tried.
  const tries = stderr.match(/can't spawn worker thread/g)?.length
  assert.equal(tries, availableParallelism() > 1 ? 1 : undefined)
})

test('W26 what goes wrong with one event keeps no other upload from its end', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { code, reports } = await startProgram(context, 'broken-event', options).ended
  assert.equal(code, 0)
  assert.deepEqual(reports[0].ends.sort(), Array(10).fill('success'))
  assert.ok(reports[0].caught.length > 0)
})

test('W26 a copy of the package that is loaded behind a fake clock uploads and surfaces what is thrown', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const ended = await runSnippet(
    `for (const name of ['setImmediate', 'queueMicrotask']) globalThis[name] = () => {}
    process.nextTick = () => {}
    require('node:timers').setImmediate = () => {}
    for (const file of Object.keys(require.cache)) {
      if (!file.endsWith('.node')) delete require.cache[file]
    }
    const caught = []
    process.on('uncaughtException', (error) => caught.push(error.message))
    const copy = require('uploadtask')
    const success = () => { throw new Error('from success') }
    copy.taro.uploadFile({ ...input, success }).then(({ errMsg }) => report({ isCopy: copy !== uploadtask, errMsg, caught }))`,
    options,
  )
  assert.deepEqual([ended.code, ended.stderr], [0, ''])
  assert.deepEqual(ended.reports, [{ isCopy: true, errMsg: 'uploadFile:ok', caught: ['from success'] }])
})

for (const adapted of [false, true]) {
  const what = adapted ? "an adapter's task" : 'a task'
  const event = adapted ? 'unhandledRejection' : 'uncaughtException'

  test(`W3 W26 what the callback of abort throws keeps ${what} from no abort, and is one ${event}`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const ended = await runSnippet(
      `const caught = []
      process.on(input.event, (error) => caught.push(error.message))
      const { taroFromWx } = require('uploadtask/adapt')
      const taro = input.adapted ? taroFromWx(uploadtask.wx) : uploadtask.taro
      const task = taro.uploadFile(input.options)
      const same = task.abort(() => { throw new Error('from abort') }) === task
      task.catch(({ errMsg }) => setImmediate(() => report({ same, errMsg, caught })))`,
      { adapted, event, options },
    )
    assert.deepEqual([ended.code, ended.stderr], [0, ''])
    assert.deepEqual(ended.reports, [{ same: true, errMsg: 'uploadFile:fail abort', caught: ['from abort'] }])
    assert.equal(receiver.uploads.length, 0)
  })
}
