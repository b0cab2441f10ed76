'use strict'

const fs = require('node:fs')
const path = require('node:path')
const { packageFolder } = require('./child')
const { temporaryFolder } = require('./files')

/**
 * A project in a folder of its own, with this package installed in it; it is removed after the test.
 *
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string | object>} [files] The content of each file by its path; objects become JSON.
 */
function createProject(context, files = {}) {
  const folder = fs.realpathSync(temporaryFolder(context))
  fs.mkdirSync(path.join(folder, 'node_modules'))
  fs.symlinkSync(packageFolder, path.join(folder, 'node_modules', 'uploadtask'), 'junction')
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(
      file,
      typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
    )
  }
  return folder
}

module.exports = { createProject }
