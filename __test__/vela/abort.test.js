'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startReceiver } = require('../support/receiver')
const { anotherUpload } = require('../system/dialects')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

test('V40 abort: \'fail\' gives fail("user cancel request", 1002) and complete, after abort returned', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ abort: 'fail' })
  const { task, calls, done } = record(runtime.vela.uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const held = await receiver.next()
  task.abort()
  task.abort()
  assert.deepEqual(calls, [])
  await done
  await held.closed
  task.abort()
  await anotherUpload(runtime.vela, context)
  assert.deepEqual(calls, [['fail', 'user cancel request', 1002], ['complete']])
})

test("V40 abort: 'fail' right after the call and in the queue", async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ abort: 'fail', maxConcurrency: 1 })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const first = record(runtime.vela.uploadFile, options)
  const queued = record(runtime.vela.uploadFile, options)
  queued.task.abort()
  assert.deepEqual(await queued.done, [['fail', 'user cancel request', 1002], ['complete']])
  first.task.abort()
  assert.deepEqual(await first.done, [['fail', 'user cancel request', 1002], ['complete']])
})

test("V40 abort: 'fail' makes no second failure after the end or on an inert task", async (context) => {
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ abort: 'fail' })
  const ended = record(runtime.vela.uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  await ended.done
  ended.task.abort()
  const inert = record(runtime.vela.uploadFile, { url: '' })
  inert.task.abort()
  await anotherUpload(runtime.vela, context)
  assert.deepEqual(
    ended.calls.map(([name]) => name),
    ['success', 'complete'],
  )
  assert.deepEqual(inert.calls, [['fail', 'invalid url', 202], ['complete']])
})

test("V40 abort: 'silent' is the default", async (context) => {
  for (const config of [{}, { abort: 'silent' }, { abort: undefined }]) {
    const receiver = await startHoldingReceiver(context)
    const runtime = createRuntime(config)
    const { task, calls } = record(runtime.vela.uploadFile, {
      url: receiver.url,
      filePath: temporaryFile(context),
      name: 'file',
    })
    const held = await receiver.next()
    task.abort()
    await held.closed
    await anotherUpload(runtime.vela, context)
    assert.deepEqual(calls, [])
  }
})
