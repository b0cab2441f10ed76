'use strict'
// How `npm run test:windows` judges what failed under Wine.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { judge } = require('../../scripts/windows/judge.js')
const { LEFT_OUT, allFiles, chooseFiles } = require('../../scripts/windows/suites.js')
const { faults } = require('../../scripts/windows/wine-faults.js')

const passed = (/** @type {string} */ name) => ({ name, isSkipped: false })
const failed = (/** @type {string} */ name) => ({ name, isSkipped: false, problem: `${name} is wrong` })
const skipped = (/** @type {string} */ name) => ({ name, isSkipped: true })

test('windows: what is not known to fail has to pass', () => {
  const runs = [{ where: 'here', file: 'f', results: [passed('a'), failed('b'), skipped('c')] }]
  assert.deepEqual(judge(runs, []), {
    counts: { passed: 1, failed: 1, skipped: 1, expected: 0 },
    problems: ['here, f: b\n  b is wrong'],
  })
})

test('windows: what is known to fail has to fail, and to be there', () => {
  const known = [
    { file: 'f', name: 'a', reason: 'r' },
    { file: 'f', name: 'b', reason: 'r', where: 'there' },
    { file: 'f', name: 'gone', reason: 'r' },
  ]
  const results = [failed('a'), failed('b')]
  assert.deepEqual(judge([{ where: 'there', file: 'f', results }], known).problems, [])
  assert.deepEqual(judge([{ where: 'here', file: 'f', results }], known, { isWhole: true }).problems, [
    'here, f: b\n  b is wrong',
    'f: b\n  there is no such test: take it out of wine-faults.js',
    'f: gone\n  there is no such test: take it out of wine-faults.js',
  ])
  const better = [{ where: 'here', file: 'f', results: [passed('a'), passed('b')] }]
  assert.deepEqual(judge(better, known).problems, ['here, f: a\n  passes now: take it out of wine-faults.js'])
  assert.deepEqual(judge(better, known, { mayPass: true }).problems, [])
  const atTimes = known.map((fault) => ({ ...fault, isAtTimes: true }))
  assert.deepEqual(judge(better, atTimes).problems, [])
})

test('windows: what is left out is there, and said once', () => {
  const beginnings = Object.keys(LEFT_OUT)
  for (const beginning of beginnings) {
    assert.ok(
      allFiles().some((file) => file.startsWith(beginning)),
      `${beginning}: there is no such test: take it out of suites.js`,
    )
    const others = beginnings.filter((other) => other !== beginning && other.startsWith(beginning))
    assert.deepEqual(others, [])
  }
})

test("windows: each of Wine's faults is of a file that is run, once, with its reason", () => {
  const files = new Set([...chooseFiles([]), 'crates/core', 'smoke'])
  for (const { file, name, reason } of faults) {
    assert.ok(files.has(file), file)
    assert.ok(reason.length > 10, name)
  }
  const titles = faults.map(({ file, name, where }) => [file, name, where].join('\n'))
  assert.deepEqual([...new Set(titles)], titles)
})
