'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

/**
 * A new folder that is removed after the test.
 *
 * @param {import('node:test').TestContext} context
 */
function temporaryFolder(context) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-'))
  // On Windows what is still open, such as by an upload that nobody hears of, is gone only when it is closed.
  context.after(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
  return folder
}

/**
 * A new file, in a new folder, that is removed after the test.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} [name]
 * @param {string | Buffer} [content]
 */
function temporaryFile(context, name = 'hello.txt', content = 'hello, world') {
  const file = path.join(temporaryFolder(context), name)
  fs.writeFileSync(file, content)
  return file
}

/**
 * A file of `size` bytes that takes no room on the disk.
 *
 * @param {import('node:test').TestContext} context
 * @param {number} size
 * @param {string} [name]
 */
function sparseFile(context, size, name = 'sparse.bin') {
  const file = temporaryFile(context, name, '')
  fs.truncateSync(file, size)
  return file
}

/**
 * Everything below a folder, except for what is behind symlinks. Not by `recursive` of Node.js, which from 24 on goes into
 * those too, and never ends where one leads up.
 *
 * @param {string} folder
 * @returns {fs.Dirent[]}
 */
function entriesBelow(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    return entry.isDirectory() ? [entry, ...entriesBelow(path.join(folder, entry.name))] : [entry]
  })
}

module.exports = { temporaryFolder, temporaryFile, sparseFile, entriesBelow }
