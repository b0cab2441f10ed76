'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { startCountingServer } = require('../support/counting-server')
const { sparseFile, temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startProgram } = require('../support/program')
const { startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { within } = require('../support/within')

const MiB = 1024 * 1024

const noHandlers = process.platform === 'win32' && 'signals end programs at once there'

/**
 * Expects a clean end within half a second after the last report.
 *
 * @param {import('../support/program').Ended} ended
 */
function assertEndsAtOnce({ code, signal, stderr, reports, at }) {
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' })
  const last = reports[reports.length - 1]
  assert.ok(at - last.at < 500, `${at - last.at} ms after ${JSON.stringify(last)}`)
}

const eventsOf = (/** @type {{ reports: any[] }} */ { reports }) => reports.map(({ event }) => event)

for (const dialect of ['wx', 'vela', 'taro']) {
  test(`H29 the process lives until the last callback and no longer (${dialect})`, async (context) => {
    const receiver = await startHoldingReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const program = startProgram(context, 'upload', { dialect, options })
    const held = await receiver.next()
    held.release()
    const ended = await program.ended
    assert.deepEqual(eventsOf(ended), ['success', 'complete'])
    assertEndsAtOnce(ended)
  })
}

test('H29 no idle connection keeps the process', async (context) => {
  const receiver = await startReceiver(context, (_upload, _request, response) => {
    response.setHeader('Connection', 'keep-alive')
    response.setHeader('Keep-Alive', 'timeout=60')
    response.end('kept')
  })
  receiver.server.keepAliveTimeout = 60_000
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const ended = await startProgram(context, 'upload', { options }).ended
  assert.deepEqual(eventsOf(ended), ['success', 'complete'])
  assertEndsAtOnce(ended)
})

test('H29 the process ends after a failure as well', async (context) => {
  const silent = await startRawServer(context, (socket) => socket.resume())
  const refusing = await startRawServer(null, () => {})
  await refusing.close()
  const filePath = temporaryFile(context)
  for (const options of [
    { url: silent.url, filePath, name: 'file', timeout: 300 },
    { url: refusing.url, filePath, name: 'file' },
    { url: silent.url, filePath: `${filePath}.missing`, name: 'file' },
    { url: 'no url', filePath, name: 'file' },
    { url: silent.url },
  ]) {
    for (const dialect of ['wx', 'vela']) {
      // After a bad argument there is no upload to wait for, and both callbacks still run.
      const ended = await startProgram(context, 'upload', { dialect, options }).ended
      assert.deepEqual(eventsOf(ended), ['fail', 'complete'], JSON.stringify(options))
      assertEndsAtOnce(ended)
    }
  }
})

test('H29 the process ends after an abort', async (context) => {
  const server = await startRawServer(context, (socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'))
  })
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const ended = await startProgram(context, 'upload', { options, abortAtHeaders: true }).ended
  assert.deepEqual(eventsOf(ended), ['abort', 'fail', 'complete'])
  assertEndsAtOnce(ended)
})

test('H29 the process ends after the silent abort of a Vela upload', async (context) => {
  const server = await startCountingServer(context, { pauseAfter: MiB })
  const options = { url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file' }
  const ended = await startProgram(context, 'abort-vela', options).ended
  assert.deepEqual(eventsOf(ended), ['aborted'])
  assertEndsAtOnce(ended)
})

/** @type {Array<[how: string, code: number | null, signal: string | null, stderr: RegExp]>} */
const ends = [
  ['process.exit', 7, null, /^$/],
  ['process.exit in the listener', 7, null, /^$/],
  ['an exception', 1, null, /Error: on purpose/],
  ['SIGTERM', null, 'SIGTERM', /^$/],
  ['SIGTERM and its handler', 7, null, /^$/],
]

for (const [how, code, signal, stderr] of ends) {
  test(`H29 ${how} while sending is a clean end`, {
    skip: how.endsWith('handler') && noHandlers,
  }, async (context) => {
    const server = await startCountingServer(context, { pauseAfter: MiB })
    const options = { url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file' }
    const program = startProgram(context, 'end-midway', { options, uploads: 3, how })
    assert.equal((await program.report()).event, 'sending')
    const requests = await Promise.all([0, 1, 2].map((index) => server.request(index)))
    const toldAt = Date.now()
    if (how.startsWith('SIGTERM')) program.child.kill('SIGTERM')
    const ended = await program.ended
    assert.equal(ended.code, code, ended.stderr)
    assert.equal(ended.signal, signal)
    assert.match(ended.stderr, stderr)
    assert.deepEqual(eventsOf(ended), ['sending'])
    assert.ok(ended.at - toldAt < 2000, `${ended.at - toldAt} ms`)
    for (const request of requests) {
      request.resume()
      await within(request.closed, 2000, 'the connection closed')
      assert.ok(request.received < request.contentLength)
    }
  })
}
