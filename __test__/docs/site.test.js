'use strict'
// The site of the documents: its search, its sidebar, its markdown. That no link is dead, its build sees to.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { pathToFileURL } = require('node:url')
const { globSync } = require('tinyglobby')
const { packageFolder } = require('../support/child.js')

const documents = path.join(packageFolder, 'docs')

/** A module of the site's configuration. @param {string} name */
const load = (name) => import(pathToFileURL(path.join(documents, '.vitepress', name)).href)

test('docs: the search cuts text into words, and Chinese into pairs', async () => {
  const { tokenize } = await load('search.mjs')
  assert.deepEqual(tokenize('connect ECONNREFUSED 127.0.0.1'), [
    'connect',
    'ECONNREFUSED',
    '127',
    '0',
    '0',
    '1',
  ])
  assert.deepEqual(tokenize('表单字段'), ['表单', '单字', '字段'])
  assert.deepEqual(tokenize('上传uploadFile失败，码'), ['上传', 'uploadFile', '失败', '码'])
})

test('docs: the search’s function needs nothing from outside, as VitePress writes it into the pages', async () => {
  const { tokenize } = await load('search.mjs')
  const copy = new Function(`return ${tokenize}`)()
  assert.deepEqual(copy('上传失败 600001'), ['上传', '传失', '失败', '600001'])
})

test('docs: every page is in the sidebar', async () => {
  const { sidebar } = await load('pages.mjs')
  for (const [language, prefix] of /** @type {const} */ ([
    ['en', ''],
    ['zh', 'zh/'],
  ])) {
    const linked = sidebar(language)
      .flatMap((/** @type {any} */ { items }) => items.map((/** @type {any} */ { link }) => link))
      .filter((/** @type {string} */ link) => link.startsWith('/'))
      .map((/** @type {string} */ link) => link.replace(/\/$/, '/README').slice(1))
    const ignore = ['**/index.md', '**/[[]page].md', ...(language === 'en' ? ['zh/**'] : [])]
    const pages = globSync(`${prefix}**/*.md`, { cwd: documents, ignore })
    assert.deepEqual(linked.sort(), pages.map((file) => file.replace(/\.md$/, '')).sort())
  }
})

test('docs: a link that leads out of the documents goes to the repository', async () => {
  const { default: createRenderer } = await import('markdown-it')
  const { linksToTheRepository } = await load('markdown.mjs')
  const where = { repository: 'https://example.com/r', branch: 'main' }
  const render = (/** @type {string} */ text) =>
    createRenderer().use(linksToTheRepository, where).render(text, { relativePath: 'guide/a.md' })
  assert.match(
    render('[a](../../README.md#install)'),
    /"https:\/\/example\.com\/r\/blob\/main\/README\.md#install"/,
  )
  assert.match(render('[a](../../lib)'), /"https:\/\/example\.com\/r\/tree\/main\/lib"/)
  assert.match(render('[a](../platforms.md)'), /"\.\.\/platforms\.md"/)
})

test('docs: every figure’s page names the command that measures it', () => {
  for (const [page, command] of [
    ['performance.md', 'npm run bench'],
    ['reference/http.md', 'npm run bench:answers'],
    ['reference/receiver.md', 'npm run bench:receiver'],
  ]) {
    assert.ok(fs.readFileSync(path.join(documents, page), 'utf8').includes(command), page)
  }
})

test('docs: the Chinese page of the messages has each list of the English one', () => {
  const read = (/** @type {string} */ page) => fs.readFileSync(path.join(documents, page), 'utf8')
  const there = [...read('reference/messages.md').matchAll(/<!-- #region (.*?) -->/g)].map(([, name]) => name)
  const included = read('zh/reference/messages.md').matchAll(/<!--@include: .*?messages\.md#(.*?)-->/g)
  assert.ok(there.length > 9)
  assert.deepEqual(
    [...included].map(([, name]) => name),
    there,
  )
})
