'use strict'
// The progress bars: one for each upload that is on its way, as many as the terminal has room for. They stay at
// the bottom; what is said meanwhile goes above them.

// @ts-ignore: it brings no types.
const { MultiBar } = require('cli-progress')
const { columns, fit, pad, paint, size } = require('../terminal.js')

// Bars do not wrap, what is said does.
const ERASE_BELOW = '\x1b[J'
const WRAP = '\x1b[?7h'
const DO_NOT_WRAP = '\x1b[?7l'

const MOST = 10

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

/** Bars for these names; there is one from the first `update` of its index until `remove`. */
function createBars(/** @type {string[]} */ names) {
  const multiBar = new MultiBar({
    stream: process.stdout,
    // The last column stays free: a terminal that is at its end treats what follows in ways of its own.
    format: (/** @type {any} */ _options, /** @type {any} */ { value, total }, /** @type {any} */ { name }) =>
      renderBar(columns() - 1, name, value, total),
    ...{ forceRedraw: true, clearOnComplete: true, hideCursor: true, gracefulExit: false, fps: 15 },
  })
  /** @type {Map<number, any>} */
  const shown = new Map()
  let isStopped = false
  const stop = () => {
    if (isStopped) return
    isStopped = true
    process.removeListener('exit', stop)
    // Writes what was said last.
    if (multiBar.isActive) multiBar.update()
    multiBar.stop()
  }
  // Gives the cursor back, however the process ends.
  process.once('exit', stop)

  return {
    update(/** @type {number} */ index, /** @type {number} */ sent, /** @type {number} */ total) {
      if (isStopped) return
      const most = Math.max(1, Math.min(MOST, (process.stdout.rows || 24) - 2))
      const bar = shown.get(index)
      if (bar) {
        bar.setTotal(total)
        bar.update(sent)
      } else if (shown.size < most) {
        shown.set(index, multiBar.create(total, sent, { name: names[index] }))
      }
    },

    remove(/** @type {number} */ index) {
      const bar = shown.get(index)
      shown.delete(index)
      if (bar) multiBar.remove(bar)
    },

    say(/** @type {string} */ line) {
      if (multiBar.isActive) multiBar.log(`${ERASE_BELOW}${WRAP}${line}\n${DO_NOT_WRAP}`)
      else console.log(line)
    },

    stop,
  }
}

module.exports = { createBars, renderBar }
