'use strict'
// `npm run demo`: the command `uploadtask demo`.

const { run } = require('../lib/cli/program.js')

run(['demo', ...process.argv.slice(2)])
