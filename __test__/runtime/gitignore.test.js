'use strict'
// What files.write says of .gitignore, and where it says nothing.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { runSnippet } = require('../support/child')
const { temporaryFolder } = require('../support/files')

const TERMINAL = 'process.stderr.isTTY = true'
const WRITES = `
  uploadtask.files.write('internal://files/a.txt', 'a')
  uploadtask.files.temp('package.json')
  uploadtask.createRuntime().files.write('internal://files/b.txt', 'b')`
const SAID =
  /UploadTaskWarning: .*data\/quickapp: add the line data\/quickapp\/ to \.gitignore, or set another/g

/**
 * How often files.write speaks of .gitignore in an app two folders below the root of a repository.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} source
 * @param {{ repository?: Record<string, string>, app?: Record<string, string>, git?: boolean }} [files]
 */
async function timesSaid(context, source, { repository = {}, app = {}, git = true } = {}) {
  const root = temporaryFolder(context)
  const cwd = path.join(root, 'apps', 'one')
  fs.mkdirSync(cwd, { recursive: true })
  if (git) fs.mkdirSync(path.join(root, '.git'))
  fs.writeFileSync(path.join(cwd, 'package.json'), '{}')
  for (const [folder, files] of /** @type {const} */ ([
    [root, repository],
    [cwd, app],
  ])) {
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text)
  }
  const { code, stderr } = await runSnippet(source, null, { cwd })
  assert.equal(code, 0, stderr)
  return stderr.match(SAID)?.length ?? 0
}

test('files.write says once on a terminal that data/quickapp wants a line in .gitignore', async (context) => {
  assert.equal(await timesSaid(context, `${TERMINAL}; ${WRITES}`), 1)
  assert.equal(await timesSaid(context, `${TERMINAL}; uploadtask.files.temp('package.json')`), 1)
  const other = { repository: { '.gitignore': '# data/quickapp/\n!data\nnode_modules\n/data/quickapp/\n' } }
  assert.equal(await timesSaid(context, `${TERMINAL}; ${WRITES}`, other), 1, "another folder's line")
})

test('files.write says nothing of .gitignore where nobody reads it, or no need is', async (context) => {
  assert.equal(await timesSaid(context, WRITES), 0, 'no terminal')
  assert.equal(await timesSaid(context, `${TERMINAL}; ${WRITES}`, { git: false }), 0, 'no repository')
  const elsewhere =
    "uploadtask.createRuntime({ root: 'elsewhere' }).files.write('internal://files/a.txt', 'a')"
  assert.equal(await timesSaid(context, `${TERMINAL}; ${elsewhere}`), 0, 'another root')
  for (const line of ['data/quickapp/', '/data/quickapp', 'data/', '/data/*', '**/quickapp', 'data\r']) {
    const app = { '.gitignore': `node_modules\n${line}\n` }
    assert.equal(await timesSaid(context, `${TERMINAL}; ${WRITES}`, { app }), 0, line)
  }
  for (const line of ['quickapp', '/apps/one/data/', 'apps/one/data/quickapp/**', '/apps']) {
    const repository = { '.gitignore': line }
    assert.equal(await timesSaid(context, `${TERMINAL}; ${WRITES}`, { repository }), 0, line)
  }
})
