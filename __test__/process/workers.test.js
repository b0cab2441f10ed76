'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { startCountingServer } = require('../support/counting-server')
const { sparseFile, temporaryFile } = require('../support/files')
const { startProgram } = require('../support/program')
const { startReceiver } = require('../support/receiver')
const { within } = require('../support/within')

const MiB = 1024 * 1024
const eventsOf = (/** @type {{ reports: any[] }} */ { reports }) => reports.map(({ event }) => event)

/** @param {import('../support/program').Ended} ended */
function assertClean({ code, signal, stderr }) {
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' })
}

test('H29 worker.terminate() stops its uploads; the process goes on', {
  timeout: 60_000,
}, async (context) => {
  const server = await startCountingServer(context, { pauseAfter: MiB })
  const receiver = await startReceiver(context)
  const uploads = 3
  const inWorker = {
    uploads,
    options: { url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file' },
  }
  const inMain = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const program = startProgram(context, 'terminate-worker', { inWorker, inMain })
  assert.equal((await program.report()).event, 'loaded')
  const requests = await Promise.all(Array.from({ length: uploads }, (_, index) => server.request(index)))
  assert.equal((await program.report()).event, 'terminated')

  // The process still runs here: it is not its end that closes the connections.
  for (const request of requests) request.resume()
  await within(Promise.all(requests.map(({ closed }) => closed)), 2000, 'the connections closed')
  for (const request of requests) assert.ok(request.received < request.contentLength)
  assert.equal(program.child.exitCode, null)

  program.goOn()
  assert.equal((await program.report()).event, 'success in main')
  const ended = await program.ended
  assertClean(ended)
  assert.deepEqual(eventsOf(ended), ['loaded', 'terminated', 'success in main'])
  assert.equal(receiver.uploads.length, 1)
})

for (const thenInMain of [false, true]) {
  const afterwards = thenInMain ? 'then in the main thread' : 'never in the main thread'
  test(`H29 loaded in one worker after the other, ${afterwards}`, { timeout: 60_000 }, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const rounds = 4
    const ended = await startProgram(context, 'workers-in-turn', { options, rounds, thenInMain }).ended
    assertClean(ended)
    const round = ['success', 'worker exit']
    const expected = [...round, ...round, ...round, ...round, ...(thenInMain ? ['complete in main'] : [])]
    assert.deepEqual(eventsOf(ended), expected)
    for (const { event, code } of ended.reports) {
      if (event === 'worker exit') assert.equal(code, 0)
    }
    assert.equal(receiver.uploads.length, rounds + (thenInMain ? 1 : 0))
  })
}

test('H29 workers terminated at every stage crash nothing', { timeout: 120_000 }, async (context) => {
  const server = await startCountingServer(context, { pauseAfter: MiB })
  const inWorker = {
    uploads: 12,
    options: { url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file' },
  }
  const ended = await startProgram(context, 'worker-storm', { inWorker, rounds: 9 }, { timeout: 60_000 })
    .ended
  assertClean(ended)
  assert.deepEqual(eventsOf(ended), ['all terminated'])
})
