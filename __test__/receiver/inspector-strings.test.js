'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { importPage, SOURCES } = require('../support/page-module.js')

/** The names in braces of a text. */
function placeholders(/** @type {string} */ text) {
  return [...new Set(text.match(/\{\w+\}/g))].sort()
}

/** The texts that are the same in every language. */
const SAME = ['ofTotal']

test('inspector: both languages have the same texts, with the same values in them', async () => {
  const { en } = await importPage('strings/en.ts')
  const { zh } = await importPage('strings/zh.ts')
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort())
  for (const [key, english] of Object.entries(en)) {
    const chinese = zh[key]
    assert.deepEqual(placeholders(chinese), placeholders(english), key)
    assert.ok(chinese.trim() !== '' && english.trim() !== '', key)
    if (!SAME.includes(key)) assert.match(chinese, /[\u4e00-\u9fff（]/, key)
  }
})

/** All of the page's own code but its words. */
function sources(pattern = /\.tsx?$/) {
  return fs
    .readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name) && !name.startsWith('strings'))
    .map((name) => fs.readFileSync(path.join(SOURCES, name), 'utf8'))
    .join('\n')
}

test('inspector: every text is used', async () => {
  const { en } = await importPage('strings/en.ts')
  const code = sources()
  const unused = Object.keys(en).filter((key) => !new RegExp(`['".]${key}\\b`).test(code))
  // Chosen by an upload's or the connection's state, or by where the reading of a body stood.
  const chosen = ['connected', 'connecting', 'disconnected', 'all', 'complete', 'failed', 'receiving']
  assert.deepEqual(
    unused.filter((key) => !chosen.includes(key) && !key.startsWith('place_')),
    [],
  )
})

test('inspector: the page has no words of its own beside the tables', () => {
  // A text between tags, or as a label, that begins with a letter.
  const literals = [
    ...sources(/\.tsx$/).matchAll(/(?:>\s*|aria-label="|title=")([A-Za-z][A-Za-z ]{3,})(?:\s*<\/|")/g),
  ]
  assert.deepEqual(
    literals.map(([, text]) => text.trim()).filter((text) => text !== 'uploadtask'),
    [],
  )
})

test('inspector: every code of the receiver’s errors has a Chinese sentence', async () => {
  const { problems } = await importPage('strings/problems.zh.ts')
  const folder = path.join(__dirname, '../../lib/receiver')
  const code = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && !name.includes('page'))
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))
    .join('\n')
  const codes = [...code.matchAll(/new Failure\(\s*(?:\d+|undefined),\s*'(\w+)'/g)].map(([, name]) => name)
  assert.ok(codes.length > 20)
  assert.deepEqual(
    [...new Set(codes)].filter((name) => !(name in problems)),
    [],
  )
})
