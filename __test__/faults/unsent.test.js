'use strict'
// Bytes that the HTTP stack held when a connection broke were never sent. The sizes are those of bodies that fit into the
// buffers of this machine's sockets and of the HTTP stack together, but not into those of the sockets alone.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const { setTimeout: sleep } = require('node:timers/promises')

const { record } = require('../support/calls')
const { sparseFile } = require('../support/files')
const { patient, within } = require('../support/within')
const { startFaultyServer } = require('./server')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const KiB = 1024
const sizes = Array.from({ length: 12 }, (_, index) => (3800 + index * 30) * KiB)

/** How long a server waits until the client's buffers are full. No client could say when that is. */
const FILLING = patient(300)

/**
 * Starts an upload whose progress is kept.
 *
 * @param {import('node:test').TestContext} context
 * @param {{ url: string }} server
 * @param {'wx' | 'vela'} dialect
 * @param {number} size
 */
function start(context, server, dialect, size) {
  const { uploadFile } = createRuntime()[dialect]
  const options = {
    url: server.url,
    filePath: sparseFile(context, size),
    name: 'file',
    timeout: patient(20_000),
  }
  const { task, calls, done } = record(uploadFile, options)
  /** @type {number[]} */
  const progress = []
  task.onProgressUpdate((/** @type {any} */ event) => progress.push(event.progress))
  return { calls, progress, done: within(done, 20_000, 'the end') }
}

/** Whether the client's socket took all: then it was told of 100 % long before the connection broke. */
const tookAll = (/** @type {number[]} */ progress) => progress.includes(100)

describe('connections that break over a request', { concurrency: 6 }, () => {
  for (const size of sizes) {
    for (const dialect of /** @type {const} */ (['wx', 'vela'])) {
      const title = `H27 W28 V28 no 100 % of ${size / KiB} KiB that never left (${dialect})`
      test(title, async (context) => {
        let tookAllBefore = false
        const server = await startFaultyServer(context, async (connection) => {
          await sleep(FILLING)
          tookAllBefore = tookAll(progress)
          connection.socket.resetAndDestroy()
        })
        const { calls, progress, done } = start(context, server, dialect, size)
        await done
        assert.equal(calls[0][0], 'fail')
        assert.equal(tookAll(progress), tookAllBefore)
        const ascending = [...progress].sort((a, b) => a - b)
        assert.deepEqual(progress, ascending)
      })
    }

    for (const status of [413, 200]) {
      test(`H11 H13 W13 ${status} that is cut off, before ${size / KiB} KiB were sent`, async (context) => {
        let tookAllBefore = false
        const server = await startFaultyServer(context, async (connection) => {
          await sleep(FILLING)
          tookAllBefore = tookAll(progress)
          await connection.write(`HTTP/1.1 ${status} Status\r\nContent-Length: 100\r\n\r\npart`)
          await sleep(FILLING)
          connection.socket.resetAndDestroy()
        })
        const { calls, progress, done } = start(context, server, 'wx', size)
        await done
        const [name, result] = calls[0]
        assert.equal(tookAll(progress), tookAllBefore)
        // After a complete request the answer has to be complete, too.
        assert.equal(name, tookAllBefore ? 'fail' : 'success', JSON.stringify(result))
        if (tookAllBefore) return
        assert.deepEqual([result.statusCode, result.data], [status, 'part'])
        assert.ok(result.profile.sendBytesCount < size, `${result.profile.sendBytesCount} bytes`)
        assert.equal(result.profile.requestEnd, undefined)
      })
    }
  }
})
