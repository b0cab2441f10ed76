'use strict'
// The sample projects, built and run as people do, on the oldest and the newest Node.js that the package promises.

const { spawnSync } = require('node:child_process')
const path = require('node:path')
const { installedProgram } = require('../__test__/support/installed-program.js')
const { MAJORS, nodeOfMajor } = require('../__test__/support/node-versions.js')
const { root } = require('./build.js')

/** The first that the `engines` of package.json let in. */
const OLDEST = '20.19.0'

const oldest =
  process.platform === 'win32'
    ? installedProgram(`Node.js ${OLDEST}`, `node-win-${process.arch}`, OLDEST, 'bin/node.exe')
    : installedProgram(`Node.js ${OLDEST}`, `node-${process.platform}-${process.arch}`, OLDEST, 'bin/node')

for (const node of [oldest, nodeOfMajor(Math.max(...MAJORS))]) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  console.log(`\nNode.js ${stdout.trim()}:`)
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH}`
  const env = { ...process.env, PATH }
  const { status } = spawnSync(node, ['scripts/test.js', 'projects/'], { cwd: root, env, stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
