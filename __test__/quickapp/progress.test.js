'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')
const { smallUpload } = require('../system/dialects')

const { uploadFile } = /** @type {any} */ (require('uploadtask/quickapp'))

/** @typedef {{ progress: number, totalBytesSent: number, totalBytesExpectedToSend: number }} ProgressEvent */

test('V28 Quick App: an empty file: an event with 100, then the headers, success and complete', async (context) => {
  const receiver = await startReceiver(context)
  /** @type {any[]} */
  const log = []
  await new Promise((resolve) => {
    const task = uploadFile({
      url: receiver.url,
      filePath: temporaryFile(context, 'file.txt', ''),
      name: 'file',
      success: () => log.push('success'),
      fail: () => log.push('fail'),
      complete: () => {
        log.push('complete')
        resolve(undefined)
      },
    })
    task.onProgressUpdate((/** @type {ProgressEvent} */ event) => log.push(event))
    task.onHeadersReceived(() => log.push('headers'))
  })
  const events = log.filter((entry) => typeof entry === 'object')
  assert.equal(events.at(-1)?.progress, 100)
  assert.deepEqual(log, [...events, 'headers', 'success', 'complete'])
})

test('V29 Quick App: the listeners of one event are not those of the other', async (context) => {
  const { task, done } = record(uploadFile, await smallUpload(context))
  /** @type {string[]} */
  const seen = []
  const both = (/** @type {any} */ value) => seen.push('progress' in value ? 'progress' : 'headers')
  task.onProgressUpdate(both)
  task.onHeadersReceived(both)
  task.offProgressUpdate()
  await done
  assert.deepEqual(seen, ['headers'])
})

test('V30 Quick App: no event after the end, for no listener', async (context) => {
  const { task, calls, done } = record(uploadFile, await smallUpload(context))
  let late = 0
  const count = () => {
    if (calls.length > 0) late += 1
  }
  task.onProgressUpdate(count)
  task.onHeadersReceived(count)
  await done
  task.onProgressUpdate(() => {
    late += 1
  })
  task.onHeadersReceived(() => {
    late += 1
  })
  await outcome(uploadFile, await smallUpload(context))
  assert.equal(late, 0)
})
