'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const adapt = require('uploadtask/adapt')

const PAIRS = [
  ...['taroFromVela', 'taroFromQuickapp', 'taroFromWx', 'velaFromTaro', 'velaFromQuickapp', 'velaFromWx'],
  ...['quickappFromTaro', 'quickappFromVela', 'quickappFromWx', 'wxFromTaro', 'wxFromVela', 'wxFromQuickapp'],
]

test('V1 require of uploadtask/adapt: an adapter for each pair, and the default is the module itself', () => {
  assert.deepEqual(Object.keys(adapt).sort(), [...PAIRS].sort())
  assert.equal(adapt.default, adapt)
  assert.equal('__esModule' in adapt, false)
})

test('V1 import of uploadtask/adapt: named exports and the default', async () => {
  const module = await import('uploadtask/adapt')
  assert.equal(module.default, adapt)
  assert.deepEqual(Object.keys(module).sort(), ['default', ...PAIRS].sort())
})

test('X1 uploadtask/adapt loads nothing native, nothing of Node and none of the rest of the package', () => {
  const { execFileSync } = require('node:child_process')
  const program = `
    const loaded = []
    const { Module } = require('node:module')
    const load = Module._load
    Module._load = (request, ...more) => (loaded.push(request), load(request, ...more))
    require('uploadtask/adapt')
    console.log(JSON.stringify(loaded))
  `
  const output = execFileSync(process.execPath, ['-e', program], { cwd: __dirname, encoding: 'utf8' })
  const [first, ...rest] = JSON.parse(output)
  assert.equal(first, 'uploadtask/adapt')
  for (const request of rest) {
    assert.match(request, /^(\.\/[a-z]+\.js|\.\.\/\.\.\/crates\/core\/src\/dialect\/codes\.json)$/)
  }
})
