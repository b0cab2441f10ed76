'use strict'
// Programs in a Node.js process of their own: for what ends a process, keeps one alive or depends on its surroundings.

const { spawn } = require('node:child_process')
const path = require('node:path')
const { ending } = require('../../scripts/child.js')

/** The package's own folder: there `uploadtask` resolves to the package itself. */
const packageFolder = path.dirname(require.resolve('uploadtask/package.json'))

/**
 * Runs `node` to its end. Proxy variables of the surroundings are not passed on.
 *
 * @param {string[]} parameters What follows `node` on the command line.
 * @param {{ cwd?: string, env?: Record<string, string>, timeout?: number, node?: string }} [options] `node`: the
 *   program itself.
 */
function runNode(
  parameters,
  { cwd = packageFolder, env = {}, timeout = 60_000, node = process.execPath } = {},
) {
  const inherited = Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name))
  const child = spawn(node, parameters, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return ending(child, timeout)
}

/**
 * Runs CommonJS text that finds in scope: `uploadtask`, `input` (the second argument) and `report(value)`.
 *
 * @param {string} source
 * @param {unknown} [input] Anything that JSON can carry.
 * @param {Parameters<typeof runNode>[1]} [options]
 */
async function runSnippet(source, input = null, options = {}) {
  const preamble = [
    `const uploadtask = require(${JSON.stringify(require.resolve('uploadtask'))})`,
    'const input = JSON.parse(process.argv[1])',
    'const report = (value) => console.log(JSON.stringify(value))',
  ].join(';\n')
  const ended = await runNode(
    ['--input-type=commonjs', '-e', `${preamble};\n${source}`, '--', JSON.stringify(input)],
    options,
  )
  const lines = ended.stdout.split('\n').filter((line) => line !== '')
  return { ...ended, /** @type {any[]} */ reports: lines.map((line) => JSON.parse(line)) }
}

module.exports = { packageFolder, runNode, runSnippet }
