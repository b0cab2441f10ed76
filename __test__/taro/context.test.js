'use strict'

const assert = require('node:assert/strict')
const { AsyncLocalStorage } = require('node:async_hooks')
const { test } = require('node:test')

const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startReceiver } = require('../support/receiver')

/** @type {any} */
const { uploadFile } = require('uploadtask/taro')

test('W34 callbacks run in the context of the call, listeners in that of the call that added them', async (context) => {
  const receiver = await startReceiver(context)
  const storage = new AsyncLocalStorage()
  /** @type {Set<string>} */
  const seen = new Set()
  const see = (/** @type {string} */ name) => () => seen.add(`${name} in ${storage.getStore()}`)
  const task = storage.run('call', () =>
    uploadFile({
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
      success: see('success'),
      fail: see('fail'),
      complete: see('complete'),
    }),
  )
  storage.run('first', () => task.progress(see('progress')))
  storage.run('second', () => task.onProgressUpdate(see('onProgressUpdate')))
  storage.run('third', () => task.headersReceive(see('headersReceive')))
  task.onHeadersReceived(see('onHeadersReceived'))
  await task
  assert.deepEqual([...seen].sort(), [
    'complete in call',
    'headersReceive in third',
    'onHeadersReceived in undefined',
    'onProgressUpdate in second',
    'progress in first',
    'success in call',
  ])
})

test('W34 what awaits the promise goes on in its own context', async (context) => {
  const receiver = await startReceiver(context)
  const storage = new AsyncLocalStorage()
  const task = storage.run('call', () =>
    uploadFile({ url: receiver.url, filePath: temporaryFile(context), name: 'file' }),
  )
  await storage.run('waiting', async () => {
    await task
    assert.equal(storage.getStore(), 'waiting')
  })
  const inThen = await storage.run('then', () => task.then(() => storage.getStore()))
  assert.equal(inThen, 'then')
})

test('W34 abort(cb) calls cb in the context of abort, fail and complete in that of the call', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const storage = new AsyncLocalStorage()
  /** @type {string[]} */
  const seen = []
  const see = (/** @type {string} */ name) => () => seen.push(`${name} in ${storage.getStore()}`)
  const task = storage.run('call', () =>
    uploadFile({
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
      fail: see('fail'),
      complete: see('complete'),
    }),
  )
  await receiver.next()
  storage.run('abort', () => task.abort(see('callback')))
  await assert.rejects(task)
  assert.deepEqual(seen, ['callback in abort', 'fail in call', 'complete in call'])
})
