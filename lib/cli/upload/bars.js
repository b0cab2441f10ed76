'use strict'
// The progress bars: one for each upload that is on its way, as many as the terminal has room for.

const { startLiveLines } = require('../live-lines.js')
const { columns, fit, pad, paint, size } = require('../terminal.js')

const MAX_BARS = 10

/**
 * One bar in one line, whatever the width of the terminal: what does not fit is left out, the name is cut.
 *
 * @param {number} limit Columns.
 * @param {string} name
 * @param {number} sent
 * @param {number} total
 */
function renderBar(limit, name, sent, total) {
  const share = total === 0 ? 0 : sent / total
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`
  if (limit < 24) return fit(`${percent} ${name}`, limit)
  const amount = limit < 70 ? '' : `  ${size(sent)} of ${size(total)}`.padEnd(24)
  const nameColumns = Math.min(28, Math.floor(limit / 3))
  const barColumns = Math.min(40, limit - nameColumns - percent.length - amount.length - 3)
  const done = Math.round(share * barColumns)
  const left = ' '.repeat(barColumns - done)
  return `${pad(name, nameColumns)}  ${paint('green', '━'.repeat(done))}${left} ${percent}${amount}`.trimEnd()
}

/** Bars for these names; each appears with the first `update` of its index and stays until `remove`. */
function createBars(/** @type {string[]} */ names) {
  /** @type {Map<number, { sent: number, total: number }>} */
  const shown = new Map()
  // The last column stays free: terminals differ in what they do with a cursor that is at their end.
  const lines = startLiveLines(() =>
    [...shown].map(([index, { sent, total }]) => renderBar(columns() - 1, names[index], sent, total)),
  )

  return {
    update(/** @type {number} */ index, /** @type {number} */ sent, /** @type {number} */ total) {
      const room = Math.max(1, Math.min(MAX_BARS, (process.stdout.rows || 24) - 2))
      if (shown.has(index) || shown.size < room) shown.set(index, { sent, total })
    },

    remove(/** @type {number} */ index) {
      shown.delete(index)
    },

    say: lines.print,
    stop: lines.stop,
  }
}

module.exports = { createBars, renderBar }
