'use strict'
// The measurements, compared with the targets.

const { summarize } = require('./statistics.js')

/** @typedef {import('./rounds.js').Series} Series */

/**
 * @typedef {object} Verdict
 * @property {string} target
 * @property {string} title
 * @property {string} figure
 * @property {import('./targets.js').Part['unit']} unit
 * @property {number} must
 * @property {number | null} aim
 * @property {number | null} measured The median of the rounds; null when there is none, see `reason`.
 * @property {number | null} least
 * @property {number | null} most
 * @property {string | null} reason
 * @property {'met' | 'not met' | 'not measured'} outcome
 */

const OWN = 'uploadtask'

/**
 * Why a figure cannot be computed, or null.
 *
 * @param {import('./targets.js').Part} part
 * @param {Record<string, Series> | undefined} series
 */
function obstacle({ workload, clients }, series) {
  if (workload === undefined) return null
  for (const client of clients) {
    const one = series?.[client]
    if (one === undefined) return `${client} did not run`
    if (one.failure !== undefined) return `${client} failed`
  }
  return null
}

/**
 * @param {import('./targets.js').Target[]} targets
 * @param {Map<string, Record<string, Series>>} measured By workload.
 * @returns {Verdict[]}
 */
function judge(targets, measured) {
  return targets.flatMap(({ name, title, parts }) =>
    parts.map((part) => {
      const { figure, unit, must, aim, clients, workload, values } = part
      const common = { target: name, title: part.title ?? title, figure, unit, must, aim }
      const series = workload === undefined ? undefined : measured.get(workload)
      const reason = obstacle(part, series)
      const figures =
        reason === null ? values(...clients.map((client) => series?.[client].samples ?? [])) : []
      if (reason !== null || figures.some(Number.isNaN)) {
        return {
          ...{ ...common, measured: null, least: null, most: null },
          reason: reason ?? 'not counted on this system',
          // Without its own upload the target is not met; another client's failure says nothing about it.
          outcome: series?.[OWN]?.failure === undefined ? 'not measured' : 'not met',
        }
      }
      const { median, least, most } = summarize(figures)
      return {
        ...common,
        measured: median,
        least,
        most,
        reason: null,
        outcome: median <= must ? 'met' : 'not met',
      }
    }),
  )
}

module.exports = { judge }
