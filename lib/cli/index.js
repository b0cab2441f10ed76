#!/usr/bin/env node
'use strict'
// The command line: `npx uploadtask`.

const complaint = require('../node-version.js').complaint()

if (complaint === undefined) {
  require('./program.js').run(process.argv.slice(2))
} else {
  console.error(complaint)
  process.exitCode = 1
}
