'use strict'
// The rounds of a workload: A B C, A B C …, so that whatever else the machine does affects all clients alike.

const { CLIENTS } = require('./clients.js')
const { ClientFailure, measure } = require('./measure.js')

/** @typedef {import('./measure.js').Sample} Sample */
/** @typedef {{ samples: Sample[], failure?: string }} Series A client that failed once has a failure and no samples. */

const progress = (/** @type {string} */ text) => process.stderr.write(text)

/**
 * Lets the server grow what it needs. Not counted; what fails here fails in the rounds too, where it is shown.
 *
 * @param {import('./workloads.js').Workload} workload
 * @param {import('./file-sets.js').FileSet} files
 * @param {import('./measure.js').Surroundings} surroundings
 */
async function warmUp(workload, files, surroundings) {
  try {
    await measure('limit', workload, files, surroundings)
  } catch (error) {
    if (!(error instanceof ClientFailure)) throw error
  }
}

/**
 * @param {import('./plan.js').Step} step
 * @param {number} rounds
 * @param {import('./file-sets.js').FileSet} files
 * @param {import('./measure.js').Surroundings} surroundings
 * @returns {Promise<Record<string, Series>>}
 */
async function runRounds({ workload, clients }, rounds, files, surroundings) {
  /** @type {Record<string, Series>} */
  const series = Object.fromEntries(clients.map((client) => [client, { samples: [] }]))
  const total = rounds * (workload.repeat ?? 1)
  if (!workload.isLoadOnly) await warmUp(workload, files, surroundings)
  for (let round = 1; round <= total; round += 1) {
    progress(`${workload.title}, round ${round} of ${total}:`)
    for (const client of clients) {
      const { samples, failure } = series[client]
      if (failure !== undefined) continue
      progress(` ${CLIENTS[client].label}`)
      try {
        const sample = await measure(client, workload, files, surroundings)
        samples.push(sample)
        progress(` ${(workload.isLoadOnly ? (sample.load ?? 0) : sample.time).toFixed(1)}`)
      } catch (error) {
        if (!(error instanceof ClientFailure)) throw error
        series[client] = { samples: [], failure: error.message }
        progress(` FAILED (${error.message})`)
      }
    }
    progress(' ms\n')
  }
  return series
}

module.exports = { runRounds }
