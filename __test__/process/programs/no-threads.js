'use strict'
// Uploads in a process that gets no memory for another thread.

const { execFileSync } = require('node:child_process')
const fs = require('node:fs')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

const runtime = createRuntime()
// Everything that JavaScript needs is there by now; a thread wants 2 MiB for its stack.
const used = Number(/^VmSize:\s+(\d+) kB/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
execFileSync('prlimit', ['--pid', String(process.pid), `--as=${used + 1024 * 1024}`])

/** @type {string[]} */
const ends = []
let left = 2
for (const dialect of ['wx', 'vela']) {
  runtime[dialect].uploadFile({
    ...input,
    success: () => ends.push(`${dialect} success`),
    fail: (/** @type {any} */ failure, /** @type {any} */ code) =>
      ends.push(`${dialect} ${code ?? failure.errno} ${failure.errMsg ?? failure}`),
    complete: () => {
      left -= 1
      if (left === 0) report({ event: 'ended', ends })
    },
  })
}
