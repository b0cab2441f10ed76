'use strict'
// The results as Markdown.

const { CLIENTS } = require('./clients.js')
const { pair, summarize } = require('./statistics.js')
const { MEBI } = require('./workloads.js')

/** @typedef {import('./results.js').Results} Results */
/** @typedef {import('./results.js').WorkloadResult} WorkloadResult */
/** @typedef {import('./measure.js').Sample} Sample */

/** A ratio, with at least two significant digits. */
const ratio = (/** @type {number} */ value) =>
  Math.abs(value) < 0.095 ? value.toPrecision(2) : value.toFixed(2)

/** A number with fewer decimals the larger it is. */
function short(/** @type {number} */ value) {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0
  return value.toFixed(digits)
}

const quantity = (/** @type {number} */ value, /** @type {string} */ unit) =>
  unit === 'ratio' ? ratio(value) : `${short(value)} ${unit}`

/** A range; the unit stands in the other columns. */
const range = (/** @type {number} */ least, /** @type {number} */ most, /** @type {string} */ unit) =>
  [least, most].map(unit === 'ratio' ? ratio : short).join(' – ')

const limitOf = (/** @type {number | null} */ value, /** @type {string} */ unit) =>
  value === null ? '' : unit === 'ratio' ? value.toFixed(2) : `${value} ${unit}`

const row = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`

/** A table; the columns with a figure in them are aligned to the right. */
function table(/** @type {string[]} */ heads, /** @type {string[][]} */ rows, words = ['client']) {
  const rule = row(heads.map((head) => (words.includes(head) ? '---' : '---:')))
  return [row(heads), rule, ...rows.map(row)].join('\n')
}

/** Whether a limit was kept, and how far the figure is from it. */
function verdictText(/** @type {import('./judge.js').Verdict} */ { measured, must, aim, reason, outcome }) {
  if (measured === null) return `**${outcome}**: ${reason}`
  const distance = `${Math.abs((measured / must - 1) * 100).toFixed(0)} %`
  if (outcome === 'not met') return `**NOT met**, ${distance} above`
  return `met, ${distance} below${aim !== null && measured <= aim ? '; aim met' : ''}`
}

function targetsTable(/** @type {Results} */ { verdicts }) {
  const heads = ['target', 'figure', 'must', 'aim', 'measured', 'least – most', 'verdict']
  const rows = verdicts.map((verdict) => {
    const { target, title, figure, unit, must, aim, measured, least, most } = verdict
    return [
      ...[target, `${title}: ${figure}`, `≤ ${limitOf(must, unit)}`, limitOf(aim, unit)],
      measured === null ? '' : quantity(measured, unit),
      least === null || most === null ? '' : range(least, most, unit),
      verdictText(verdict),
    ]
  })
  return table(heads, rows, ['target', 'figure', 'verdict'])
}

/** The median of what some samples have; empty when they do not have it. */
function medianOf(/** @type {Sample[]} */ samples, /** @type {(sample: Sample) => number | null} */ read) {
  const values = samples.map(read).filter((value) => value !== null)
  return values.length === 0 ? '' : short(summarize(values).median)
}

function clientRow(/** @type {string} */ client, /** @type {WorkloadResult} */ { clients, isLoadOnly }) {
  const { samples, failure } = clients[client]
  const { label } = CLIENTS[client]
  if (failure !== undefined)
    return [label, `**FAILED**: ${failure.replaceAll('|', '\\|')}`, '', '', '', '', '', '']
  const timeOf = (/** @type {Sample} */ sample) => (isLoadOnly ? (sample.load ?? 0) : sample.time)
  const limit = clients.limit?.samples ?? []
  const { median, least, most } = summarize(samples.map(timeOf))
  const ratios = pair(samples, limit, (one, two) => one.time / two.time)
  return [
    label,
    short(median),
    `${short(least)} – ${short(most)}`,
    ratios.length === 0 || client === 'noop' ? '' : ratio(summarize(ratios).median),
    medianOf(samples, ({ cpu }) => cpu),
    medianOf(samples, ({ mainThread }) => mainThread),
    medianOf(samples, ({ gap }) => gap),
    medianOf(samples, ({ peak }) => peak / MEBI),
  ]
}

function workloadTable(/** @type {WorkloadResult} */ workload) {
  const heads = ['client', 'time, ms', 'least – most', '/ limit', 'CPU, ms']
  const rows = Object.keys(workload.clients).map((client) => clientRow(client, workload))
  const rounds = Math.max(...Object.values(workload.clients).map(({ samples }) => samples.length))
  return [
    `### ${workload.title}`,
    '',
    `${rounds} rounds.${workload.isTimedAsProcess ? ' The time is that of the process, from start to exit.' : ''}`,
    '',
    table([...heads, 'main thread, ms', 'gap, ms', 'peak RSS, MiB'], rows),
  ].join('\n')
}

/** The whole report. */
function report(/** @type {Results} */ results) {
  const { machine, versions, rounds, isQuick, verdicts } = results
  const met = verdicts.filter(({ outcome }) => outcome === 'met').length
  const quick = isQuick ? ' **Measured with --quick: smaller, fewer rounds; not comparable.**' : ''
  return [
    '## Targets',
    '',
    `Medians of ${rounds} rounds, ratios paired by round.${quick} ${machine}.`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    '',
    targetsTable(results),
    '',
    `${met} of ${verdicts.length} figures are within their limits.`,
    '',
    '## Measurements',
    '',
    'Time: from before the first upload to after the last; for curl that of its process. CPU and peak RSS: of the ' +
      "whole process, by the kernel's count. Main thread: CPU of the thread that runs JavaScript, while uploading.",
    '',
    results.workloads.map(workloadTable).join('\n\n'),
  ].join('\n')
}

module.exports = { report, ratio }
