'use strict'
// The documents in English and in Chinese: the same pages, with the same parts.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { globSync } = require('tinyglobby')
const { packageFolder } = require('../support/child.js')

const documents = path.join(packageFolder, 'docs')
const read = (/** @type {string} */ page) => fs.readFileSync(path.join(documents, page), 'utf8')
const english = globSync('**/*.md', { cwd: documents, ignore: ['zh/**', 'contract/**'] }).sort()

/** The levels of a page's headings, in their order. */
function parts(/** @type {string} */ page) {
  const withoutCode = read(page).replace(/^ *```[\s\S]*?^ *```$/gm, '')
  return [...withoutCode.matchAll(/^(#+) /gm)].map(([, marks]) => marks.length)
}

test('docs: there are the same pages in both languages, but for the contract', () => {
  const chinese = globSync('**/*.md', { cwd: path.join(documents, 'zh'), ignore: ['contract/**'] })
  assert.deepEqual(chinese.sort(), english)
})

test('docs: the contract says that it is in English only, and its Chinese pages lead there', () => {
  assert.match(read('contract/README.md'), /English only \(契约只有英文版/)
  assert.match(read('zh/contract/[page].paths.mjs'), /契约只有英文版/)
})

test('docs: the figures of performance stand on one page, to which the Chinese one leads', () => {
  assert.match(read('zh/performance.md'), /只在英文页.*\]\(\.\.\/performance\.md#results\)/)
})

for (const page of english.filter((name) => name !== 'performance.md')) {
  test(`docs: ${page} has the same parts in both languages`, () => {
    assert.deepEqual(parts(`zh/${page}`), parts(page))
  })
}
