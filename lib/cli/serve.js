'use strict'
// `uploadtask serve`: its options. The work is in serve/.

const { bytes, hostName, notEmpty, wholeNumber } = require('./values.js')

const MORE = `
Accepts uploads (multipart/form-data by POST, PUT or PATCH) on any path, answers
with what arrived as JSON, and shows it at /__uploadtask/. SIZE is a number of
bytes: 500000, 64MiB, 1.5GB.

Without --host, only this machine can reach it. With it, everyone on the network
can upload and see what was uploaded; a QR code takes a phone to the page.

Prints a line for each upload when it ends, or an object with --json. The rules
file is reloaded when it changes; if it contains a mistake, the old rules stay.

Exit codes:
  1    cannot listen: the port is in use, or the address is not this machine's
  2    the command line or the rules file is wrong
  130  stopped by Ctrl-C (143 by SIGTERM); files are deleted, unless --keep

Examples:
  $ uploadtask serve
  $ uploadtask serve --host --allow-host my-machine.local
  $ uploadtask serve --port 0 --json --rules rules.json
  $ uploadtask serve --keep received --max-upload 10MB
`

/** @param {import('commander').Command} program */
function define(program) {
  return program
    .command('serve')
    .description('receive uploads, answer them, and show what arrived')
    .option('-p, --port <port>', 'port to listen on, 0 for any', wholeNumber(0, 'a port', 65_535), 8310)
    .option(
      '--host [address]',
      'address to listen on; without one, all of them (0.0.0.0)',
      notEmpty,
      '127.0.0.1',
    )
    .option('-r, --rules <file>', 'rules that answer, delay or break uploads (JSON)', notEmpty)
    .option('-k, --keep <dir>', 'keep the files, in this directory', notEmpty)
    .option('--max-upload <size>', 'limit for one request; default: 2GiB', bytes)
    .option(
      '--max-total <size>',
      'limit for all files together, the oldest are deleted; default: 4GiB',
      bytes,
    )
    .option('--allow-host <name>', 'another host name to answer to; repeatable', hostName)
    .option('--no-inspector', 'do not serve the page that shows the uploads')
    .option('--allow-replay', 'let other machines send uploads again from that page')
    .option('--open', 'open this page in the browser')
    .option('--json', 'print lines of JSON')
    .addHelpText('after', MORE)
    .action(async (options) => {
      const { serve } = require('./serve/run.js')
      await serve(options)
    })
}

module.exports = { define }
