'use strict'
// Uploads side by side in a process that has room for one thread of the engine and not for a second one.

const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const { createRuntime } = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

const { wx } = createRuntime()

function upload() {
  return new Promise((resolve, reject) => {
    wx.uploadFile({
      ...input,
      success: (/** @type {any} */ { statusCode }) => resolve(statusCode),
      fail: (/** @type {any} */ { errMsg }) => reject(new Error(errMsg)),
    })
  })
}

async function main() {
  await upload()
  const [, kibibytes] = /^VmSize:\s+(\d+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8')) ?? []
  // The stack of a thread takes 2 MiB.
  const limit = (Number(kibibytes) + 1920) * 1024
  execFileSync('prlimit', [`--as=${limit}`, `--pid=${process.pid}`])
  const statuses = [
    await Promise.all([upload(), upload(), upload()]),
    await Promise.all([upload(), upload()]),
  ]
  report({ event: 'ended', statuses })
}

main()
