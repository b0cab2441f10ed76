'use strict'
// The tests of the Rust crates and of the JavaScript.
//   npm test                     all of them
//   npm test -- vela wire/head   only the JavaScript test files with one of these in their path
//   npm test -- vela --test-name-pattern=V8    options go to `node --test`

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { root } = require('./build.js')
const { differences, forget } = require('./ran.js')

/** Runs a program with its output passed through; true when it succeeded. */
function succeeds(/** @type {string} */ program, /** @type {string[]} */ values) {
  const { error, status } = spawnSync(program, values, { cwd: root, stdio: 'inherit' })
  if (error) console.error(`${program}: ${error.message}`)
  return status === 0
}

/** All test files, as paths below the root with forward slashes. */
function findTestFiles() {
  return fs
    .readdirSync(path.join(root, '__test__'), { recursive: true, encoding: 'utf8' })
    .map((file) => `__test__/${file.replaceAll(path.sep, '/')}`)
    .filter((file) => /\.test\.[cm]?js$/.test(file))
    .sort()
}

const options = process.argv.slice(2).filter((value) => value.startsWith('-'))
const filters = process.argv.slice(2).filter((value) => !value.startsWith('-'))
const allFiles = findTestFiles()
const files =
  filters.length === 0 ? allFiles : allFiles.filter((file) => filters.some((one) => file.includes(one)))

/** @type {string[]} */
const summary = []
let failed = false

function report(/** @type {string} */ what, /** @type {boolean} */ passed) {
  summary.push(`${passed ? 'passed' : 'FAILED'}  ${what}`)
  failed ||= !passed
}

if (filters.length === 0) {
  console.log('\n── Rust: cargo test --workspace --locked ──\n')
  report('Rust: cargo test --workspace', succeeds('cargo', ['test', '--workspace', '--locked']))
  // A workspace of its own.
  const benchmark = ['--manifest-path', 'bench/native/Cargo.toml', '--target-dir', 'target/bench-native']
  report("Rust: the benchmark's program", succeeds('cargo', ['test', ...benchmark, '--locked']))
} else {
  summary.push('not run Rust tests (files were chosen)')
}

const chosen = `${files.length} of ${allFiles.length} test files`
console.log(`\n── JavaScript: node --test, ${chosen} ──\n`)
if (files.length === 0) {
  report(`JavaScript: no test file has ${filters.join(' or ') || '.test.js'} in its path`, false)
} else {
  forget(files)
  // Two at a time even on a small machine: tests mostly wait.
  const concurrency = Math.min(4, Math.max(2, os.availableParallelism()))
  report(
    `JavaScript: node --test, ${chosen}`,
    succeeds(process.execPath, [
      ...['--test', '--test-reporter=spec', '--test-timeout=300000', `--test-concurrency=${concurrency}`],
      ...options,
      ...files,
    ]),
  )
}

// Whole files that have passed: what they said that they ran has to be what the page says.
if (!failed && options.length === 0) {
  const different = differences(files, allFiles)
  if (different.length > 0)
    report(`${different.join('\n        ')}\n        node scripts/ran.js writes the page`, false)
}

console.log(`\n${summary.join('\n')}`)
process.exitCode = failed ? 1 : 0
