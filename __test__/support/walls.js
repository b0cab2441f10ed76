'use strict'
// A storage area with canaries all around it, and the spellings of paths that would lead there.

const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')

const { temporaryFolder } = require('./files')

const canary = 'canary: this file lies outside of the area'
const canaryDigest = createHash('sha256').update(canary).digest('hex')

/**
 * Writes a file and the folders above it.
 *
 * @param {string} file
 * @param {string} content
 */
function writeFile(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, content)
}

/**
 * A root whose area has `inside.txt` and `sub/inside.txt`. In each folder above it, up to the one that holds the
 * root, in the folders beside those, and in the folders `others`, lies a `canary.txt`.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} area The area's folder, relative to the root.
 * @param {string[]} [others] Further folders, relative to the root.
 */
function walledArea(context, area, others = []) {
  const top = temporaryFolder(context)
  const root = path.join(top, 'root')
  const folder = path.join(root, area)
  for (const name of ['inside.txt', 'sub/inside.txt', 'sub/deep/inside.txt']) {
    writeFile(path.join(folder, name), `inside ${name}`)
  }
  for (let above = path.dirname(folder); above !== path.dirname(top); above = path.dirname(above)) {
    writeFile(path.join(above, 'canary.txt'), canary)
    writeFile(path.join(above, 'beside', 'canary.txt'), canary)
  }
  for (const other of [...others, `${area}-evil`, `${area}x`]) {
    if (`${other}/`.startsWith(`${area}/`)) continue
    writeFile(path.join(root, other, 'canary.txt'), canary)
  }
  return { top, root, folder }
}

/** Ways to write `../`, and what a careless decoder would take for it. */
const steps = [
  '../',
  './../',
  '..//',
  '.././',
  'sub/../../',
  'sub/deep/../../../',
  'sub/./../../',
  '%2e%2e/',
  '%2E%2E/',
  '.%2e/',
  '..%2f',
  '..%2F',
  '%2e%2e%2f',
  '%252e%252e/',
  '%252e%252e%252f',
  '..%252f',
  '%25252e%25252e/',
  '..\\',
  '.\\..\\',
  '..%5c',
  '%2e%2e%5c',
  '..%255c',
  '....//',
  '.../',
  '..;/',
  '.. /',
  '..\t/',
  '..\0/',
  '..%00/',
  '%c0%ae%c0%ae/',
  '..%c0%af',
  '%uff0e%uff0e/',
  '\\u002e\\u002e/',
  '&#46;&#46;/',
  // Look-alikes: full-width dots and slash, two-dot leader, one-dot leaders, division slash, ideographic stops.
  '．．/',
  '．．／',
  '..／',
  '‥/',
  '․․/',
  '..\u2215',
  '..\u2044',
  '。。/',
  '..\u200b/',
  '\u202e../',
]

/**
 * Paths that lead out of an area whose folder lies `depth` folders below the one that holds the root: each is to
 * be put behind the area's own prefix, `internal://files/` for example.
 *
 * @param {string} top The folder that holds the root.
 * @param {number} depth
 * @returns {string[]}
 */
function outward(top, depth) {
  const climbs = steps.flatMap((step) => {
    // The common ones at each height, the others at one.
    const heights = step.includes('../') ? Array.from({ length: depth }, (_, index) => index + 1) : [1, depth]
    return heights.map((height) => `${step.repeat(height)}canary.txt`)
  })
  const absolute = path.join(top, 'canary.txt')
  return [
    ...climbs,
    '../beside/canary.txt',
    '/../canary.txt',
    '//../canary.txt',
    '///../../canary.txt',
    './/../canary.txt',
    absolute,
    `/${absolute}`,
    `//${absolute}`,
    `file://${absolute}`,
    `C:${absolute}`,
    `\\\\?\\${absolute}`,
    `inside.txt/../../canary.txt`,
    'missing/../../canary.txt',
    'inside.txt\0/../../canary.txt',
    '../canary.txt\0',
    '../canary.txt\0.png',
    '../canary.txt%00.png',
    '../canary.txt/',
    '../canary.txt/.',
    '../canary.txt?',
    '../canary.txt#inside.txt',
    'sub/?/../../../canary.txt',
    `${'./'.repeat(5000)}../canary.txt`,
    `${'sub/../'.repeat(1000)}../canary.txt`,
    `${'../'.repeat(1000)}${absolute.slice(1)}`,
    `${'a/'.repeat(3000)}${'../'.repeat(3001)}canary.txt`,
    `../${'x'.repeat(5000)}/../canary.txt`,
    '~/canary.txt',
    '$HOME/canary.txt',
    ' ../canary.txt',
    '../canary.txt ',
    ...windowsSpellings(absolute),
  ]
}

/**
 * What Windows takes for something else than names of an area: drives, devices, shares, streams.
 *
 * @param {string} absolute
 */
function windowsSpellings(absolute) {
  const drive = /^[a-z]:/i.test(absolute) ? absolute : `C:${absolute}`
  const share = drive.replace(/^(.):/, 'localhost\\$1$')
  return [
    ...['./', '.\\', 'sub/', 'sub\\', 'sub/../', 'sub/deep/', 'inside.txt/', 'missing/', '\\'].map(
      (before) => before + drive,
    ),
    `./${drive.replaceAll('\\', '/')}`,
    `sub\\${drive.toLowerCase().replaceAll('\\', '/')}`,
    `./${drive.slice(0, 2)}canary.txt`,
    ...['\\\\?\\', '\\\\.\\', '\\??\\', '//?/', '//./', 'sub/\\\\?\\', './/?/'].map(
      (before) => before + drive,
    ),
    ...['\\\\', '//', 'sub/\\\\', '\\\\?\\UNC\\'].map((before) => before + share),
    '..\\..\\..\\canary.txt',
    'sub\\../..\\../canary.txt',
    '..\\canary.txt:stream',
    '../canary.txt::$DATA',
    'inside.txt:../canary.txt',
    'inside.txt::$DATA',
    'sub::$INDEX_ALLOCATION/../../canary.txt',
    ...['NUL', 'con', 'AUX.txt', 'sub/nul', 'COM1', 'LPT9.log', 'CONIN$', 'sub/PRN.'],
    ...['.. ', '..  /', '.. ./', '... /', '..\u00a0/'].map((step) => `${step}canary.txt`),
  ]
}

/**
 * Symlinks of the area that lead out of it.
 *
 * @param {{ top: string, folder: string }} area
 * @returns {string[]} Paths in the area at whose end a canary would be.
 */
function linksOut({ top, folder }) {
  const link = (/** @type {string} */ target, /** @type {string} */ name) =>
    fs.symlinkSync(target, path.join(folder, name))
  const canaryFile = path.join(top, 'canary.txt')
  const toTop = path.relative(folder, top)
  link(canaryFile, 'absolute.txt')
  link(path.join(toTop, 'canary.txt'), 'relative.txt')
  link('../canary.txt', 'neighbour.txt')
  link('absolute.txt', 'chain.txt')
  link('sub/../chain.txt', 'longer-chain.txt')
  link(top, 'absolute-folder')
  link(toTop, 'folder')
  link('..', 'up')
  link('up', 'folder-chain')
  link('../../../canary.txt', 'sub/deep/deep.txt')
  link('../up', 'sub/up')
  link('/', 'slash')
  const proc = fs.existsSync('/proc/self/root')
  if (proc) link('/proc/self/root', 'magic')
  return [
    'absolute.txt',
    'relative.txt',
    'neighbour.txt',
    'chain.txt',
    'longer-chain.txt',
    'absolute-folder/canary.txt',
    'folder/canary.txt',
    'up/canary.txt',
    'up/beside/canary.txt',
    'up/../canary.txt',
    'sub/up/canary.txt',
    'sub/../up/canary.txt',
    'folder-chain/canary.txt',
    './folder-chain/./canary.txt',
    'sub/deep/deep.txt',
    `slash${canaryFile}`,
    ...(proc ? [`magic${canaryFile}`] : []),
  ]
}

/**
 * A path as part of a message: control characters are shown, and a long one is cut.
 *
 * @param {string} text
 */
function shown(text) {
  const quoted = JSON.stringify(text)
  return quoted.length > 120 ? `${quoted.slice(0, 120)}… (${text.length})` : quoted
}

module.exports = { canary, canaryDigest, linksOut, outward, shown, walledArea, writeFile }
