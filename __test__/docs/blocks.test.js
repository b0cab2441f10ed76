'use strict'
// Every code block of the documents is run, or is what another test runs: blocks.js has the marks.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { packageFolder } = require('../support/child.js')
const { KINDS, findPages, readBlocks } = require('./blocks.js')
const { checkCommands, runBlocks } = require('./run-blocks.js')

const pages = findPages()
const isTranslation = (/** @type {string} */ page) => /^docs\/zh\/|\.zh-CN\./.test(page)

test('docs: every code block says how it is tested', () => {
  const unmarked = pages
    .filter((page) => !isTranslation(page))
    .flatMap((page) =>
      readBlocks(page)
        .filter(({ kind }) => kind === undefined || !KINDS.includes(kind))
        .map(({ line, language }) => `${page}:${line} (${language})`),
    )
  assert.equal(
    unmarked.join('\n'),
    '',
    'put a comment above each, such as <!-- run: upload.mjs -->; __test__/docs/blocks.js has them all',
  )
})

for (const page of pages) {
  const blocks = readBlocks(page)
  const run = blocks.filter(({ kind = '' }) => !['', 'file', 'tested'].includes(kind))

  // A translation has the same code: a test below compares them.
  if (run.length > 0 && !isTranslation(page)) {
    test(`docs: the code of ${page} runs`, (context) => runBlocks(context, page, run))
  }

  for (const { kind, value, code, line, language } of isTranslation(page) ? [] : blocks) {
    if (kind === 'file') {
      test(`docs: ${page}:${line} is ${value}, which is tested`, () => {
        assert.equal(code, fs.readFileSync(path.join(packageFolder, '__test__', 'projects', value), 'utf8'))
      })
    }
    if (kind === 'tested') {
      test(`docs: ${page}:${line} is tested by ${value}`, () => {
        const source = fs.readFileSync(path.join(packageFolder, value), 'utf8')
        const names = [page, path.basename(page), `'${page.split('/').join("', '")}'`]
        assert.ok(
          names.some((name) => source.includes(name)),
          `${value} does not name ${page}`,
        )
      })
    }
    if (language === 'sh') test(`docs: the commands of ${page}:${line} are there`, () => checkCommands(code))
  }
}

for (const page of pages.filter(isTranslation)) {
  test(`docs: the code of ${page} is that of the English page`, () => {
    const original = page.replace('docs/zh/', 'docs/').replace('.zh-CN.', '.')
    const codeOf = (/** @type {string} */ name) =>
      readBlocks(name).map(({ language, code }) => ({ language, code }))
    assert.deepEqual(codeOf(page), codeOf(original))
  })
}
