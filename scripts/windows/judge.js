'use strict'
// Holds what failed under Wine against what is known to fail by Wine's own fault.

/**
 * @typedef {object} Run
 * @property {string} where Such as `Node.js 20`.
 * @property {string} file
 * @property {import('./tests.js').Result[]} results
 *
 * @typedef {object} Fault
 * @property {string} file
 * @property {string} name The title of the test.
 * @property {string} reason
 * @property {string} [where] Where not everywhere.
 * @property {boolean} [isAtTimes] Whether it also passes, as it comes.
 */

/** @param {Fault} fault @param {Run} run @param {string} name */
function fits(fault, run, name) {
  return fault.file === run.file && fault.name === name && (fault.where ?? run.where) === run.where
}

/**
 * @param {Run[]} runs
 * @param {Fault[]} faults
 * @param {{ isWhole?: boolean, mayPass?: boolean }} [options] Whether all was run: then each fault has to have shown. And
 *   whether a fault may have been mended: in another Wine than the one that the list is of.
 */
function judge(runs, faults, { isWhole = false, mayPass = false } = {}) {
  const counts = { passed: 0, failed: 0, skipped: 0, expected: 0 }
  /** @type {string[]} */
  const problems = []
  const shown = new Set()
  for (const run of runs) {
    for (const { name, isSkipped, problem } of run.results) {
      const known = faults.filter((fault) => fits(fault, run, name))
      for (const fault of known) shown.add(fault)
      const title = `${run.where}, ${run.file}: ${name}`
      if (problem === undefined && known.some(({ isAtTimes }) => !isAtTimes) && !mayPass) {
        const what = isSkipped ? 'is skipped' : 'passes'
        problems.push(`${title}\n  ${what} now: take it out of wine-faults.js`)
      }
      if (problem !== undefined && known.length === 0) {
        problems.push(`${title}\n  ${problem.trim().replaceAll('\n', '\n  ')}`)
      }
      if (problem !== undefined) counts[known.length > 0 ? 'expected' : 'failed'] += 1
      else counts[isSkipped ? 'skipped' : 'passed'] += 1
    }
  }
  if (isWhole) {
    for (const fault of faults.filter((one) => !shown.has(one))) {
      problems.push(`${fault.file}: ${fault.name}\n  there is no such test: take it out of wine-faults.js`)
    }
  }
  return { counts, problems }
}

module.exports = { judge }
