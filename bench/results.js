'use strict'
// The results of a run: everything that was measured, so that tables and charts can be made from it again.

const fs = require('node:fs')
const path = require('node:path')
const { chart } = require('./chart.js')

/**
 * @typedef {object} WorkloadResult
 * @property {string} name
 * @property {string} title
 * @property {boolean} isLoadOnly
 * @property {boolean} isTimedAsProcess
 * @property {Record<string, import('./rounds.js').Series>} clients
 *
 * @typedef {object} Results
 * @property {string} date
 * @property {string} machine
 * @property {Record<string, string>} versions
 * @property {number} rounds
 * @property {boolean} isQuick
 * @property {import('./judge.js').Verdict[]} verdicts
 * @property {WorkloadResult[]} workloads
 */

const LATEST = path.join(__dirname, 'results', 'latest.json')
const CHART = path.join(__dirname, '..', 'docs', 'performance.svg')

/** Four decimal places are more than any clock here can resolve. */
function toJson(/** @type {Results} */ results) {
  const rounded = (/** @type {string} */ _key, /** @type {unknown} */ value) =>
    typeof value === 'number' ? Number(value.toFixed(4)) : value
  return `${JSON.stringify(results, rounded, 1)}\n`
}

function writeResults(/** @type {Results} */ results, /** @type {string} */ file) {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true })
  fs.writeFileSync(file, toJson(results))
}

/** Saves the results of a run of everything, and draws them. */
function keepResults(/** @type {Results} */ results) {
  writeResults(results, LATEST)
  fs.writeFileSync(CHART, chart(results))
}

module.exports = { writeResults, keepResults }
