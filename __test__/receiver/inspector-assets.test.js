'use strict'

const assert = require('node:assert/strict')
const { once } = require('node:events')
const fs = require('node:fs')
const http = require('node:http')
const path = require('node:path')
const { test } = require('node:test')
const { gzipSync } = require('node:zlib')

const { TYPES } = require('../../lib/receiver/inspector/assets.js')
const { startInspected } = require('../support/inspector.js')

test('inspector: the page is served with a policy that allows its own files only', async (context) => {
  const { request } = await startInspected(context)
  const page = await request('/__uploadtask/')
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
  assert.equal(
    page.headers['content-security-policy'],
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  assert.equal((await request('/__uploadtask')).headers.location, '__uploadtask/')
  for (const [name, type] of TYPES) {
    const asset = await request(`/__uploadtask/${name}`)
    assert.deepEqual([asset.status, asset.headers['content-type']], [200, type], name)
    assert.equal(asset.headers['x-content-type-options'], 'nosniff')
  }
  for (const name of ['../index.js', '..%2findex.js', 'tsconfig.json', 'nothing.js', 'constructor', '%00']) {
    assert.equal((await request(`/__uploadtask/${name}`)).status, 404, name)
  }
})

test('inspector: every file of the page is one that is served', () => {
  const folder = path.join(__dirname, '../../lib/receiver/inspector/page')
  const files = fs.readdirSync(folder)
  assert.deepEqual(files.sort(), [...TYPES.keys()].sort())
})

test('inspector: the page is small, the editor of the rules apart, and has no script or style in its HTML', () => {
  const folder = path.join(__dirname, '../../lib/receiver/inspector/page')
  const read = (/** @type {string} */ name) => fs.readFileSync(path.join(folder, name))
  const size = ['index.html', 'page.js', 'page.css'].reduce(
    (sum, name) => sum + gzipSync(read(name)).length,
    0,
  )
  assert.ok(size < 150_000, `${size} bytes`)
  const html = read('index.html').toString()
  assert.doesNotMatch(html, /<style|style=|<script(?![^>]*src=)|\son\w+=/i)
  // The licence of what is bundled goes with it.
  for (const name of ['preact', '@preact/signals', '@codemirror/view', 'jsonc-parser']) {
    assert.ok(read('licenses.md').toString().includes(name), name)
  }
})

test('inspector: it can be mounted in a server whose framework strips the path', async (context) => {
  const { receiver } = await startInspected(context)
  const server = http.createServer((request, response) => {
    const mounted = /** @type {any} */ (request)
    mounted.originalUrl = request.url
    mounted.url = '/'
    receiver.middleware(mounted, response, () => response.end('not ours'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const answer = await fetch(`http://127.0.0.1:${port}/__uploadtask/api/uploads`)
  assert.deepEqual(await answer.json(), [])
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/else`)).text(), 'not ours')
})
