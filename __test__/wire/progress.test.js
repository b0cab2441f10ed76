'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { startCountingServer } = require('../support/counting-server')
const { sparseFile } = require('../support/files')

const { uploadFile } = /** @type {any} */ (require('uploadtask/wx'))
const vela = /** @type {any} */ (require('uploadtask/vela'))

const MiB = 1024 * 1024
const size = 64 * MiB

/**
 * @typedef {object} Progress
 * @property {number} progress
 * @property {number} totalBytesSent
 * @property {number} totalBytesExpectedToSend
 */

/**
 * Resolves when a second has passed without a progress event.
 *
 * @param {any} task
 */
function silence(task) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 1000)
    task.onProgressUpdate(() => timer.refresh())
  })
}

for (const [dialect, upload] of /** @type {Array<[string, (options: any) => any]>} */ ([
  ['WeChat', uploadFile],
  ['Vela', vela.uploadFile],
])) {
  test(`H27 less than 16 MiB are reported while the server reads nothing (${dialect})`, async (context) => {
    const filePath = sparseFile(context, size)
    const server = await startCountingServer(context, { pauseAfter: 0 })
    const { task, done } = record(upload, { url: server.url, filePath, name: 'file' })
    /** @type {Progress[]} */
    const events = []
    task.onProgressUpdate((/** @type {Progress} */ event) => events.push(event))
    const request = await server.request(0)
    // Only time can show that no more is reported.
    await silence(task)
    assert.ok(events.length > 0)
    const reported = events[events.length - 1].totalBytesSent
    assert.ok(reported < 16 * MiB, `${reported / MiB} MiB reported, ${request.received} bytes read`)

    request.resume()
    const [[name, ...values]] = await done
    assert.equal(name, 'success', JSON.stringify(values))
    const { contentLength } = request
    assert.ok(contentLength > size)
    for (const [index, event] of events.entries()) {
      assert.deepEqual(Object.keys(event).sort(), ['progress', 'totalBytesExpectedToSend', 'totalBytesSent'])
      assert.equal(event.totalBytesExpectedToSend, contentLength)
      assert.equal(event.progress, Math.floor((100 * event.totalBytesSent) / contentLength))
      assert.ok(event.totalBytesSent > (events[index - 1]?.totalBytesSent ?? 0))
    }
    assert.equal(events[events.length - 1].totalBytesSent, contentLength)
    assert.equal(events[events.length - 1].progress, 100)
  })
}
