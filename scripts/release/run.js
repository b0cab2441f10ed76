'use strict'
// Programs that the release runs.

const { spawn } = require('node:child_process')

/** What a release cannot go on with; a sentence that says what to do. */
class ReleaseError extends Error {}

/**
 * Runs a program to its end; gives its stdout. Throws with all that it said when it fails.
 *
 * @param {string} program
 * @param {string[]} values
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number }} [options]
 * @returns {Promise<string>}
 */
function run(program, values, { cwd, env, timeout = 1_800_000 } = {}) {
  return new Promise((resolve, reject) => {
    // npm and the like are scripts of the command line on Windows.
    const shell = process.platform === 'win32' && !program.endsWith('.exe')
    const child = spawn(program, values, {
      ...{ cwd, env: { ...process.env, ...env }, shell, timeout, killSignal: 'SIGKILL' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout)
      else {
        const line = [program, ...values].join(' ')
        reject(new ReleaseError(`${line} ended with ${signal ?? `code ${code}`}:\n${stdout}${stderr}`))
      }
    })
  })
}

/** Whether a program of this name runs. */
async function isThere(/** @type {string} */ program, values = ['--version']) {
  return run(program, values).then(
    () => true,
    () => false,
  )
}

module.exports = { ReleaseError, run, isThere }
