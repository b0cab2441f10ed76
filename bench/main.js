'use strict'
// Builds what is needed, runs the clients in turn, and prints what came out: `npm run bench -- --help`.

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { onExit } = require('signal-exit')
const { BuildError } = require('../lib/build/build-error.js')
const { writeCertificate } = require('./certificate.js')
const { killAll } = require('./children.js')
const { makeFiles, removeFiles } = require('./file-sets.js')
const { judge } = require('./judge.js')
const { describeMachine, describeVersions } = require('./machine.js')
const { buildNative } = require('./native.js')
const { readOptions } = require('./options.js')
const { makePlan } = require('./plan.js')
const { keepResults, writeResults } = require('./results.js')
const { runRounds } = require('./rounds.js')
const { startSink } = require('./sink.js')
const { report } = require('./tables.js')

/** @typedef {import('./plan.js').Step} Step */

/**
 * Runs the steps; the files of a step are made before it, and removed when no later one needs them.
 *
 * @param {Step[]} steps
 * @param {number} rounds
 * @param {import('./measure.js').Surroundings} surroundings
 */
async function runSteps(steps, rounds, surroundings) {
  /** @type {Map<string, import('./file-sets.js').FileSet>} */
  const sets = new Map()
  const keyOf = (/** @type {Step} */ { workload: { count, size } }) => `${count} × ${size}`
  /** @type {Map<string, Record<string, import('./rounds.js').Series>>} */
  const measured = new Map()
  for (const [index, step] of steps.entries()) {
    const key = keyOf(step)
    const files = sets.get(key) ?? makeFiles(surroundings.folder, surroundings.native, step.workload)
    sets.set(key, files)
    measured.set(step.name, await runRounds(step, rounds, files, surroundings))
    if (steps.slice(index + 1).some((later) => keyOf(later) === key)) continue
    removeFiles(files)
    sets.delete(key)
  }
  return measured
}

async function main() {
  const { targets, clients, rounds, isQuick, json, isFull } = readOptions(process.argv.slice(2))
  const steps = makePlan(targets, clients, isQuick)
  const native = buildNative()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-bench-'))
  // Also at a Ctrl-C.
  onExit(() => {
    killAll()
    fs.rmSync(folder, { recursive: true, force: true })
  })
  const certificate = await writeCertificate(folder)
  const sink = await startSink(native, folder, certificate)
  const measured = await runSteps(steps, rounds, { native, folder, sink, ca: certificate.ca })
  await sink.stop()

  /** @type {import('./results.js').Results} */
  const results = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    versions: describeVersions(),
    ...{ rounds, isQuick },
    verdicts: judge(targets, measured),
    workloads: steps.map(({ name, workload }) => ({
      ...{ name, title: workload.title },
      isLoadOnly: workload.isLoadOnly ?? false,
      isTimedAsProcess: workload.isTimedAsProcess ?? false,
      clients: measured.get(name) ?? {},
    })),
  }
  console.log(report(results))
  if (json !== undefined) writeResults(results, json)
  if (isFull) keepResults(results)
  const failed = results.workloads.some((one) => Object.values(one.clients).some(({ failure }) => failure))
  process.exitCode = failed ? 1 : 0
}

main().catch((error) => {
  console.error(error instanceof BuildError ? `\nuploadtask: ${error.message}\n` : error)
  process.exit(1)
})
