'use strict'
// The demo's output: headings, aligned tables, progress bars; colours only on a terminal.

const util = require('node:util')
const { startLiveLines } = require('../lib/cli/live-lines.js')
const { columns, fit, isInteractive, paint, size, width } = require('../lib/cli/terminal.js')

/** Prints lines, indented. */
function say(/** @type {string[]} */ ...lines) {
  for (const line of lines) console.log(line === '' ? '' : `  ${line}`)
}

/** Prints the title of a section. */
function section(/** @type {string} */ title, /** @type {string} */ code = '') {
  say('', `${paint('bold', title)}${code && `  ${paint('cyan', code)}`}`)
}

/**
 * Prints rows as aligned columns, the first row as their heads; numbers stand to the right.
 *
 * @param {Array<Array<string | number>>} rows
 */
function table(rows) {
  const texts = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
  )
  const right = rows[0].map((_, column) => typeof rows[1]?.[column] === 'number')
  const widths = rows[0].map((_, column) => Math.max(...texts.map((row) => width(row[column]))))
  for (const [index, row] of texts.entries()) {
    const line = row.map((text, column) => {
      const space = ' '.repeat(widths[column] - width(text))
      return right[column] ? space + text : text + space
    })
    const text = fit(line.join('  ').trimEnd(), columns() - 2)
    say(index === 0 ? paint('dim', text) : text)
  }
}

/** A value in a few characters: long texts are cut, nested objects abbreviated. */
function briefValue(/** @type {unknown} */ value, /** @type {boolean} */ inside = false) {
  if (typeof value === 'string') return util.inspect(value.length > 17 ? `${value.slice(0, 16)}…` : value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]'
  if (inside) return '{…}'
  /** @type {string[]} */
  const members = Object.entries(value).map(([name, member]) => `${name}: ${briefValue(member, true)}`)
  return `{ ${members.join(', ')} }`
}

/** The arguments of a call in one short line. */
function brief(/** @type {unknown[]} */ values) {
  return values.length === 0
    ? paint('dim', '(no arguments)')
    : fit(values.map((value) => briefValue(value)).join(', '), columns() - 21)
}

/** Prints what came back from one upload, call by call. */
function printCalls(/** @type {string} */ title, /** @type {import('./watch.js').Watched} */ watched) {
  /** @type {Array<[name: string, text: string]>} */
  const lines = []
  const last = watched.progress.at(-1)
  if (last) {
    const events = `${watched.progress.length} event${watched.progress.length === 1 ? '' : 's'}`
    const bytes = `${last.sent} of ${last.total} bytes`
    lines.push(['progress', `${events}, the last: ${last.progress} %, ${bytes}`])
  }
  const result = watched.calls.find(({ name }) => name === 'success' || name === 'fail')
  for (const call of watched.calls) {
    const same = call !== result && call.values.length === 1 && call.values[0] === result?.values[0]
    lines.push([call.name, same ? paint('dim', '(the same object)') : brief(call.values)])
  }
  if (title) say(paint('bold', title))
  for (const [name, text] of lines) say(`  ${paint('cyan', name.padEnd(15))}  ${text}`)
}

/** The columns of a bar. */
const BAR = 26

/**
 * One progress bar for each upload; off a terminal one line for each when they have ended.
 *
 * @param {Array<{ name: string, bytes: number }>} files
 */
function startBars(files) {
  const rows = files.map(({ name, bytes }) => ({ name: name.padEnd(17), percent: 0, sent: 0, total: bytes }))
  const render = (/** @type {(percent: number) => string} */ bar) =>
    rows.map(({ name, percent, sent, total }) => {
      return `${name}  ${bar(percent)}${String(percent).padStart(3)} %  ${size(sent)} of ${size(total)}`
    })
  const bar = (/** @type {number} */ percent) => {
    const done = Math.round((percent * BAR) / 100)
    return `${paint('green', '━'.repeat(done))}${' '.repeat(BAR - done)} `
  }
  const lines = isInteractive() ? startLiveLines(() => render(bar).map((line) => `  ${line}`)) : undefined
  return {
    /**
     * @param {number} index
     * @param {import('./watch.js').Progress} event
     */
    update(index, { progress, sent, total }) {
      Object.assign(rows[index], { percent: progress, sent, total })
    },

    stop() {
      if (lines) lines.stop({ keep: true })
      else say(...render(() => ''))
    },
  }
}

module.exports = { paint, say, section, table, printCalls, size, startBars }
