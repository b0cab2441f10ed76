'use strict'
// Every error code is documented; the page knows those that are put together, too.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { packageFolder } = require('../support/child.js')

const read = (/** @type {string[]} */ ...names) => fs.readFileSync(path.join(packageFolder, ...names), 'utf8')

/** The codes of all failures in the sources of the receiver. */
function codes() {
  const folder = path.join(packageFolder, 'lib', 'receiver')
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && !name.includes(`inspector${path.sep}page`))
  const found = files.flatMap((name) => {
    const source = fs.readFileSync(path.join(folder, name), 'utf8')
    return [...source.matchAll(/new Failure\(\s*\w+,\s*'(\w+)'/g)].map(([, code]) => code)
  })
  // Those that are put together.
  return [...new Set([...found, 'too_many_fields', 'too_many_files', 'dropped', 'reset'])].sort()
}

test('inspector: the page has words of its own for codes that are put together, too', () => {
  const text = read('inspector', 'src', 'strings', 'problems.zh.ts')
  const known = [...text.matchAll(/^ {2}(\w+): /gm)].map(([, code]) => code)
  assert.deepEqual(
    codes().filter((code) => !known.includes(code)),
    [],
  )
})

test('inspector: every code of an error is in the documents', () => {
  const pages = ['inspector.md', 'receiver.md'].map((name) => read('docs', 'reference', name)).join('')
  const listed = [...pages.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code),
  )
  assert.ok(codes().length > 30)
  assert.deepEqual(
    codes().filter((code) => !listed.includes(code)),
    [],
  )
})
