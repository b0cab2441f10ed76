'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { anotherUpload } = require('../system/dialects')

const { createRuntime, quickapp } = /** @type {any} */ (require('uploadtask'))

const { uploadFile } = quickapp

/** What the callbacks of an aborted upload get. */
const canceled = [
  ['fail', 'Canceled', 1000],
  ['complete', 'Canceled'],
]

for (const abort of ['silent', 'fail']) {
  test(`Q3 abort: '${abort}' of the runtime, which is Vela's, changes nothing`, async (context) => {
    const receiver = await startHoldingReceiver(context)
    const runtime = createRuntime({ abort })
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const { task, done } = record(runtime.quickapp.uploadFile, options)
    await receiver.next()
    task.abort()
    assert.deepEqual(await done, canceled)
  })
}

test('V26 Quick App: abort before the report of a failed check changes nothing', async (context) => {
  const { task, calls, done } = record(uploadFile, { url: '' })
  task.abort()
  const [[name, , code]] = await done
  assert.deepEqual([name, code], ['fail', 202])
  await anotherUpload({ uploadFile }, context)
  assert.equal(calls.length, 2)
})
