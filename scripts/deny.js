'use strict'
// Checks the crates by deny.toml.
//   node scripts/deny.js               licences, bans and sources
//   node scripts/deny.js advisories    for the hosted CI: its data comes from a Git host, which not every network reaches

const { spawnSync } = require('node:child_process')
const { root, run } = require('./build.js')
const { cargoTool } = require('./cargo-tool.js')

run(async () => {
  const chosen = process.argv.slice(2)
  const values = ['--locked', 'check', ...(chosen.length > 0 ? chosen : ['licenses', 'bans', 'sources'])]
  const { error, status } = spawnSync(cargoTool('cargo-deny'), values, { cwd: root, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) process.exitCode = 1
})
