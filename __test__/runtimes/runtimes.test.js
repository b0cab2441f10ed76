'use strict'
// The smoke test under each runtime that the package promises.

const assert = require('node:assert/strict')
const path = require('node:path')
const { test } = require('node:test')
const { runNode } = require('../support/child.js')
const { MAJORS, nodeOfMajor } = require('../support/node-versions.js')
const { otherRuntimes } = require('../support/other-runtimes.js')

const smoke = path.join(__dirname, 'smoke.js')
const external = path.join(__dirname, 'external.js')

const runtimes = [
  ...MAJORS.map((major) => ({ name: `Node.js ${major}`, command: () => [nodeOfMajor(major)] })),
  ...otherRuntimes(),
]

for (const { name, command } of runtimes) {
  test(`${name}: uploads, progress, abort, workers`, { timeout: 300_000 }, async () => {
    const [program, ...values] = command()
    const { code, stdout, stderr } = await runNode([...values, smoke], { node: program, timeout: 120_000 })
    const output = stdout + stderr
    assert.equal(code, 0, output)
    assert.ok(output.startsWith(name.replace(/\d+$/, '')), output)
    assert.match(output, /^ {2}all \d+ steps$/m)
  })
}

for (const { name, command } of runtimes) {
  test(`${name}: an addon's own object is no file`, { timeout: 300_000 }, async () => {
    const [program, ...values] = command()
    const { code, stdout, stderr } = await runNode([...values, external], { node: program, timeout: 120_000 })
    assert.equal(code, 0, stdout + stderr)
    const lines = stdout.trim().split('\n')
    assert.equal(lines.length, 5, stdout + stderr)
    for (const line of lines)
      assert.match(line, /(?:filePath|uri) should be String instead of (?:Object|Unknown)/)
  })
}
