'use strict'
// Lines at the bottom of a terminal that are drawn again and again in the same place; what is printed meanwhile goes
// above them.

const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'
const WRAP = '\x1b[?7h'
const DO_NOT_WRAP = '\x1b[?7l'
const FIRST_COLUMN = '\x1b[1G'
const ERASE_REST_OF_LINE = '\x1b[0K'
const ERASE_BELOW = '\x1b[J'

/** Milliseconds between two drawings. */
const INTERVAL = 60

/**
 * Draws lines until `stop`.
 *
 * @param {() => string[]} render The lines as they are now: fewer than the terminal has rows.
 */
function startLiveLines(render) {
  let shown = ''
  let rows = 0
  let isStopped = false

  /** Writes in one piece: the cursor never rests between the lines. */
  function draw(/** @type {string[]} */ lines, above = '') {
    const text = lines.map((line) => `${FIRST_COLUMN}${line}${ERASE_REST_OF_LINE}\n`).join('')
    if (text === shown && above === '') return
    const up = rows === 0 ? '' : `\x1b[${rows}A`
    // The lines never wrap, or there would be more rows than are known of. What is printed above them does.
    process.stdout.write(`${up}${FIRST_COLUMN}${above}${DO_NOT_WRAP}${text}${ERASE_BELOW}${WRAP}`)
    shown = text
    rows = lines.length
  }

  /** @param {{ keep?: boolean }} [options] `keep`: the lines stay where they are. */
  function stop({ keep = false } = {}) {
    if (isStopped) return
    isStopped = true
    clearInterval(timer)
    process.removeListener('exit', onExit)
    draw(keep ? render() : [])
    process.stdout.write(SHOW_CURSOR)
  }

  process.stdout.write(HIDE_CURSOR)
  const timer = setInterval(() => draw(render()), INTERVAL)
  timer.unref()
  // The cursor comes back however the process ends.
  const onExit = () => stop()
  process.once('exit', onExit)

  return {
    print(/** @type {string} */ line) {
      if (isStopped) console.log(line)
      else draw(render(), `${ERASE_BELOW}${line}\n`)
    },
    stop,
  }
}

module.exports = { startLiveLines }
