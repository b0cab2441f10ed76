'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { startPausedServer } = require('../support/paused-server')
const { readRequest, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { patient } = require('../support/within')

const { uploadFile, createRuntime } = /** @type {any} */ (require('uploadtask'))

const megabytes = (/** @type {number} */ count) => count * 1024 * 1024

/**
 * Uploads a small file; asserts fail(message, code) with a readable message and returns the message.
 *
 * @param {import('node:test').TestContext} context
 * @param {number} code
 * @param {{ runtime?: any, url: string, filePath?: string, timeout?: number }} options
 * @returns {Promise<string>}
 */
async function assertFails(context, code, { runtime = { vela: { uploadFile } }, ...options }) {
  const { name, values } = await outcome(runtime.vela.uploadFile, {
    filePath: temporaryFile(context),
    name: 'file',
    ...options,
  })
  const [message] = values
  assert.deepEqual([name, ...values], ['fail', message, code])
  assert.equal(typeof message, 'string')
  assert.notEqual(message.trim(), '')
  assert.doesNotMatch(message, /undefined|\[object|panicked/)
  return message
}

test('V21 V25 no answer within timeout: fail(message, 204); the message names limit and option', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const message = await assertFails(context, 204, { url: receiver.url, timeout: 300 })
  assert.match(message, /\b300 ms\b/)
  assert.match(message, /timeout/)
})

test('V21 timeout while sending: fail(message, 204)', async (context) => {
  const server = await startPausedServer(context)
  const filePath = sparseFile(context, megabytes(64))
  await assertFails(context, 204, { url: server.url, filePath, timeout: 300 })
})

test('V21 timeout while a response drips in: fail(message, 204)', async (context) => {
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket).catch(() => {})
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
    const dripping = setInterval(() => socket.write('a'), 20)
    socket.on('close', () => clearInterval(dripping))
  })
  await assertFails(context, 204, { url: server.url, timeout: 400 })
})

test('V21 the timeout counts from leaving the queue', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const answering = await startReceiver(context)
  const runtime = createRuntime({ maxConcurrency: 1 })
  const filePath = temporaryFile(context)
  const ahead = { url: receiver.url, filePath, name: 'file', timeout: patient(1500) }
  const behind = { url: answering.url, filePath, name: 'file', timeout: patient(1000) }
  const [first, second] = await Promise.all([
    outcome(runtime.vela.uploadFile, ahead),
    outcome(runtime.vela.uploadFile, behind),
  ])
  assert.deepEqual([first.name, first.values[1]], ['fail', 204])
  assert.equal(second.name, 'success')
})
