'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record, outcome } = require('../support/calls')
const { runSnippet } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startReceiver } = require('../support/receiver')

/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

const methods = ['abort', 'offHeadersReceived', 'offProgressUpdate', 'onHeadersReceived', 'onProgressUpdate']

/**
 * Every property of an object that `Object.prototype` does not give, own and inherited.
 *
 * @param {any} object
 */
function membersOf(object) {
  /** @type {Set<string | symbol>} */
  const names = new Set()
  for (let one = object; one && one !== Object.prototype; one = Object.getPrototypeOf(one)) {
    for (const name of Reflect.ownKeys(one)) if (name !== 'constructor') names.add(name)
  }
  return [...names].sort()
}

/**
 * A running task, held by its server, and a task of a parameter error.
 *
 * @param {import('node:test').TestContext} context
 */
async function bothKinds(context) {
  const receiver = await startHoldingReceiver(context)
  const running = record(uploadFile, { url: receiver.url, filePath: temporaryFile(context), name: 'file' })
  const inert = record(uploadFile, {})
  return [running, inert]
}

test('W1 the task has exactly the five methods, of a running upload and of a parameter error', async (context) => {
  for (const { task, done } of await bothKinds(context)) {
    assert.deepEqual(membersOf(task), methods)
    for (const name of methods) assert.equal(typeof task[name], 'function', name)
    task.abort()
    await done
  }
})

test('W1 the task is no Promise and has no then', async (context) => {
  for (const { task, done } of await bothKinds(context)) {
    assert.equal(task instanceof Promise, false)
    assert.equal('then' in task, false)
    assert.equal(await task, task)
    task.abort()
    await done
  }
})

test('W1 a failing call without callbacks causes no unhandledRejection', async (context) => {
  const filePath = temporaryFile(context)
  const { code, reports, stderr } = await runSnippet(
    `
      process.on('unhandledRejection', (reason) => report(['unhandledRejection', String(reason)]))
      process.on('uncaughtException', (error) => report(['uncaughtException', String(error)]))
      process.on('exit', () => report(['exit']))
      const { uploadFile } = uploadtask.wx
      uploadFile({ url: 'http://127.0.0.1:1/', filePath: input.filePath, name: 'file' })
      uploadFile({ url: 'http://127.0.0.1:1/', filePath: input.filePath + '.missing', name: 'file' })
      uploadFile({ url: '', filePath: input.filePath, name: 'file' })
      uploadFile({ url: 'http://127.0.0.1:1/', filePath: input.filePath, name: 'file' }).abort()
      uploadFile({})
      uploadFile()
      uploadFile(null)
    `,
    { filePath },
  )
  assert.deepEqual(reports, [['exit']])
  assert.equal(stderr, '')
  assert.equal(code, 0)
})

test('W2 in finds the five methods', async (context) => {
  for (const { task, done } of await bothKinds(context)) {
    for (const name of methods) assert.equal(name in task, true, name)
    task.abort()
    await done
  }
})

test('W2 all five methods return undefined, with and without an argument', async (context) => {
  for (const { task, done } of await bothKinds(context)) {
    const listener = () => {}
    for (const name of ['onProgressUpdate', 'onHeadersReceived', 'offProgressUpdate', 'offHeadersReceived']) {
      assert.equal(task[name](listener), undefined, name)
      assert.equal(task[name](), undefined, name)
    }
    assert.equal(task.abort(), undefined)
    assert.equal(task.abort(), undefined)
    await done
    assert.equal(task.abort(), undefined)
  }
})

test('W2 the methods work detached and bound: listeners', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  for (const [label, reach] of /** @type {Array<[string, (task: any, name: string) => Function]>} */ ([
    ['detached', (task, name) => task[name]],
    ['bound', (task, name) => task[name].bind(null)],
    ['bound to another object', (task, name) => task[name].bind({ name })],
  ])) {
    const { task, done } = record(uploadFile, options)
    const [onProgressUpdate, offProgressUpdate, onHeadersReceived, offHeadersReceived] = [
      'onProgressUpdate',
      'offProgressUpdate',
      'onHeadersReceived',
      'offHeadersReceived',
    ].map((name) => reach(task, name))
    /** @type {string[]} */
    const seen = []
    const removedProgress = () => seen.push('removed progress')
    const removedHeaders = () => seen.push('removed headers')
    onProgressUpdate(removedProgress)
    onHeadersReceived(removedHeaders)
    offProgressUpdate(removedProgress)
    offHeadersReceived(removedHeaders)
    onProgressUpdate(() => seen.push('progress'))
    onHeadersReceived(() => seen.push('headers'))
    await done
    assert.deepEqual([...new Set(seen)], ['progress', 'headers'], label)
  }
})

test('W2 abort works detached and bound', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const detached = record(uploadFile, options)
  const { abort } = detached.task
  await receiver.next()
  abort()
  const bound = record(uploadFile, options)
  const boundAbort = bound.task.abort.bind(null)
  await receiver.next()
  boundAbort()
  for (const { done } of [detached, bound]) {
    const failure = { errMsg: 'uploadFile:fail abort', errno: 600004 }
    assert.deepEqual(await done, [
      ['fail', failure],
      ['complete', failure],
    ])
  }
})

test('W1 each call returns a task of its own', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = record(uploadFile, options)
  const second = record(uploadFile, options)
  assert.notEqual(first.task, second.task)
  first.task.abort()
  assert.deepEqual(
    (await first.done).map(([name]) => name),
    ['fail', 'complete'],
  )
  assert.deepEqual(
    (await second.done).map(([name]) => name),
    ['success', 'complete'],
  )
  assert.equal((await outcome(uploadFile, options)).name, 'success')
})
