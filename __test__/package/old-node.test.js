'use strict'
// A Node.js that the package does not run on: each entry point says so.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { isSupported } = require('../../lib/node-version.js')
const { bin } = require('../cli/command.js')
const { runNode } = require('../support/child.js')
const { nodeOfMajor } = require('../support/node-versions.js')

/** @type {{ exports: Record<string, any>, engines: { node: string } }} */
const manifest = require('uploadtask/package.json')

const MAJOR = 18

const complaint = (/** @type {string} */ version) =>
  `uploadtask does not run on Node.js ${version}: it needs 22.12 or newer, or of 20, 20.19 or newer ` +
  '(https://nodejs.org).'

/** The subpaths with code that Node.js runs; `adapt` runs on devices too, and on any Node.js. */
const specifiers = Object.entries(manifest.exports)
  .filter(([subpath, target]) => target.default && subpath !== './adapt')
  .map(([subpath]) => `uploadtask${subpath.slice(1)}`)

test('old Node.js: each entry point throws a sentence', async () => {
  const source = `
    const messages = ${JSON.stringify(specifiers)}.map((specifier) => {
      try {
        require(specifier)
      } catch (error) {
        return error.message
      }
    })
    console.log(JSON.stringify({ version: process.versions.node, messages }))`
  const { code, stdout, stderr } = await runNode(['-e', source], { node: nodeOfMajor(MAJOR) })
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  const { version, messages } = JSON.parse(stdout)
  assert.ok(version.startsWith(`${MAJOR}.`))
  assert.deepEqual(
    Object.fromEntries(specifiers.map((specifier, index) => [specifier, messages[index]])),
    Object.fromEntries(specifiers.map((specifier) => [specifier, complaint(version)])),
  )
})

test('old Node.js: the command line says it and nothing else, exit code 1', async () => {
  const ended = await runNode([bin, 'serve'], { node: nodeOfMajor(MAJOR) })
  const version = /Node\.js ([\d.]+):/.exec(ended.stderr)?.[1] ?? ''
  assert.deepEqual(ended, { code: 1, signal: null, stdout: '', stderr: `${complaint(version)}\n` })
})

test('old Node.js: what is refused is what `engines` leaves out', () => {
  assert.equal(manifest.engines.node, '^20.19.0 || >=22.12.0')
  for (const version of ['20.19.0', '20.20.2', '22.12.0', '22.21.1', '23.0.0', '24.0.0', '26.3.0']) {
    assert.ok(isSupported(version), version)
  }
  for (const version of ['14.21.3', '18.20.8', '20.18.3', '21.7.3', '22.11.0']) {
    assert.ok(!isSupported(version), version)
  }
})
