'use strict'
// Every fault of the table, in both dialects: one end, with a readable cause, and nothing left behind.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { deferred } = require('../support/counting-server')
const { sparseFile, temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')
const { patient, within } = require('../support/within')
const limits = require('./cases/limits')
const requests = require('./cases/requests')
const responses = require('./cases/responses')
const { startFaultyServer } = require('./server')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

/** @typedef {import('./cases/expected').Success} Success */
/** @typedef {import('./cases/expected').Failure} Failure */

/** Traces of a program's insides, which tell a person nothing. */
const unreadable =
  /undefined|\[object|panicked|hyper|reqwest|error sending request|\bOs \{|Error\(|Some\(|\(os error/

/**
 * What a dialect reports, as the table has it.
 *
 * @param {'vela' | 'wx'} dialect
 * @param {Array<[string, ...any[]]>} calls
 */
function resultOf(dialect, [[name, ...values]]) {
  if (name === 'success') return { status: values[0].statusCode, data: values[0].data }
  return dialect === 'vela'
    ? { code: values[1], message: values[0] }
    : { code: values[0].errno, message: values[0].errMsg }
}

/**
 * @param {'vela' | 'wx'} dialect
 * @param {any} result
 * @param {Array<Success | Failure>} expected
 */
function assertExpected(dialect, result, expected) {
  const fits = expected.some((one) =>
    'status' in one
      ? result.status === one.status && result.data === one.data
      : result.code === one[dialect] && one.cause.test(result.message),
  )
  assert.ok(fits, `${JSON.stringify(result)} instead of ${expected.map((one) => JSON.stringify(one))}`)
  if (result.message === undefined) return
  assert.doesNotMatch(result.message, unreadable)
  if (dialect === 'wx') assert.match(result.message, /^uploadFile:fail \S/)
}

// Most of each is waiting, so several run at once.
describe('H11 H12 H13 H14 H16 H20 faults over HTTP/1.1', { concurrency: 6 }, () => {
  for (const { title, serve, expected, size, timeout = patient(20_000), config } of [
    ...requests.cases,
    ...responses.cases,
    ...limits.cases,
  ]) {
    for (const dialect of /** @type {const} */ (['vela', 'wx'])) {
      test(`${title} (${dialect})`, { timeout: patient(60_000) }, async (context) => {
        const headers = deferred()
        const told = dialect === 'wx' ? headers.promise : undefined
        const server = await startFaultyServer(context, (connection) => serve(connection, told))
        const filePath = size === undefined ? temporaryFile(context) : sparseFile(context, size)
        const { uploadFile } = createRuntime(config)[dialect]
        const options = { url: server.url, filePath, name: 'file', formData: { a: '1' }, timeout }
        const { task, calls, done } = record(uploadFile, options)
        if (dialect === 'wx') task.onHeadersReceived(headers.resolve)
        await within(done, timeout + 10_000, 'an end')
        assertExpected(dialect, resultOf(dialect, calls), expected)

        // The runtime goes on working, and meanwhile nothing more is called.
        const receiver = await startReceiver(context)
        const another = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
        assert.equal((await outcome(uploadFile, another)).name, 'success')
        assert.deepEqual(
          calls.map(([name]) => name),
          [calls[0][0], 'complete'],
        )
        assert.equal(server.all.length, 1, 'connections')
        await within(server.gone(), 10_000, 'the connection closed')
      })
    }
  }
})
