'use strict'
// Listeners that are added later than in the tick of the call, as behind an `await`.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { answer, readRequest, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { within } = require('../support/within')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

for (const dialect of ['vela', 'quickapp', 'wx', 'taro', 'alipay']) {
  test(`V30 W30 ${dialect}: a listener behind awaits of settled promises hears of every small upload`, async (context) => {
    const receiver = await startReceiver(context)
    const { uploadFile } = createRuntime()[dialect]
    for (let round = 0; round < 50; round += 1) {
      const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
      const { task, done } = record(uploadFile, options)
      /** @type {number[]} */
      const heard = []
      for (let turn = 0; turn <= round % 5; turn += 1) await undefined
      task.onProgressUpdate((/** @type {any} */ { progress }) => heard.push(progress))
      await done
      assert.deepEqual(heard, [100])
    }
  })

  test(`V30 W30 ${dialect}: a listener that comes later is told the newest progress, once, in a microtask`, async (context) => {
    /** @type {(socket: import('node:net').Socket) => void} */
    let arrive = () => {}
    const arrived = new Promise((resolve) => {
      arrive = resolve
    })
    const server = await startRawServer(context, async (socket) => {
      await readRequest(socket)
      arrive(socket)
    })
    const options = { url: server.url, filePath: sparseFile(context, 4 * 1024 * 1024), name: 'file' }
    const { task, done } = record(createRuntime()[dialect].uploadFile, options)
    const socket = await arrived
    // The client has counted all of it when the whole request is here, and its own clock is not ours: until it says so.
    /** @type {number[]} */
    const first = []
    await within(
      new Promise((resolve) => {
        task.onProgressUpdate((/** @type {any} */ { progress }) => {
          first.push(progress)
          if (progress === 100) resolve(undefined)
        })
      }),
      10_000,
      '100 %',
    )
    /** @type {number[]} */
    const later = []
    const listener = (/** @type {any} */ { progress }) => later.push(progress)
    task.onProgressUpdate(listener)
    assert.deepEqual(later, [], 'not while it is added')
    await undefined
    assert.deepEqual(later, [100])
    const removed = () => assert.fail('it was removed before')
    task.onProgressUpdate(removed)
    task.offProgressUpdate(removed)
    socket.end(answer(200))
    await done
    task.onProgressUpdate(() => assert.fail('after the end'))
    await undefined
    assert.deepEqual(later, [100])
    assert.equal(first.filter((progress) => progress === 100).length, 1)
  })
}

test('V26 W27 an abort behind an await of something settled still makes no connection', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, calls, done } = record(createRuntime().wx.uploadFile, options)
  await undefined
  task.abort()
  await done
  assert.equal(calls[0][1].errMsg, 'uploadFile:fail abort')
  assert.equal(receiver.connections, 0)
})
