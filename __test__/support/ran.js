'use strict'
// What a test ran on a platform: a row of the table in docs/contract/tested.md, which scripts/ran.js holds against it.
//   ran('Douyin', `@tarojs/taro ${versionIn(project, '@tarojs/taro')}`, 'upload, abort')    at the end of a test

const fs = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..', '..')

/**
 * The software of the sample projects by the name of each platform, and what of it was run; Node.js and this package go
 * without saying.
 */
function ran(/** @type {string} */ platform, /** @type {string} */ software, /** @type {string} */ what) {
  const test = path.relative(root, process.argv[1]).replaceAll(path.sep, '/')
  const file = path.join(root, 'target', 'ran', `${test.replaceAll('/', '-')}.jsonl`)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.appendFileSync(file, `${JSON.stringify({ platform, software, what, test })}\n`)
}

/** The version of a package that a project has. */
function versionIn(/** @type {string} */ project, /** @type {string} */ name) {
  const manifest = path.join(project, 'node_modules', name, 'package.json')
  return /** @type {string} */ (JSON.parse(fs.readFileSync(manifest, 'utf8')).version)
}

module.exports = { ran, versionIn }
