'use strict'
// Arrows run downwards only: CONTRIBUTING.md, "The house".

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { packageFolder } = require('../support/child.js')
const { temporaryFolder } = require('../support/files.js')
const { findCircles, findWrongArrows } = require('./arrows.js')
const { readImports } = require('./javascript.js')
const { javascript, rust } = require('./layers.js')
const { readPaths } = require('./rust.js')

/** The JavaScript that is shipped. */
function shippedFiles() {
  const top = fs.readdirSync(packageFolder).filter((file) => file.endsWith('.js'))
  const below = ['lib', 'demo'].flatMap((folder) =>
    fs
      .readdirSync(path.join(packageFolder, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll(path.sep, '/')}`),
  )
  // The inspector's page is built, from what is below inspector/.
  const isOwn = (/** @type {string} */ file) =>
    /\.m?js$/.test(file) && !file.startsWith('lib/receiver/inspector/page/')
  return [...top, ...below.filter(isOwn)].sort()
}

/** Writes files into a new folder. */
function write(
  /** @type {import('node:test').TestContext} */ context,
  /** @type {Record<string, string>} */ files,
) {
  const folder = temporaryFolder(context)
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    fs.writeFileSync(path.join(folder, file), text)
  }
  return folder
}

test('house: no import of the JavaScript runs up, sideways or past a door', () => {
  assert.deepEqual(findWrongArrows(readImports(packageFolder, shippedFiles()), javascript), [])
})

test('house: no files of the JavaScript import each other in a circle', () => {
  assert.deepEqual(findCircles(readImports(packageFolder, shippedFiles())), [])
})

test("house: no files of the inspector's page import each other in a circle", () => {
  const files = fs
    .readdirSync(path.join(packageFolder, 'inspector/src'), { recursive: true, encoding: 'utf8' })
    .map((file) => `inspector/src/${file.replaceAll(path.sep, '/')}`)
    .filter((file) => /\.tsx?$/.test(file))
  assert.ok(files.length > 50)
  assert.deepEqual(findCircles(readImports(packageFolder, files)), [])
})

for (const [folder, house] of Object.entries(rust)) {
  test(`house: no path of ${folder} runs up or sideways, and none in a circle`, () => {
    const paths = readPaths(path.join(packageFolder, folder))
    assert.deepEqual(findWrongArrows(paths, house), [])
    assert.deepEqual(findCircles(paths), [])
  })
}

test('house: a wrong import of JavaScript is found, whichever way it is written', (context) => {
  const files = {
    'package.json': JSON.stringify({ name: 'uploadtask', exports: { '.': './top.js' } }),
    'top.js': "const { a } = require('./left/index.js'); export { b } from './right/b.js'",
    'left/index.js':
      "// require('../top.js')\n/** @type {import('../top.js').A} */\nrequire('../right/index.js')",
    'right/index.js': "import('uploadtask'); require('./b.js'); const text = \"require('../top.js')\"",
    'right/b.js': "import './index.js'; require('../data.json'); require('node:fs')",
    'other.js': '',
  }
  const imports = readImports(
    write(context, files),
    Object.keys(files).filter((file) => file.endsWith('.js')),
  )
  /** @type {Array<Record<string, string[]>>} */
  const layers = [{ top: ['top.js'] }, { left: ['left/'], right: ['right/'] }]
  const exceptions = { 'right/b.js': ['data.json'], 'top.js': ['data.json'] }
  assert.deepEqual(findWrongArrows(imports, { layers, exceptions, door: 'index.js' }), [
    'top.js → right/b.js: not by right/index.js',
    'left/index.js → right/index.js: sideways, from left to right',
    'right/index.js → top.js: up, from right to top',
    'other.js belongs to no part',
    'top.js → data.json: an exception that nobody needs',
  ])
  assert.deepEqual(findCircles(imports), [['left/index.js', 'right/b.js', 'right/index.js', 'top.js']])
})

test('house: a wrong path of Rust is found, whichever way it is written', (context) => {
  const folder = write(context, {
    'lib.rs': 'mod dialect; mod engine; mod files; mod http; mod error;\npub use engine::Engine;',
    'dialect/mod.rs':
      'mod vela;\npub use vela::Vela;\npub trait Dialect { fn run(e: crate::engine::Engine); }',
    'dialect/vela.rs': 'use super::Dialect;\nuse crate::{engine::{self, queue::Queue as Q}, error::Error};',
    'engine/mod.rs':
      'mod queue;\nuse queue::Queue;\nfn f() { http::send(); ::http::x(); let s = "crate::dialect"; }',
    'engine/queue.rs': 'use super::Engine; // crate::dialect\nuse std::fmt;\n/* crate::dialect */',
    'files/mod.rs':
      'fn up() -> super::http::Body { crate::engine::go() }\n#[cfg(test)]\nmod tests { use crate::dialect::Vela; }',
    'http/mod.rs': 'pub(crate) use crate::files::File;\nuse crate::error::Error;',
    'http/tests.rs': 'use crate::dialect::Vela;',
    'error.rs': '#[cfg(test)]\nuse crate::dialect::Vela;\nuse reqwest::Error;',
  })
  const paths = readPaths(folder)
  assert.deepEqual(Object.fromEntries(paths), {
    'dialect/mod.rs': ['engine/mod.rs'],
    'dialect/vela.rs': ['dialect/mod.rs', 'engine/mod.rs', 'engine/queue.rs', 'error.rs'],
    'engine/mod.rs': ['engine/queue.rs'],
    'engine/queue.rs': ['engine/mod.rs'],
    'error.rs': [],
    'files/mod.rs': ['http/mod.rs', 'engine/mod.rs'],
    'http/mod.rs': ['files/mod.rs', 'error.rs'],
    'lib.rs': [],
  })
  /** @type {Array<Record<string, string[]>>} */
  const layers = [
    { crate: ['lib.rs'] },
    { dialect: ['dialect/'] },
    { engine: ['engine/'] },
    { http: ['http/'] },
    { files: ['files/'] },
    { error: ['error.rs'] },
  ]
  assert.deepEqual(findWrongArrows(paths, { layers }), [
    'files/mod.rs → http/mod.rs: up, from files to http',
    'files/mod.rs → engine/mod.rs: up, from files to engine',
  ])
  assert.deepEqual(findCircles(paths), [
    ['engine/mod.rs', 'engine/queue.rs'],
    ['files/mod.rs', 'http/mod.rs'],
  ])
})
