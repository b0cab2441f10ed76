'use strict'
// The site of the documents, as static files in target/site.
//   npm run docs:site                          the pages, and the API references under api/
//   npm run docs:site -- --pages               the pages alone, without Rust
//   npm run docs:site -- --base /uploadtask/   for a server that has it in a folder

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { root, findProgram } = require('./build.js')

const values = process.argv.slice(2)
const onlyPages = values.includes('--pages')
const site = path.join(root, 'target', 'site')

/** Runs a program of Node.js; true when it went well. */
function node(/** @type {string[]} */ ...command) {
  return spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status === 0
}

/** Builds the pages. VitePress fails for a link that leads nowhere. */
function buildPages() {
  const vitepress = findProgram('vitepress', 'vitepress')
  if (vitepress === undefined) throw new Error('vitepress is not installed: run `npm install`')
  return node(vitepress, 'build', 'docs', ...values.filter((value) => value !== '--pages'))
}

/** Puts what `npm run docs` writes under the pages. */
function addReferences() {
  if (!node(path.join(__dirname, 'docs.js'))) return false
  for (const [from, to] of [
    ['docs', 'ts'],
    ['doc', 'rust'],
  ]) {
    fs.cpSync(path.join(root, 'target', from), path.join(site, 'api', to), { recursive: true })
  }
  return true
}

process.exitCode = buildPages() && (onlyPages || addReferences()) ? 0 : 1
