'use strict'
// Uploads of a file that the process may not read. Root may read all: it becomes another user first.

const fs = require('node:fs')
const path = require('node:path')

const { runSnippet } = require('./child')
const { temporaryFile } = require('./files')

/** JavaScript for `runSnippet`. */
const dropPrivileges = `
  if (process.getuid() === 0) {
    process.setgroups([])
    process.setgid(65534)
    process.setuid(65534)
  }
`

/** For tests: Windows has no file modes. */
const skipWithoutModes = { skip: process.platform === 'win32' && 'Windows has no file modes' }

/**
 * Uploads such a file of 12 bytes; returns the size that the process sees, and the calls, with `returned` among them.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} platform The member of `uploadtask`.
 */
async function uploadUnreadable(context, platform) {
  const filePath = temporaryFile(context)
  // The folder lets everyone pass: what is refused is the opening, not the way there.
  fs.chmodSync(path.dirname(filePath), 0o755)
  fs.chmodSync(filePath, 0o000)
  const { reports, stderr } = await runSnippet(
    `${dropPrivileges}
    report(['size', require('node:fs').statSync(input.filePath).size])
    uploadtask.${platform}.uploadFile({
      ...input,
      success: (...values) => report(['success', ...values]),
      fail: (...values) => report(['fail', ...values]),
      complete: (...values) => report(['complete', ...values]),
    })
    report(['returned'])`,
    { url: 'http://127.0.0.1:1/upload', filePath, name: 'file' },
  )
  return { reports, stderr }
}

module.exports = { dropPrivileges, skipWithoutModes, uploadUnreadable }
