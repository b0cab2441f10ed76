'use strict'
// `uploadtask demo`: its options. The tour itself is in the folder `demo` of the package.

/** @param {import('commander').Command} program */
function define(program) {
  return program
    .command('demo')
    .description('a tour: upload through seven APIs, check what arrived')
    .option('--open', 'then show what arrived in the browser, until Ctrl-C')
    .addHelpText(
      'after',
      `
Takes a few seconds, and about 300 MB in the temporary folder while it runs.

Exit codes:
  0    everything arrived as it should
  1    it did not; the output says what went wrong

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
