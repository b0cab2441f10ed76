'use strict'
// In child processes: node:test listens for uncaughtException itself.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runSnippet } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

/** Reports the callbacks as they run; when the process ends, the uncaught exceptions. */
const observe = `
  const uncaught = []
  process.on('uncaughtException', (error) => uncaught.push(error.message))
  process.on('exit', () => report({ uncaught }))
  const throwing = (name) => (...values) => {
    report([name, values.length])
    throw new Error('from ' + name)
  }
  const calm = (name) => (...values) => report([name, values.length])
`

test('V20 a throwing success does not stop complete and surfaces once', async (context) => {
  const receiver = await startReceiver(context)
  const { reports, code } = await runSnippet(
    `${observe}
    uploadtask.uploadFile({ ...input, success: throwing('success'), fail: calm('fail'), complete: calm('complete') })`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [['success', 1], ['complete', 0], { uncaught: ['from success'] }])
  assert.equal(code, 0)
})

test('V20 a throwing fail does not stop complete and surfaces once', async (context) => {
  const server = await startCanned(context, '')
  const { reports } = await runSnippet(
    `${observe}
    uploadtask.uploadFile({ ...input, success: calm('success'), fail: throwing('fail'), complete: calm('complete') })`,
    { url: server.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [['fail', 2], ['complete', 0], { uncaught: ['from fail'] }])
})

test('V20 a throwing complete surfaces once, and nothing is called again', async (context) => {
  const receiver = await startReceiver(context)
  const { reports } = await runSnippet(
    `${observe}
    uploadtask.uploadFile({ ...input, success: calm('success'), fail: calm('fail'), complete: throwing('complete') })`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [['success', 1], ['complete', 0], { uncaught: ['from complete'] }])
})

test('V20 throwing success and complete surface once each', async (context) => {
  const receiver = await startReceiver(context)
  const { reports } = await runSnippet(
    `${observe}
    uploadtask.uploadFile({ ...input, success: throwing('success'), complete: throwing('complete') })`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [
    ['success', 1],
    ['complete', 0],
    { uncaught: ['from success', 'from complete'] },
  ])
})

test('V20 a fail that throws before the return stops neither complete nor the return', async () => {
  const { reports } = await runSnippet(
    `${observe}
    const task = uploadtask.uploadFile({ fail: throwing('fail'), complete: throwing('complete') })
    report(['returned', typeof task.abort])`,
  )
  assert.deepEqual(reports, [
    ['fail', 2],
    ['complete', 0],
    ['returned', 'function'],
    { uncaught: ['from fail', 'from complete'] },
  ])
})

test('V20 a throwing listener stops no other listener and no callback', async (context) => {
  const receiver = await startReceiver(context)
  const { reports } = await runSnippet(
    `${observe}
    let thrown = 0
    let calm1 = 0
    const task = uploadtask.uploadFile({
      ...input,
      success: calm('success'),
      complete: () => report(['complete', calm1 > 0, calm1 === thrown]),
    })
    task.onProgressUpdate(() => {
      thrown += 1
      if (thrown === 1) throw new Error('from a listener')
    })
    task.onProgressUpdate(() => { calm1 += 1 })`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [['success', 1], ['complete', true, true], { uncaught: ['from a listener'] }])
})

test('V20 without a handler the exception ends the process, after complete', async (context) => {
  const receiver = await startReceiver(context)
  const { code, reports, stderr } = await runSnippet(
    `uploadtask.uploadFile({
      ...input,
      success() { throw new Error('from success') },
      complete() { report('complete') },
    })`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, ['complete'])
  assert.notEqual(code, 0)
  assert.match(stderr, /Error: from success/)
})

test('V20 an exception does not end other uploads of the process', async (context) => {
  const receiver = await startReceiver(context)
  const { reports } = await runSnippet(
    `${observe}
    uploadtask.uploadFile({
      ...input,
      success: throwing('success'),
      complete: () => uploadtask.uploadFile({ ...input, success: calm('second success') }),
    })`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [['success', 1], ['second success', 1], { uncaught: ['from success'] }])
})
