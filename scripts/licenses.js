'use strict'
// The licences of the crates that the addon is made of, in THIRD-PARTY-LICENSES, by cargo-about.
//   npm run licenses               rewrites it; takes minutes
//   npm run licenses -- --check    only checks that it has exactly the crates of Cargo.lock; takes a second

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { platforms } = require('./release/platforms.js')
const { BuildError } = require('../lib/build/build-error.js')
const { root, run } = require('./build.js')
const { cargoTool } = require('./cargo-tool.js')

const FILE = path.join(root, 'THIRD-PARTY-LICENSES')

/** The crates in the binary for a platform, as `name version`; those that only work while it is compiled too. */
function cratesFor(/** @type {string} */ target) {
  const { error, status, stdout, stderr } = spawnSync(
    'cargo',
    [
      ...['tree', '--package', 'uploadtask-node', '--edges', 'normal', '--target', target, '--locked'],
      ...['--prefix', 'none', '--format', '{p}'],
    ],
    { cwd: root, encoding: 'utf8' },
  )
  if (error) throw error
  if (status !== 0) throw new BuildError(`cargo tree: ${stderr}`)
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('uploadtask-'))
  return lines.map((line) => line.split(' ').slice(0, 2).join(' ').replace(' v', ' '))
}

/** The crates in any of the binaries. */
function crates() {
  return new Set(platforms.flatMap(({ target }) => cratesFor(target)))
}

/** The crates whose licences the file has. */
function listed() {
  const text = fs.readFileSync(FILE, 'utf8')
  return new Set([...text.matchAll(/^ {2}(\S+ \d\S*?)(?:, https:\S+)?$/gm)].map(([, crate]) => crate))
}

/** All that Cargo.lock has, for other platforms and for tests too. */
function locked() {
  const text = fs.readFileSync(path.join(root, 'Cargo.lock'), 'utf8')
  const packages = text.matchAll(/^name = "(.+)"\r?\nversion = "(.+)"/gm)
  return new Set([...packages].map(([, name, version]) => `${name} ${version}`))
}

async function check() {
  const [wanted, present, known] = [crates(), listed(), locked()]
  const missing = [...wanted].filter((crate) => !present.has(crate))
  // The two tools differ a little about the crates of Windows: one too many does no harm.
  const gone = [...present].filter((crate) => !known.has(crate))
  if (missing.length === 0 && gone.length === 0) {
    console.log(`THIRD-PARTY-LICENSES has the ${wanted.size} crates of the binaries.`)
    return
  }
  throw new BuildError(
    `THIRD-PARTY-LICENSES does not match Cargo.lock: run \`npm run licenses\`.\n` +
      `missing: ${missing.join(', ') || 'none'}; no longer used: ${gone.join(', ') || 'none'}`,
  )
}

async function generate() {
  const { error, status } = spawnSync(
    cargoTool('cargo-about'),
    [
      ...['generate', '--locked', '--fail', '--manifest-path', 'crates/node/Cargo.toml'],
      ...['--config', 'about.toml', '--output-file', FILE, 'about.hbs'],
    ],
    { cwd: root, stdio: 'inherit' },
  )
  if (error) throw error
  if (status !== 0) throw new BuildError('cargo-about failed; see the output above.')
  await check()
}

run(process.argv.includes('--check') ? check : generate)
