'use strict'
// Runs the programs of `process/programs`: they report by lines of JSON on stdout and can be told to go on.

const { spawn } = require('node:child_process')
const path = require('node:path')
const readline = require('node:readline')
const { killAfter } = require('../../scripts/child.js')

/**
 * @typedef {object} Ended
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 * @property {number} at When the process was gone, by `Date.now()`.
 * @property {string} stderr
 * @property {any[]} reports All of them, also those that `report` gave.
 */

/**
 * Starts a program. It is killed when the test ends before it does. Proxy variables are not passed on.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} name File name in `process/programs`, without `.js`.
 * @param {unknown} input The program's argument; anything that JSON can carry.
 * @param {object} [options]
 * @param {string[]} [options.nodeOptions]
 * @param {number} [options.timeout] Kills a program that does not end.
 * @param {number} [options.descriptors] How many file descriptors it may have open; not on Windows.
 * @param {Record<string, string>} [options.env] Further variables of its environment.
 */
function startProgram(context, name, input, options = {}) {
  const { nodeOptions = [], timeout = 30_000, descriptors, env = {} } = options
  const file = path.join(__dirname, '..', 'process', 'programs', `${name}.js`)
  const inherited = Object.entries(process.env).filter(([variable]) => !/_proxy$/i.test(variable))
  const node = [process.execPath, ...nodeOptions, file, JSON.stringify(input)]
  const limited =
    descriptors === undefined ? node : ['sh', '-c', `ulimit -n ${descriptors}; exec "$0" "$@"`, ...node]
  const child = spawn(limited[0], limited.slice(1), {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  killAfter(child, timeout)
  context.after(() => child.kill('SIGKILL'))
  // A program that has ended hears nothing more; that is not an error.
  child.stdin.on('error', () => {})
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })

  /** @type {any[]} */
  const reports = []
  let taken = 0
  /** @type {Array<() => void>} */
  const waiting = []
  const wake = () => {
    for (const resolve of waiting.splice(0)) resolve()
  }
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    reports.push(JSON.parse(line))
    wake()
  })
  let at = 0
  let hasEnded = false
  child.on('exit', () => {
    at = Date.now()
  })
  const ended = /** @type {Promise<Ended>} */ (
    new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => {
        hasEnded = true
        resolve({ code, signal, at, stderr, reports })
        wake()
      })
    })
  )
  return {
    child,
    ended,
    /** Lets a program go on that waits for its stdin. */
    goOn: () => child.stdin.end('go on\n'),
    /**
     * The next report.
     *
     * @returns {Promise<any>}
     */
    async report() {
      while (taken === reports.length) {
        if (hasEnded) throw new Error(`${name} ended without a further report; stderr: ${stderr}`)
        await new Promise((resolve) => waiting.push(() => resolve(undefined)))
      }
      taken += 1
      return reports[taken - 1]
    },
  }
}

module.exports = { startProgram }
