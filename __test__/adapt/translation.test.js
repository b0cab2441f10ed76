'use strict'
// The rows of the contract's tables: one test for each row and direction.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { createHost, adapterName, OPTIONS } = require('./hosts')
const { record } = require('../support/calls')
const cases = require('./translation.json')

/** @type {any} */
const adapt = require('uploadtask/adapt')

/** The names of a dialect among the adapters: Taro is WeChat's dialect with a promise. */
const names = (/** @type {string} */ dialect) => (dialect === 'wx' ? ['wx', 'taro'] : [dialect])

/** Every pair of a caller's dialect and a host's that a case stands for. */
function* pairs(
  /** @type {string} */ caller,
  /** @type {string} */ host,
  /** @type {string[]} */ callers = names(caller),
) {
  for (const one of callers) for (const other of names(host)) yield [one, other]
}

/** What a dialect's `complete` gets after `success` or `fail` got these. @type {Record<string, (values: any[]) => any[]>} */
const completeArguments = {
  vela: () => [],
  quickapp: (values) => values.slice(0, 1),
  wx: (values) => values,
}

for (const { line, from, to, given, expected, callers } of cases.options) {
  for (const [caller, host] of pairs(from, to, callers)) {
    test(`${line}: ${adapterName(caller, host)} ${JSON.stringify(given)}`, () => {
      const { implementation, options } = createHost(host)
      adapt[adapterName(caller, host)](implementation).uploadFile(given)
      assert.deepEqual(options, [expected])
    })
  }
}

for (const { line, from, to, given, expected } of cases.refusals) {
  for (const [caller, host] of pairs(from, to)) {
    test(`${line}: ${adapterName(caller, host)} refuses ${JSON.stringify(given)}`, async () => {
      const { implementation, options } = createHost(host)
      const { done } = record(adapt[adapterName(caller, host)](implementation).uploadFile, given)
      assert.deepEqual(await done, [
        [expected.callback, ...expected.arguments],
        ['complete', ...completeArguments[from](expected.arguments)],
      ])
      assert.deepEqual(options, [], 'the host was not called')
    })
  }
}

/**
 * Ends an upload of a fake host, and gives the calls that the caller sees.
 *
 * @param {string} caller
 * @param {string} host
 * @param {{ callback: string, arguments: any[] }} completion
 */
async function endWith(caller, host, completion) {
  const { implementation, succeed, fail } = createHost(host)
  const { uploadFile } = adapt[adapterName(caller, host)](implementation)
  const { calls } = record(uploadFile, OPTIONS)
  assert.equal(calls.length, 0)
  if (completion.callback === 'success') succeed(...completion.arguments)
  else fail(...completion.arguments)
  await Promise.resolve()
  return calls
}

for (const { line, from, to, given, expected } of [...cases.results, ...cases.failures]) {
  for (const [caller, host] of pairs(to, from)) {
    test(`${line}: ${adapterName(caller, host)} ${JSON.stringify(given.arguments)}`, async () => {
      const calls = await endWith(caller, host, given)
      if (expected === null) {
        assert.deepEqual(calls, [], 'silence')
        return
      }
      const values = /** @type {any[]} */ (expected.arguments)
      assert.deepEqual(calls, [
        [expected.callback, ...values],
        ['complete', ...completeArguments[to](values)],
      ])
    })
  }
}

for (const { line, from, to, given, expected } of cases.headers) {
  for (const [caller, host] of pairs(to, from)) {
    test(`${line}: ${adapterName(caller, host)} ${JSON.stringify(given)}`, () => {
      const { implementation, headers } = createHost(host)
      const task = adapt[adapterName(caller, host)](implementation).uploadFile(OPTIONS)
      /** @type {any[]} */
      const seen = []
      task.onHeadersReceived((/** @type {any[]} */ ...values) => seen.push(values))
      headers(given)
      assert.deepEqual(seen, [[expected]])
    })
  }
}

for (const { line, from, via, given } of cases.roundTrips.options) {
  const named = given.fileName !== undefined || given.files?.[0].filename !== undefined
  for (const [outer, inner] of pairs(from, via)) {
    // WeChat has no `fileName` that could come back.
    if (named && [outer, inner].includes('wx')) continue
    const there = adapterName(outer, inner)
    const back = adapterName(inner, outer)
    test(`${line}: ${there} over ${back} gives the host ${JSON.stringify(given)}`, () => {
      const { implementation, options } = createHost(outer)
      adapt[there](adapt[back](implementation)).uploadFile(given)
      // Where the caller leaves the limit out, its default is made explicit on the way.
      assert.deepEqual(options, [given])
    })
  }
}

for (const { line, from, via, given } of cases.roundTrips.completions) {
  for (const [outer, inner] of pairs(from, via)) {
    const there = adapterName(outer, inner)
    const back = adapterName(inner, outer)
    test(`${line}: ${there} over ${back} gives the caller ${JSON.stringify(given.arguments)}`, async () => {
      const host = createHost(outer)
      const { calls } = record(adapt[there](adapt[back](host.implementation)).uploadFile, OPTIONS)
      if (given.callback === 'success') host.succeed(...given.arguments)
      else host.fail(...given.arguments)
      assert.deepEqual(calls, [
        [given.callback, ...given.arguments],
        ['complete', ...completeArguments[from](given.arguments)],
      ])
    })
  }
}
