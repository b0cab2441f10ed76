'use strict'
// Programs that the release runs.

const { spawn } = require('node:child_process')
const { ending } = require('../child.js')

/** An error that stops the release; a sentence that says what to do. */
class ReleaseError extends Error {}

/**
 * Runs a program to its end; returns its stdout. If it fails, throws an error with all of its output.
 *
 * @param {string} program
 * @param {string[]} values
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number }} [options]
 * @returns {Promise<string>}
 */
async function run(program, values, { cwd, env, timeout = 1_800_000 } = {}) {
  // npm and the like are scripts of the command line on Windows.
  const shell = process.platform === 'win32' && !program.endsWith('.exe')
  const child = spawn(program, values, {
    ...{ cwd, env: { ...process.env, ...env }, shell },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { code, signal, stdout, stderr } = await ending(child, timeout)
  if (code === 0) return stdout
  const line = [program, ...values].join(' ')
  throw new ReleaseError(`${line} ended with ${signal ?? `code ${code}`}:\n${stdout}${stderr}`)
}

/** Whether a program of this name runs. */
async function isThere(/** @type {string} */ program, values = ['--version']) {
  return run(program, values).then(
    () => true,
    () => false,
  )
}

module.exports = { ReleaseError, run, isThere }
