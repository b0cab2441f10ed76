'use strict'

const { spawn } = require('node:child_process')
const readline = require('node:readline')

/**
 * Starts a server that runs in a process of its own: it writes its port as its first line and ends with its stdin.
 *
 * @param {string} program
 * @param {string[]} [values]
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
function startServerProcess(program, values = []) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, values, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' },
    })
    const ended = /** @type {Promise<void>} */ (new Promise((settle) => child.on('close', () => settle())))
    const close = () => {
      child.kill()
      return ended
    }
    child.on('error', reject)
    child.on('close', (code) => reject(new Error(`${program} ended with ${code} before it named a port`)))
    readline.createInterface({ input: child.stdout }).once('line', (line) => {
      resolve({ port: Number(line), close })
    })
  })
}

module.exports = { startServerProcess }
