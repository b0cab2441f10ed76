'use strict'
// `uploadtask build`: its options. The work is in build/.

/** @param {import('commander').Command} program */
function define(program) {
  return program
    .command('build')
    .description('compile the native addon, where no binary fits')
    .addHelpText(
      'after',
      `
For machines that no package has a binary for. It needs Rust (https://rustup.rs),
the C compiler that Rust links with, a network, and a few minutes.

Exit codes:
  0    the addon is built, and loads
  1    it could not be built; the message says what to do
  130  stopped by Ctrl-C (143 by SIGTERM)

Examples:
  $ uploadtask build
`,
    )
    .action(async () => {
      const { build } = require('./build/run.js')
      await build()
    })
}

module.exports = { define }
