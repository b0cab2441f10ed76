'use strict'
// Every message is in the documents: the site's search finds it under a heading of its own.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { packageFolder } = require('../support/child.js')
const { messages, plain } = require('./messages.js')

const read = (/** @type {string[]} */ ...names) =>
  fs.readFileSync(path.join(packageFolder, 'docs', ...names), 'utf8')
const FAILURES = read('guide', 'errors.md')
const MESSAGES = read('reference', 'messages.md')

test('docs: every message of the sources is on a page', () => {
  const pages = plain(`${FAILURES} ${MESSAGES}`)
  const missing = messages().filter(({ text }) => !pages.includes(plain(text)))
  const list = missing.map(({ file, text }) => `${file}: ${text}`).join('\n')
  assert.equal(list, '', 'put these into docs/reference/messages.md, under the heading of what says them')
})

test('docs: every message of the page is in the sources', () => {
  const said = messages().map(({ text }) => plain(text))
  const listed = [...MESSAGES.matchAll(/^- (`.*`)$/gm)].map(([, text]) => plain(text))
  assert.ok(listed.length > 200)
  assert.deepEqual(
    listed.filter((text) => !said.includes(text)),
    [],
  )
})

test('docs: every cause of a failure has a heading, with the numbers of each platform', () => {
  const codes = JSON.parse(
    fs.readFileSync(path.join(packageFolder, 'crates', 'core', 'src', 'dialect', 'codes.json'), 'utf8'),
  )
  const found = [...FAILURES.matchAll(/^## .*\n\n<!-- cause: (\w+) -->\n\n?(.*)$/gm)]
  const documented = Object.fromEntries(found.map(([, cause, numbers]) => [cause, numbers]))
  const expected = Object.fromEntries(
    Object.entries(codes).map(([cause, { vela, quickapp, wechat, alipay }]) => [
      cause,
      `Vela \`${vela}\`, Quick App \`${quickapp}\`, WeChat \`${wechat}\`, Alipay \`${alipay}\``,
    ]),
  )
  assert.deepEqual(documented, expected)
})

test('docs: messages are found in both languages', () => {
  const rust = messages().filter(({ file }) => file.endsWith('.rs'))
  const javascript = messages().filter(({ file }) => file.endsWith('.js'))
  assert.ok(rust.some(({ text }) => text === 'redirect from … to … refused: …'))
  assert.ok(javascript.some(({ text }) => text === '… is unknown; the variables are …'))
  // Not what is in a file's tests.
  assert.ok(!rust.some(({ text }) => text.includes('caused by: connection refused')))
})
