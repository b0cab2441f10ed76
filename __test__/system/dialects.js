'use strict'
// What the two dialects of `@system.uploadtask` share is tested once, for both; this is where they differ.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
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
 *
 * @typedef {{ vela: string, quickapp: string }} Lines The lines of the contract, for the titles.
 */

/** @type {SystemDialect[]} */
const dialects = [
  {
    name: 'vela',
    title: 'Vela',
    uploadFile: uploadtask.vela.uploadFile,
    aborted: [],
    completed: () => [],
    refusesAtOnce: true,
    codes: { connect: 200, broken: 300, fileGone: 300 },
  },
  {
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
  },
]

/**
 * A test for each of the two.
 *
 * @param {Lines} lines
 * @param {string} text
 * @param {(dialect: SystemDialect, context: import('node:test').TestContext) => Promise<void> | void} run
 */
function testBoth(lines, text, run) {
  for (const dialect of dialects) {
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

module.exports = { testBoth, same, smallUpload, anotherUpload, assertAborted }
