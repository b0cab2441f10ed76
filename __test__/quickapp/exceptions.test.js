'use strict'
// In child processes: node:test listens for uncaughtException itself.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runSnippet } = require('../support/child')
const { temporaryFile } = require('../support/files')
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
