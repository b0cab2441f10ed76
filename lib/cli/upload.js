'use strict'
// `uploadtask upload`: its options. The work is in upload/.

const { Option } = require('commander')
const { DIALECTS } = require('./upload/dialects.js')
const { field, header, httpUrl, notEmpty, wholeNumber } = require('./values.js')

const MORE = `
FILE can be a pattern, such as 'photos/**/*.{jpg,png}'; a file with exactly that
name comes first. A platform's path (internal://files/a.jpg, wxfile://usr/a.jpg)
is passed on as it is.

Prints a line for each file when it ends, on a terminal with a progress bar
until then. With --json, the line is an object:
  { file, url, dialect, ok, statusCode, data, headers, bytesSent, durationMs, error }

The project's configuration (uploadtask.config.*, package.json, UPLOADTASK_*)
applies here too; the command line overrides it.

Exit codes:
  0    every upload was answered with a status of 200 to 299
  1    an upload failed, or was answered with a status below 200 or of 300 to 399
  2    the command line or the configuration is wrong; nothing was sent
  22   an upload was answered with a status of 400 or more, and none of the above
  130  stopped by Ctrl-C; the uploads were aborted

Examples:
  $ uploadtask upload photo.jpg --url http://127.0.0.1:8310/upload
  $ uploadtask upload '*.jpg' --url https://example.com/ --name image --field album=Sunsets
  $ uploadtask upload big.bin --url http://127.0.0.1:8310/ --dialect wx --timeout 0
  $ uploadtask upload *.log --url http://127.0.0.1:8310/ --json --header 'X-Token: 1234'
`

/** @param {import('commander').Command} program */
function define(program) {
  return program
    .command('upload')
    .description('upload files as a mini-program or a watch does')
    .argument('<FILE...>', 'files or glob patterns')
    .option('-u, --url <url>', 'http or https URL to upload to (required)', httpUrl)
    .option('-n, --name <name>', 'form key of the file', notEmpty, 'file')
    .option('-f, --field <name=value>', 'form field; repeatable', field)
    .option('-H, --header <Name: value>', 'request header; repeatable', header)
    .addOption(
      new Option(
        '-d, --dialect <dialect>',
        "platform whose uploadFile to use; default: the configuration's, or vela",
      ).choices(Object.keys(DIALECTS)),
    )
    .option(
      '-t, --timeout <ms>',
      "limit for each upload, 0 for none; default: the dialect's own (Vela: 20000)",
      wholeNumber(0, 'milliseconds'),
    )
    .option(
      '-c, --concurrency <n>',
      'how many uploads run at once; default: 5 for vela and quickapp, else 10',
      wholeNumber(1, 'a number of uploads', 1000),
    )
    .option('--json', 'print lines of JSON')
    .addHelpText('after', MORE)
    .action(async (files, options, command) => {
      // Not by Commander, which would say this of `--ulr` too.
      if (options.url === undefined) {
        command.error('there is no URL to upload to: add --url http://127.0.0.1:8310/upload')
      }
      const { upload } = require('./upload/run.js')
      await upload(files, options)
    })
}

module.exports = { define }
