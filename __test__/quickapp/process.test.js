'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runSnippet } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { patient } = require('../support/within')

/** Nothing in it calls process.exit: it ends by itself, or runSnippet's time limit kills it. */
const program = `
  const { uploadFile } = uploadtask.quickapp
  let ended
  process.on('exit', () => report(['exit', Date.now() - ended]))
  const options = {
    ...input,
    success: (res) => report(['success', res.data]),
    fail: (data, code) => report(['fail', code]),
    complete: () => { ended = Date.now(); report(['complete']) },
  }
`

/**
 * Asserts that a program reported this and then ended by itself within half a second.
 *
 * @param {{ code: number | null, signal: string | null, stderr: string, reports: any[] }} ended
 * @param {any[]} reports
 */
function assertEnded(ended, reports) {
  const { code, signal, stderr, reports: all } = ended
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' })
  assert.deepEqual(all.slice(0, -1), reports)
  const [event, milliseconds] = all.at(-1)
  assert.equal(event, 'exit')
  assert.ok(milliseconds <= patient(500), `the process ended ${milliseconds} ms after the upload`)
}

test('V31 Quick App: a pending upload keeps the process alive; its idle limit does not outlive it', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const ended = runSnippet(`${program} uploadFile(options)`, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  const held = await receiver.next()
  held.release('late')
  assertEnded(await ended, [['success', 'late'], ['complete']])
})

test('V31 Q3 after an abort the process ends by itself, once fail and complete have run', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const ended = await runSnippet(
    `${program}
    const task = uploadFile(options)
    task.abort()`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assertEnded(ended, [['fail', 1000], ['complete']])
})

test('V31 Q4 the report of wrong arguments is waited for, and nothing longer', async () => {
  const ended = await runSnippet(`${program} uploadFile({ ...options, url: '' })`, {})
  assertEnded(ended, [['fail', 202], ['complete']])
})
