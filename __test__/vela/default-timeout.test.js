'use strict'
// The one test that waits for the default of 20 s; in a file of its own so that it runs beside the others.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { patient } = require('../support/within')

const { uploadFile } = /** @type {any} */ (require('uploadtask'))

test('V14 V21 V25 without a usable timeout the limit is 20000 ms; with 0 there is none', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const unlimited = record(uploadFile, { ...options, name: 'unlimited', timeout: 0 })
  const started = Date.now()
  const limited = await Promise.all(
    [undefined, Number.NaN, -1, Number.POSITIVE_INFINITY].map((timeout) =>
      outcome(uploadFile, { ...options, timeout }),
    ),
  )
  const elapsed = Date.now() - started
  const message = 'no answer within 20000 ms (the Vela default; set timeout)'
  assert.deepEqual(limited, Array(4).fill({ name: 'fail', values: [message, 204] }))
  assert.ok(Math.abs(elapsed - 20_000) <= patient(500), `${elapsed} ms`)

  assert.deepEqual(unlimited.calls, [])
  const stillThere = receiver.held.find(({ upload }) => upload.files[0].field === 'unlimited')
  stillThere?.release('after all')
  const [[name, result]] = await unlimited.done
  assert.deepEqual([name, result.data], ['success', 'after all'])
})
