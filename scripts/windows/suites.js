'use strict'
// What is tested under Wine, and what cannot be.

const fs = require('node:fs')
const path = require('node:path')
const { root } = require('../build.js')

const MEASURES = 'they measure time or memory, of which an emulation says nothing'
const NPM = 'they install packages with npm, which the Node.js of Wine does not have'
const BROWSER = 'their page is shown by a Chromium of this system'
const NATIVE = 'they bundle with Vite, whose native part is installed for this system'
const SAME = 'what they read is the same on each system'

/** The test files that are not run, by how their path below __test__ begins, and why. @type {Record<string, string>} */
const LEFT_OUT = {
  'adapt/device': NPM,
  'cli/build': NPM,
  'cli/demo': NPM,
  'docs/': SAME,
  'interop/': 'their servers, in Rust, Python and others, are of this system',
  'msw/msw-3': NPM,
  'package/binary': NPM,
  'package/old-node': NPM,
  'process/load': MEASURES,
  'process/memory': MEASURES,
  'process/response-memory': MEASURES,
  'projects/': 'the native parts of bundlers and toolchains are installed for this system',
  'receiver/attacks': MEASURES,
  'receiver/inspector-access': BROWSER,
  'receiver/inspector-axe': BROWSER,
  'receiver/inspector-content': BROWSER,
  'receiver/inspector-copy': NATIVE,
  'receiver/inspector-curl': NATIVE,
  'receiver/inspector-detail': BROWSER,
  'receiver/inspector-page': BROWSER,
  'receiver/inspector-parts': NATIVE,
  'receiver/inspector-replay.': BROWSER,
  'receiver/inspector-rules.': BROWSER,
  'receiver/inspector-scroll': BROWSER,
  'receiver/inspector-strings': NATIVE,
  'receiver/inspector-tools': BROWSER,
  'receiver/memory': MEASURES,
  'register/taro-versions': NPM,
  'runtimes/': NPM,
  'types/': SAME,
}

/** Where the addon meets another Node.js; the rest is run with one of them. */
const DIALECTS = [
  'alipay',
  'content',
  'mini-programs',
  'programs',
  'quickapp',
  'runtime',
  'taro',
  'uni',
  'vela',
  'wechat',
]

/** What Wine does not have. @type {string[]} */
const NOT_SHOWN = [
  'junctions, renames over open files, paths of more than 260 characters: by the tests on a Windows of its own',
  "the system's certificate store and its revocation data, the C runtime of msvc: by that alone, in the hosted workflows",
]

/** All test files, without `__test__/`. */
function allFiles() {
  return fs
    .readdirSync(path.join(root, '__test__'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => file.endsWith('.test.js'))
    .sort()
}

/** The test files that are run, those with one of the filters in their path. */
function chooseFiles(/** @type {string[]} */ filters) {
  const beginnings = Object.keys(LEFT_OUT)
  return allFiles()
    .filter((file) => !beginnings.some((beginning) => file.startsWith(beginning)))
    .map((file) => `__test__/${file}`)
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
}

/** Whether a test file is run with each Node.js. */
function isForEach(/** @type {string} */ file) {
  return DIALECTS.includes(file.split('/')[1])
}

module.exports = { LEFT_OUT, NOT_SHOWN, allFiles, chooseFiles, isForEach }
