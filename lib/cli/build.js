'use strict'
// `uploadtask build`: its options. The work is in build/.

/** @param {import('commander').Command} program */
function define(program) {
  return program
    .command('build')
    .description('build the native addon for this machine from the sources in the package')
    .addHelpText(
      'after',
      `
For machines that no package has a binary for. It takes Rust (https://rustup.rs)
with the C compiler that it links with, the network, and some minutes.

Exit codes:
  0    the addon is built, and loads
  1    it could not be built; what to do is said
  130  stopped by Ctrl-C (143 by SIGTERM)

Examples:
  $ uploadtask build
`,
    )
    .action(async () => {
      const { build } = require('./build/build.js')
      await build()
    })
}

module.exports = { define }
