'use strict'
// The code blocks of the documents. A comment above each says how it is tested:
//
//   <!-- run: NAME -->            Node.js runs it under this name, and it has to succeed; `.test.` in the name: `node --test`
//   <!-- run: NAME register -->   the same, under uploadtask/register
//   <!-- prints -->               what the block before it has printed
//   <!-- save: NAME -->           a file that a later block of the page needs
//   <!-- shell -->                each line is run by a shell; with `serve`, until it listens
//   <!-- shell: only read -->     commands for elsewhere: the shell reads them, and what they name of this package is there
//   <!-- file: PATH -->           it is this whole file of __test__/projects, which other tests run
//   <!-- configuration -->        it is taken for the project's configuration
//   <!-- compiled -->             it is only read: its syntax, and the names that it imports of this package
//   <!-- tested: FILE -->         this test file reads the page, and tests it in its own way; above the first heading of the
//                                 second level, it holds for all blocks of the page that say nothing else

const fs = require('node:fs')
const path = require('node:path')
const { globSync } = require('tinyglobby')
const { packageFolder } = require('../support/child.js')

const KINDS = ['run', 'prints', 'save', 'shell', 'file', 'configuration', 'compiled', 'tested']

/**
 * @typedef {{ language: string, code: string, line: number, kind: string | undefined, value: string }} Block
 */

/** The pages whose blocks are tested. The contract has none that could be run. */
function findPages() {
  const pages = globSync('docs/**/*.md', {
    cwd: packageFolder,
    ignore: ['docs/contract/**', 'docs/zh/contract/**', '**/node_modules/**'],
  })
  return ['README.md', 'README.zh-CN.md', ...pages.sort()]
}

/** @returns {string} The text of a page, with the line ends of POSIX. */
function readPage(/** @type {string} */ page) {
  return fs.readFileSync(path.join(packageFolder, page), 'utf8').replaceAll('\r\n', '\n')
}

/** The code blocks of a page, in their order. @returns {Block[]} */
function readBlocks(/** @type {string} */ page) {
  const text = readPage(page)
  const lines = text.split('\n')
  const general = /^<!-- (tested): (.*) -->\n\n/m.exec(text.split(/^## /m)[0])
  /** @type {Block[]} */
  const blocks = []
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^( *)(```+)(\S*)/.exec(lines[at])
    if (fence === null) continue
    const [, indent, ticks, language] = fence
    const end = lines.findIndex((line, index) => index > at && line.trim() === ticks)
    if (end === -1) throw new Error(`${page}:${at + 1}: this code block has no end`)
    const code = lines.slice(at + 1, end).map((line) => line.slice(indent.length))
    const above = lines.slice(0, at).findLast((line) => line.trim() !== '') ?? ''
    const mark = /^\s*<!-- (\w+)(?:: (.*?))? -->$/.exec(above)
    blocks.push({
      language,
      code: code.map((line) => `${line}\n`).join(''),
      line: at + 1,
      kind: (mark ?? general)?.[1],
      value: (mark ?? general)?.[2] ?? '',
    })
    at = end
  }
  return blocks
}

module.exports = { KINDS, findPages, readPage, readBlocks }
