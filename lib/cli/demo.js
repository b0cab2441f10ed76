'use strict'
// `uploadtask demo`: its options. The tour itself is in the folder `demo` of the package.

/** @param {import('commander').Command} program */
function define(program) {
  return program
    .command('demo')
    .description('a tour: uploads through all dialects to a receiver in this process')
    .option('--open', 'keep the receiver up and show what arrived in its inspector')
    .addHelpText(
      'after',
      `
Takes a few seconds, and about 300 MB in the temporary folder while it runs.

Exit codes:
  0    all that was uploaded arrived as it should
  1    it did not; what is wrong is said

Examples:
  $ uploadtask demo
  $ uploadtask demo --open
`,
    )
    .action(async (options) => {
      const { runTour } = require('../../demo/tour.js')
      process.exitCode = await runTour(options)
    })
}

module.exports = { define }
