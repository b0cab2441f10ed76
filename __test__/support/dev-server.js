'use strict'

const { spawn } = require('node:child_process')
const { once } = require('node:events')
const net = require('node:net')

/** A port of 127.0.0.1 that nothing listens on. */
async function findFreePort() {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}

/**
 * Starts a development server in a process of its own, which is killed when the test ends before it does. Proxy
 * variables of the surroundings are not passed on.
 *
 * @param {import('node:test').TestContext} context
 * @param {string[]} parameters What follows `node` on the command line.
 * @param {{ cwd: string, env?: Record<string, string> }} options
 */
function startDevServer(context, parameters, { cwd, env = {} }) {
  const inherited = Object.entries(process.env).filter(([name]) => !/_proxy$|^NODE_/i.test(name))
  const child = spawn(process.execPath, parameters, {
    cwd,
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  context.after(() => child.kill('SIGKILL'))
  let output = ''
  const ended = /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      child.on('close', () => resolve())
    })
  )

  /** The groups of a pattern in what is printed; fails when the server ends without that. */
  function printed(/** @type {RegExp} */ pattern) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output)
        if (match) resolve(match)
      }
      child.stdout.on('data', look)
      child.stderr.on('data', look)
      child.on('error', reject)
      child.on('close', (code) =>
        reject(new Error(`ended with code ${code} before it printed ${pattern}:\n${output}`)),
      )
      look()
    })
  }

  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  return {
    child,
    ended,
    printed: /** @type {(pattern: RegExp) => Promise<RegExpExecArray>} */ (printed),
    get output() {
      return output
    },
  }
}

module.exports = { findFreePort, startDevServer }
