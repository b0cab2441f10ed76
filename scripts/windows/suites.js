'use strict'
// What is tested under Wine, and what cannot be.

const fs = require('node:fs')
const path = require('node:path')
const { root } = require('../build.js')

/** Folders of __test__, or files of theirs. */
const SUITES = [
  'alipay',
  'cli/upload.test.js',
  'content',
  'faults',
  'mini-programs',
  'programs',
  'quickapp',
  'receiver',
  'runtime',
  'system',
  'taro',
  'uni',
  'vela',
  'wechat',
  'wire',
]

/** What begins so is left out of those: it measures, is a page in a browser, or has nothing to do with the system. */
const LEFT_OUT = [
  'receiver/attacks',
  'receiver/document',
  'receiver/environments',
  'receiver/inspector',
  'receiver/memory',
  'receiver/rules',
]

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

/** The test files, those with one of the filters in their path. */
function chooseFiles(/** @type {string[]} */ filters) {
  return fs
    .readdirSync(path.join(root, '__test__'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter(
      (file) =>
        file.endsWith('.test.js') && SUITES.some((suite) => file === suite || file.startsWith(`${suite}/`)),
    )
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .filter((file) => !LEFT_OUT.some((beginning) => file.startsWith(beginning)))
    .map((file) => `__test__/${file}`)
    .sort()
}

/** Whether a test file is run with each Node.js. */
function isForEach(/** @type {string} */ file) {
  return DIALECTS.includes(file.split('/')[1])
}

module.exports = { NOT_SHOWN, chooseFiles, isForEach }
