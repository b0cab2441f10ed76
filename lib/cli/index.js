#!/usr/bin/env node
'use strict'
// The command line: `npx uploadtask`.

const { run } = require('./program.js')

run(process.argv.slice(2))
