'use strict'
// The processes that the benchmark starts. None outlives it.

const { spawn } = require('node:child_process')
const { ending } = require('../scripts/child.js')

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/** Ends a child and everything that it has started. */
function kill(/** @type {import('node:child_process').ChildProcess} */ child) {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function killAll() {
  for (const child of running) kill(child)
}

/** Proxies and options for Node.js would have the clients do other work than is measured. */
function environment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/_proxy$|^NODE_|^npm_/i.test(name)),
  )
}

/**
 * Starts a program in a process group of its own: a Ctrl-C is for the benchmark, which ends its children itself.
 *
 * @param {string} program
 * @param {string[]} values
 * @param {{ cwd: string, stdio: import('node:child_process').StdioOptions }} options
 */
function start(program, values, { cwd, stdio }) {
  const child = spawn(program, values, { cwd, stdio, env: environment(), detached: true })
  running.add(child)
  child.on('close', () => running.delete(child))
  return child
}

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} values
 * @param {{ cwd: string, timeout: number }} options `timeout` in milliseconds; what takes longer is killed.
 */
async function runToEnd(program, values, { cwd, timeout }) {
  const child = start(program, values, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    kill(child)
  }, timeout)
  const ended = await ending(child).finally(() => clearTimeout(timer))
  return { ...ended, isLate }
}

module.exports = { start, runToEnd, killAll }
