'use strict'
// The smoke test under each runtime that the package promises.

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const path = require('node:path')
const { test } = require('node:test')
const { packageFolder } = require('../support/child.js')
const { MAJORS, nodeOfMajor } = require('../support/node-versions.js')
const { otherRuntimes } = require('../support/other-runtimes.js')

const smoke = path.join(__dirname, 'smoke.js')

const runtimes = [
  ...MAJORS.map((major) => ({ name: `Node.js ${major}`, command: () => [nodeOfMajor(major)] })),
  ...otherRuntimes(),
]

for (const { name, command } of runtimes) {
  test(`${name}: uploads, progress, abort, workers`, { timeout: 300_000 }, async () => {
    const [program, ...values] = command()
    const inherited = Object.entries(process.env).filter(([variable]) => !/_proxy$/i.test(variable))
    const child = spawn(program, [...values, smoke], {
      cwd: packageFolder,
      env: Object.fromEntries(inherited),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
      killSignal: 'SIGKILL',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
      })
    }
    const [code] = await once(child, 'close')
    assert.equal(code, 0, output)
    assert.ok(output.startsWith(name.replace(/\d+$/, '')), output)
    assert.match(output, /^ {2}all \d+ steps$/m)
  })
}
