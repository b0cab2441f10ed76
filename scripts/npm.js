'use strict'
// Runs npm: the one that runs this program, or else the one on the PATH. It uses no dependencies, since it installs them.

const { spawnSync } = require('node:child_process')

/**
 * Runs npm to its end; what it prints is text.
 *
 * @param {string[]} values
 * @param {{ cwd: string, stdio?: import('node:child_process').StdioOptions }} options
 */
function runNpm(values, options) {
  const npm = process.env.npm_execpath ?? ''
  return npm.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [npm, ...values], { ...options, encoding: 'utf8' })
    : // npm is a script of the command line on Windows.
      spawnSync('npm', values, { ...options, encoding: 'utf8', shell: process.platform === 'win32' })
}

module.exports = { runNpm }
