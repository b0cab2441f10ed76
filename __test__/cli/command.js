'use strict'
// The command line in a process of its own.

const { spawn, spawnSync } = require('node:child_process')
const path = require('node:path')
const { killAfter } = require('../../scripts/child.js')
const { packageFolder, runNode } = require('../support/child.js')

/** What `npx uploadtask` runs. */
const bin = path.join(packageFolder, 'lib', 'cli', 'index.js')

/** What `getColorDepth` of Node.js reads beside TERM: a terminal within a CI has the colours of a terminal. */
const COLOURS =
  /^(NO_COLOR|FORCE_COLOR|NODE_DISABLE_COLORS|COLORTERM|TERM_PROGRAM|TMUX|CI|TF_BUILD|AGENT_NAME|TEAMCITY_VERSION)$/

/** The environment without proxies, and without what configures this package, the colours or the width. */
function cleanEnvironment() {
  const isOurs = (/** @type {string} */ name) =>
    /_proxy$|^UPLOADTASK_|^COLUMNS$/i.test(name) || COLOURS.test(name)
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)))
}

/**
 * Runs a command to its end.
 *
 * @param {string[]} parameters
 * @param {Parameters<typeof runNode>[1]} [options]
 */
async function runCommand(parameters, options = {}) {
  const ended = await runNode([bin, ...parameters], options)
  return { ...ended, lines: ended.stdout.split('\n').filter((line) => line !== '') }
}

/**
 * Starts a command. It is asked to end, so that it can tidy up, when the test ends before it does.
 *
 * @param {import('node:test').TestContext} context
 * @param {string[]} command The program and its parameters.
 * @param {{ cwd?: string, env?: Record<string, string>, input?: boolean }} [options] `input`: its stdin can be written to.
 */
function startProcess(context, [program, ...parameters], { cwd, env = {}, input = false } = {}) {
  const child = spawn(program, parameters, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  })
  killAfter(child, 60_000)
  const output = { stdout: '', stderr: '' }
  /** @type {Set<() => void>} */
  const waiting = new Set()
  const wake = () => {
    for (const look of [...waiting]) look()
  }
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    child[name]?.setEncoding('utf8').on('data', (text) => {
      output[name] += text
      wake()
    })
  }
  let isOver = false
  const ended = /** @type {Promise<{ code: number | null, stdout: string, stderr: string }>} */ (
    new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => {
        isOver = true
        resolve({ code, ...output })
        wake()
      })
    })
  )

  context.after(async () => {
    child.kill()
    await ended.catch(() => {})
  })

  /**
   * Waits until a pattern matches stdout, and gives the match.
   *
   * @param {RegExp} pattern
   * @returns {Promise<RegExpExecArray>}
   */
  function printed(pattern) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(output.stdout)
        if (found) resolve(found)
        else if (isOver) reject(new Error(`${pattern} was not printed:\n${output.stdout}\n${output.stderr}`))
        else return
        waiting.delete(look)
      }
      waiting.add(look)
      look()
    })
  }
  return { child, ended, printed }
}

/**
 * @param {import('node:test').TestContext} context
 * @param {string[]} parameters
 * @param {Parameters<typeof startProcess>[2]} [options]
 */
function startCommand(context, parameters, options) {
  return startProcess(context, [process.execPath, bin, ...parameters], options)
}

/** Why there can be no test on a terminal here; false where there can. */
const noTerminal =
  spawnSync('script', ['--version']).status === 0 && process.platform === 'linux'
    ? false
    : 'it takes the `script` of util-linux (apt-get install bsdutils)'

/**
 * Starts a command on a terminal of its own; what the terminal gets is the stdout.
 *
 * @param {import('node:test').TestContext} context
 * @param {string[]} parameters
 * @param {Parameters<typeof startProcess>[2] & { columns?: number, rows?: number }} [options]
 */
function startOnTerminal(context, parameters, { columns = 80, rows = 24, ...options } = {}) {
  const quoted = [process.execPath, bin, ...parameters].map((text) => `'${text.replaceAll("'", "'\\''")}'`)
  const line = `stty cols ${columns} rows ${rows}; exec ${quoted.join(' ')}`
  const env = { TERM: 'xterm-256color', SHELL: '/bin/sh', ...options.env }
  return startProcess(context, ['script', '--quiet', '--return', '--command', line, '/dev/null'], {
    ...options,
    env,
  })
}

module.exports = { bin, runCommand, startProcess, startCommand, startOnTerminal, noTerminal }
