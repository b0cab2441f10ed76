'use strict'
// A time limit of a program must not outlive it: scripts/child.js.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { globSync } = require('tinyglobby')
const { packageFolder, runNode } = require('../support/child.js')

/** What starts a program and limits its time: each with a program that is not there. */
const STARTERS = {
  'scripts/child.js': `
    const { spawn } = require('node:child_process')
    const { ending } = require('./scripts/child.js')
    const started = ending(spawn('there-is-no-such-program'), 3_600_000)`,
  'scripts/release/run.js': `
    const { run } = require('./scripts/release/run.js')
    const started = run('there-is-no-such-program.exe', [])`,
  '__test__/support/program.js': `
    process.execPath = 'there-is-no-such-program'
    const { startProgram } = require('./__test__/support/program.js')
    const started = startProgram({ after() {} }, 'upload', null, { timeout: 3_600_000 }).ended`,
  '__test__/support/child.js': `
    const { runNode } = require('./__test__/support/child.js')
    const started = runNode([], { node: 'there-is-no-such-program', timeout: 3_600_000 })`,
  '__test__/cli/command.js': `
    const { startProcess } = require('./__test__/cli/command.js')
    const started = startProcess({ after() {} }, ['there-is-no-such-program']).ended`,
  'bench/children.js': `
    const { runToEnd } = require('./bench/children.js')
    const options = { cwd: process.cwd(), timeout: 3_600_000 }
    const started = runToEnd('there-is-no-such-program', [], options)`,
}

for (const [file, source] of Object.entries(STARTERS)) {
  test(`house: a program that ${file} cannot start keeps nothing alive`, async () => {
    const program = `${source}\nstarted.catch((error) => console.log(error.code))`
    const { code, stdout, stderr } = await runNode(['--input-type=commonjs', '-e', program])
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'ENOENT\n', stderr: '' })
  })
}

test('house: no `spawn` has a time limit of its own', () => {
  const patterns = ['scripts', 'lib', 'bench', 'demo', '__test__'].map(
    (folder) => `${folder}/**/*.{js,mjs,cjs}`,
  )
  const files = globSync(patterns, { cwd: packageFolder, ignore: ['**/node_modules'] })
  assert.ok(files.includes('scripts/child.js') && files.length > 300)
  for (const file of files) {
    const text = fs.readFileSync(path.join(packageFolder, file), 'utf8')
    // Each call up to the end of its last parameter.
    for (const [call] of text.matchAll(/\bspawn\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g)) {
      assert.doesNotMatch(call, /\btimeout\b/, file)
    }
  }
})
