'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runSnippet } = require('../support/child')
const { sparseFile, temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { startReceiver } = require('../support/receiver')
const { patient } = require('../support/within')

/** Nothing in it calls process.exit: it ends by itself, or runSnippet's time limit kills it. */
const program = `
  let ended
  process.on('exit', () => report(['exit', ended === undefined ? null : Date.now() - ended]))
  const options = {
    ...input,
    success: (res) => report(['success', res.data]),
    fail: (data, code) => report(['fail', code]),
    complete: () => { ended = Date.now(); report(['complete']) },
  }
`

/** @param {any[]} reports */
function assertExitedSoon(reports) {
  const [event, milliseconds] = reports.at(-1)
  assert.equal(event, 'exit')
  assert.ok(milliseconds <= patient(500), `the process ended ${milliseconds} ms after the upload`)
}

test('V31 a pending upload keeps the process alive; afterwards it ends by itself', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const ended = runSnippet(`${program} uploadtask.uploadFile(options)`, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const held = await receiver.next()
  held.release('late')
  const { code, signal, stderr, reports } = await ended
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' })
  assert.deepEqual(reports.slice(0, -1), [['success', 'late'], ['complete']])
  assertExitedSoon(reports)
})

test('V31 an upload without callbacks keeps the process alive as well', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const ended = runSnippet('uploadtask.uploadFile(input)', {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const held = await receiver.next()
  held.release()
  const { code, signal } = await ended
  assert.deepEqual({ code, signal }, { code: 0, signal: null })
})

test('V31 a queued upload keeps the process alive', async (context) => {
  const receiver = await startReceiver(context)
  const { code, reports } = await runSnippet(
    `${program}
    const { vela } = uploadtask.createRuntime({ maxConcurrency: 1 })
    for (let count = 0; count < 3; count += 1) vela.uploadFile(options)`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.equal(code, 0)
  assert.equal(reports.filter(([event]) => event === 'complete').length, 3)
  assertExitedSoon(reports)
})

test('V31 after a timeout the process ends by itself', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const { code, reports } = await runSnippet(`${program} uploadtask.uploadFile(options)`, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
    timeout: 300,
  })
  assert.equal(code, 0)
  assert.deepEqual(reports.slice(0, -1), [['fail', 204], ['complete']])
  assertExitedSoon(reports)
})

test('V31 after an abort the process ends by itself, without a callback', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const { code, signal, reports } = await runSnippet(
    `${program}
    const { vela } = uploadtask.createRuntime({ maxConcurrency: 1 })
    const running = vela.uploadFile(options)
    const queued = vela.uploadFile(options)
    queued.abort()
    running.abort()`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual({ code, signal }, { code: 0, signal: null })
  assert.deepEqual(reports, [['exit', null]])
})

test('V31 after an abort in mid-transfer the process ends by itself', async (context) => {
  const server = await startPausedServer(context)
  const ended = runSnippet(
    `${program}
    const task = uploadtask.uploadFile(options)
    task.onProgressUpdate(() => {
      task.abort()
      ended = Date.now()
    })`,
    { url: server.url, filePath: sparseFile(context, 64 * 1024 * 1024), name: 'file' },
  )
  const connection = await server.next()
  connection.resume()
  const { code, signal, reports } = await ended
  assert.deepEqual({ code, signal }, { code: 0, signal: null })
  assert.equal(reports.length, 1)
  assertExitedSoon(reports)
})

test('V31 after a failed check, and with no upload at all, nothing keeps the process', async () => {
  const { code, signal, reports } = await runSnippet(
    `${program}
    uploadtask.createRuntime()
    uploadtask.uploadFile({ ...options, url: '' })`,
    {},
  )
  assert.deepEqual({ code, signal }, { code: 0, signal: null })
  assert.deepEqual(reports.slice(0, -1), [['fail', 202], ['complete']])
})

test('V31 listeners of an ended upload do not keep the process', async (context) => {
  const receiver = await startReceiver(context)
  const { code, reports } = await runSnippet(
    `${program}
    const task = uploadtask.uploadFile(options)
    task.onProgressUpdate(() => {})`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.equal(code, 0)
  assertExitedSoon(reports)
})
