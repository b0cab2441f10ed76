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
  const { uploadFile } = uploadtask.quickapp
  const uncaught = []
  process.on('uncaughtException', (error) => uncaught.push(error.message))
  process.on('exit', () => report({ uncaught }))
  const throwing = (name) => (...values) => {
    report([name, values.length])
    throw new Error('from ' + name)
  }
  const calm = (name) => (...values) => report([name, values.length])
`

test('V20 Quick App: a throwing success does not stop complete and surfaces once', async (context) => {
  const receiver = await startReceiver(context)
  const { reports, code } = await runSnippet(
    `${observe}
    uploadFile({ ...input, success: throwing('success'), fail: calm('fail'), complete: calm('complete') })`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [['success', 1], ['complete', 1], { uncaught: ['from success'] }])
  assert.equal(code, 0)
})

test('V20 Quick App: a throwing fail does not stop complete and surfaces once', async (context) => {
  const server = await startCanned(context, '')
  const { reports } = await runSnippet(
    `${observe}
    uploadFile({ ...input, success: calm('success'), fail: throwing('fail'), complete: calm('complete') })`,
    { url: server.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [['fail', 2], ['complete', 1], { uncaught: ['from fail'] }])
})

test('Q4 V20 a fail that throws over wrong arguments does so after the return, and complete runs', async () => {
  const { reports } = await runSnippet(
    `${observe}
    const task = uploadFile({ fail: throwing('fail'), complete: throwing('complete') })
    report(['returned', typeof task.abort])`,
  )
  assert.deepEqual(reports, [
    ['returned', 'function'],
    ['fail', 2],
    ['complete', 1],
    { uncaught: ['from fail', 'from complete'] },
  ])
})

test('V20 Quick App: throwing listeners stop no other listener and no callback', async (context) => {
  const receiver = await startReceiver(context)
  const { reports } = await runSnippet(
    `${observe}
    const task = uploadFile({ ...input, success: calm('success'), complete: calm('complete') })
    task.onHeadersReceived(throwing('headers'))
    task.onHeadersReceived(calm('second headers'))`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [
    ['headers', 1],
    ['second headers', 1],
    ['success', 1],
    ['complete', 1],
    { uncaught: ['from headers'] },
  ])
})

test('V20 Quick App: without a handler the exception ends the process, after complete', async (context) => {
  const receiver = await startReceiver(context)
  const { code, reports, stderr } = await runSnippet(
    `uploadtask.quickapp.uploadFile({
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
