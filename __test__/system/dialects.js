'use strict'
// The tests of what both dialects of `@system.uploadtask` share run for each; this is where they differ.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const uploadtask = /** @type {any} */ (require('uploadtask'))

/**
 * @typedef {object} SystemDialect
 * @property {'vela' | 'quickapp'} name
 * @property {string} title For the titles of the tests.
 * @property {(options: any) => any} uploadFile Of the default runtime.
 * @property {any[][]} aborted The calls after an abort.
 * @property {(data: unknown) => any[]} completed What `complete` gets where `success` or `fail` got this first.
 * @property {boolean} refusesAtOnce Whether wrong arguments are told before `uploadFile` returns.
 * @property {{ connect: number, broken: number, fileGone: number }} codes
 * @property {Array<(file: string) => object>} ways The options in which a file can be given.
 * @property {number} notFound The code for a path that leads to no file.
 *
 * @typedef {{ vela: string, quickapp: string }} Lines The lines of the contract, for the titles.
 */

/** @type {Record<'vela' | 'quickapp', SystemDialect>} */
const dialects = {
  vela: {
    name: 'vela',
    title: 'Vela',
    uploadFile: uploadtask.vela.uploadFile,
    aborted: [],
    completed: () => [],
    refusesAtOnce: true,
    codes: { connect: 200, broken: 300, fileGone: 300 },
    ways: [(file) => ({ filePath: file, name: 'file' })],
    notFound: 202,
  },
  quickapp: {
    name: 'quickapp',
    title: 'Quick App',
    uploadFile: uploadtask.quickapp.uploadFile,
    aborted: [
      ['fail', 'Canceled', 1000],
      ['complete', 'Canceled'],
    ],
    completed: (data) => [data],
    refusesAtOnce: false,
    codes: { connect: 1000, broken: 1000, fileGone: 301 },
    ways: [(file) => ({ filePath: file, name: 'file' }), (file) => ({ files: [{ uri: file }] })],
    notFound: 301,
  },
}

/**
 * A test for each of the two.
 *
 * @param {Lines} lines
 * @param {string} text
 * @param {(dialect: SystemDialect, context: import('node:test').TestContext) => Promise<void> | void} run
 */
function testBoth(lines, text, run) {
  for (const dialect of Object.values(dialects)) {
    test(`${lines[dialect.name]} ${dialect.title}: ${text}`, (context) => run(dialect, context))
  }
}

/** The lines of both, where they have the same. @returns {Lines} */
const same = (/** @type {string} */ lines) => ({ vela: lines, quickapp: lines })

/**
 * The options of an upload of a small file to a receiver that takes it.
 *
 * @param {import('node:test').TestContext} context
 */
async function smallUpload(context) {
  const receiver = await startReceiver(context)
  return { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
}

/**
 * Makes a whole further upload: what was still on its way from an earlier one has arrived by its end.
 *
 * @param {Pick<SystemDialect, 'uploadFile'>} dialect
 * @param {import('node:test').TestContext} context
 */
async function anotherUpload({ uploadFile }, context) {
  assert.equal((await outcome(uploadFile, await smallUpload(context))).name, 'success')
}

/**
 * Asserts that an aborted upload has said what its dialect says, and says no more.
 *
 * @param {SystemDialect} dialect
 * @param {import('node:test').TestContext} context
 * @param {{ calls: any[], done: Promise<any> }} started What `record` gave.
 */
async function assertAborted(dialect, context, { calls, done }) {
  if (dialect.aborted.length > 0) await done
  await anotherUpload(dialect, context)
  assert.deepEqual(calls, dialect.aborted)
}

/**
 * Asserts that an upload ends at once: with `fail(message, code)` and `complete`, before or after the return as the
 * dialect has it.
 *
 * @param {SystemDialect} dialect
 * @param {object} options
 * @param {number} [code]
 * @param {(options: any) => any} [uploadFile] Of another runtime.
 * @returns {Promise<string>} The message.
 */
async function assertRefused(dialect, options, code = 202, uploadFile = dialect.uploadFile) {
  const { calls, done } = record(uploadFile, options)
  assert.equal(calls.length, dialect.refusesAtOnce ? 2 : 0, 'calls before the return')
  await done
  const [[, message]] = calls
  assert.deepEqual(calls, [
    ['fail', message, code],
    ['complete', ...dialect.completed(message)],
  ])
  assert.equal(typeof message, 'string')
  assert.notEqual(message.trim(), '')
  assert.doesNotMatch(message, /undefined|\[object|panicked/)
  return message
}

module.exports = { dialects, testBoth, same, smallUpload, anotherUpload, assertAborted, assertRefused }
