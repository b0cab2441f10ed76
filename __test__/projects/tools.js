'use strict'
// Runs what a sample project has installed: its bundler, its test runner.

const assert = require('node:assert/strict')
const path = require('node:path')

const { runNode } = require('../support/child.js')
const { versionIn } = require('../support/ran.js')
const { projects } = require('./setup.js')

/** Runs a tool of a project's to its end; returns what it printed, without colours. */
async function runTool(
  /** @type {string} */ project,
  /** @type {string[]} */ [tool, ...parameters],
  /** @type {{ env?: Record<string, string>, nodeOptions?: string[] }} */ { env = {}, nodeOptions = [] } = {},
) {
  const ended = await runNode([...nodeOptions, path.join(projects, 'node_modules', tool), ...parameters], {
    cwd: path.join(projects, project),
    env: { NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    timeout: 120_000,
  })
  return { ...ended, output: `${ended.stdout}\n${ended.stderr}` }
}

/** What `runTool` needs to run vitest or jest. @type {Record<string, [string[], string[]?]>} */
const RUNNERS = {
  'vitest in forks': [['vitest/vitest.mjs', 'run', '--pool=forks']],
  'vitest in threads': [['vitest/vitest.mjs', 'run', '--pool=threads']],
  jest: [
    ['jest/bin/jest.js', '--runInBand'],
    ['--experimental-vm-modules', '--no-warnings'],
  ],
}

/** The versions of packages that the projects have. */
const versions = (/** @type {string[]} */ ...names) =>
  names.map((name) => `${name} ${versionIn(projects, name)}`).join(', ')

/** Runs a project's tests; fails with what the runner printed, if they fail. */
async function runTests(
  /** @type {string} */ project,
  /** @type {string} */ name,
  /** @type {string} */ receiver,
  /** @type {string[]} */ parameters = [],
) {
  const [tool, nodeOptions] = RUNNERS[name]
  const ended = await runTool(project, [...tool, ...parameters], { env: { RECEIVER: receiver }, nodeOptions })
  assert.equal(ended.code, 0, ended.output)
  return ended.output
}

module.exports = { RUNNERS, runTests, runTool, versions }
