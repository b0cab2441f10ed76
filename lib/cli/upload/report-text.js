'use strict'
// For people: a line for each file as it ends, with the beginning of the answer; on a terminal bars beneath. In a pipe
// a failure is summed up on stderr, where a person still sees it.

const { columns, duration, fit, paint, printable, size } = require('../terminal.js')
const { summary } = require('./summary.js')

/** `✓ photo.jpg  201  188.3 kB  0.2 s`, and what the server said or what went wrong. */
function describe(
  /** @type {import('./transfer.js').Result} */ result,
  /** @type {number | undefined} */ timedOut,
) {
  const { file, ok, statusCode, data = '', bytesSent, durationMs, error } = result
  const facts = [
    ...(statusCode === undefined ? [] : [String(statusCode)]),
    ...[size(bytesSent), duration(durationMs)],
  ]
  const mark = ok ? paint('green', '✓') : paint('red', '✗')
  const lines = [`${mark} ${printable(file)}  ${paint('dim', facts.join('  '))}`]
  if (error) lines.push(`  ${paint('red', printable(error.message))}`)
  if (timedOut !== undefined && error?.code === timedOut)
    lines.push('  --timeout <ms> sets the limit; --timeout 0 lifts it')
  // One line of it; `--json` has all.
  const answer = fit(printable(data.slice(0, 2000)), Math.min(columns(), 120) - 3)
  if (answer !== '') lines.push(`  ${paint('dim', answer)}`)
  return lines
}

/**
 * @param {import('./find-files.js').Source[]} sources
 * @param {number | undefined} timedOut The platform's code for a timeout.
 * @param {boolean} withBars
 * @returns {import('./run.js').Report}
 */
function createTextReport(sources, timedOut, withBars) {
  const bars = withBars
    ? require('./bars.js').createBars(sources.map(({ name }) => printable(name)))
    : undefined
  const say = bars?.say ?? ((/** @type {string} */ line) => console.log(line))
  return {
    progress(index, { sent, total }) {
      bars?.update(index, sent, total)
    },
    ended(index, result) {
      bars?.remove(index)
      for (const line of describe(result, timedOut)) say(line)
    },
    close(results) {
      bars?.stop()
      if (!process.stdout.isTTY && results.some(({ ok }) => !ok))
        console.error(`uploadtask: ${summary(results)}`)
      else if (results.length > 1) console.log(summary(results))
    },
  }
}

module.exports = { createTextReport }
