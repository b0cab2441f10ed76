'use strict'
// Runs tests under Wine, with their output into files: a pipe to a program outside of Wine does not work.

const { spawn } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { root } = require('../build.js')
const { ending } = require('../child.js')
const { folder, wineEnvironment, winePath } = require('./wine.js')

const reporter = `file:///Z:${path.join(__dirname, 'reporter.mjs')}`
const LIMIT = 600_000

/** @typedef {{ name: string, isSkipped: boolean, problem?: string }} Result */

/** Runs a program of Windows; its output goes into a file, which is named without its extension. */
async function runProgram(/** @type {string[]} */ command, /** @type {string} */ output, cwd = root) {
  fs.mkdirSync(path.dirname(output), { recursive: true })
  const file = fs.openSync(`${output}.txt`, 'w')
  try {
    const child = spawn('wine', command, {
      cwd,
      env: wineEnvironment(),
      stdio: ['ignore', file, file],
    })
    return await ending(child, LIMIT)
  } finally {
    fs.closeSync(file)
  }
}

/** What a run printed, its end. */
function tail(/** @type {string} */ output) {
  return fs.readFileSync(`${output}.txt`, 'utf8').slice(-2000)
}

/**
 * Runs a test file of the JavaScript.
 *
 * @param {string} node Node.js for Windows.
 * @param {string} version
 * @param {string} file Below the root.
 * @returns {Promise<Result[]>}
 */
async function runFile(node, version, file) {
  const output = path.join(folder, `output-${version}`, file.replaceAll('/', '-'))
  const report = `${output}.jsonl`
  fs.rmSync(report, { force: true })
  const { code, signal } = await runProgram(
    [
      ...[node, `--test-reporter=${reporter}`, `--test-reporter-destination=${winePath(report)}`],
      winePath(path.join(root, file)),
    ],
    output,
  )
  const lines = fs.existsSync(report) ? fs.readFileSync(report, 'utf8').split('\n').filter(Boolean) : []
  const results = /** @type {Result[]} */ (lines.map((line) => JSON.parse(line)))
  const hasFailed = results.some(({ problem }) => problem !== undefined)
  if (code === 0 || (code === 1 && hasFailed)) return results
  const end = signal ? `was ended after ${LIMIT / 1000} s` : `ended with code ${code}`
  return [...results, { name: 'the file as a whole', isSkipped: false, problem: `${end}\n${tail(output)}` }]
}

/** Runs the smoke test. @returns {Promise<Result[]>} */
async function runSmoke(/** @type {string} */ node, /** @type {string} */ version) {
  const output = path.join(folder, `output-${version}`, 'smoke')
  const { code } = await runProgram([node, winePath(path.join(root, '__test__/runtimes/smoke.js'))], output)
  const said = tail(output)
  const isFine = code === 0 && /^ {2}all \d+ steps\r?$/m.test(said)
  return [{ name: 'the smoke test', isSkipped: false, problem: isFine ? undefined : said }]
}

/** Runs the tests of the engine. @returns {Promise<Result[]>} */
async function runEngine(/** @type {string} */ program) {
  const output = path.join(folder, 'output-engine', 'tests')
  const { code } = await runProgram(
    [winePath(program), '--test-threads=2'],
    output,
    path.join(root, 'crates', 'core'),
  )
  const said = fs.readFileSync(`${output}.txt`, 'utf8').replaceAll('\r', '')
  const results = [...said.matchAll(/^test (\S+)(?: - should panic)? \.\.\. (ok|FAILED|ignored)/gm)].map(
    ([, name, end]) => ({
      name,
      isSkipped: end === 'ignored',
      problem:
        end === 'FAILED' ? (said.split(`---- ${name} stdout ----\n`)[1] ?? '').split('\n\n')[0] : undefined,
    }),
  )
  const isWhole = said.includes(`running ${results.length} tests`) && (code === 0 || code === 101)
  return isWhole ? results : [...results, { name: 'as a whole', isSkipped: false, problem: tail(output) }]
}

module.exports = { runFile, runSmoke, runEngine }
