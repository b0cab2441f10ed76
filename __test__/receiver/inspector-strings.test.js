'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const FOLDER = path.join(__dirname, '../../lib/receiver/inspector/page')

/** The names in braces of a text. */
function placeholders(/** @type {string} */ text) {
  return [...new Set(text.match(/\{\w+\}/g))].sort()
}

test('inspector: both languages have the same texts, with the same values in them', async () => {
  const { strings } = await import('../../lib/receiver/inspector/page/strings.mjs')
  assert.deepEqual(Object.keys(strings), ['en', 'zh'])
  assert.deepEqual(Object.keys(strings.zh), Object.keys(strings.en))
  for (const [key, english] of Object.entries(strings.en)) {
    const chinese = strings.zh[/** @type {keyof typeof strings.zh} */ (key)]
    assert.deepEqual(placeholders(chinese), placeholders(english), key)
    assert.ok(chinese.trim() !== '' && english.trim() !== '', key)
    if (key !== 'ofTotal') assert.match(chinese, /[\u4e00-\u9fff（]/, key)
  }
})

test('inspector: every text that the page uses is in the table, and the other way round', async () => {
  const { strings } = await import('../../lib/receiver/inspector/page/strings.mjs')
  const sources = fs
    .readdirSync(FOLDER)
    .filter((name) => /\.(html|mjs)$/.test(name) && name !== 'strings.mjs')
    .map((name) => fs.readFileSync(path.join(FOLDER, name), 'utf8'))
    .join('\n')
  const used = [
    ...[...sources.matchAll(/\bt\('(\w+)'/g)].map(([, key]) => key),
    ...[...sources.matchAll(/data-(?:text|label|placeholder)="(\w+)"/g)].map(([, key]) => key),
  ]
  assert.deepEqual(
    used.filter((key) => !(key in strings.en)),
    [],
  )
  const unused = Object.keys(strings.en).filter((key) => !new RegExp(`['".]${key}\\b`).test(sources))
  // Chosen by an upload's or the connection's state.
  const byState = ['complete', 'failed', 'receiving', 'connected', 'connecting', 'disconnected', 'all']
  assert.deepEqual(
    unused.filter((key) => !byState.includes(key)),
    [],
  )
})
