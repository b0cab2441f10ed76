'use strict'
// Builds the addon and leaves it as uploadtask.<platform>.node beside index.js. Cargo decides what has to be compiled.
//   npm run build                                        for this machine
//   npm run build -- --target aarch64-unknown-linux-musl  further options of `napi build`

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..')

/** A reason to stop that needs no stack trace. */
class SetupError extends Error {}

/** The path of a program of an installed package, or undefined when the package is not installed. */
function findProgram(/** @type {string} */ packageName, /** @type {string} */ program) {
  const folder = path.join(root, 'node_modules', packageName)
  const manifest = path.join(folder, 'package.json')
  if (!fs.existsSync(manifest)) return undefined
  return path.join(folder, JSON.parse(fs.readFileSync(manifest, 'utf8')).bin[program])
}

/** Throws unless `cargo` runs and is as new as the workspace wants it. */
function requireCargo() {
  const { error, status, stdout } = spawnSync('cargo', ['--version'], { cwd: root, encoding: 'utf8' })
  if (error)
    throw new SetupError('Rust is missing (no `cargo` on the PATH): install it from https://rustup.rs')
  if (status !== 0) {
    throw new SetupError(
      '`cargo` is there but does not run: `rustup default stable` installs a Rust toolchain',
    )
  }
  const workspace = fs.readFileSync(path.join(root, 'Cargo.toml'), 'utf8')
  const wanted = /^rust-version = "(\d+)\.(\d+)/m.exec(workspace)?.slice(1).map(Number) ?? [1, 0]
  const found = /(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number) ?? [1, 0]
  if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
    throw new SetupError(
      `Rust ${found.join('.')} is too old: ${wanted.join('.')} or newer is needed (\`rustup update stable\`, https://rustup.rs)`,
    )
  }
}

/** Puts a finished file in place in one step: a process that has the old one loaded keeps it. */
function replaceFile(/** @type {string} */ source, /** @type {string} */ target) {
  if (fs.existsSync(target) && fs.readFileSync(source).equals(fs.readFileSync(target))) return
  const temporary = `${target}.${process.pid}.tmp`
  fs.copyFileSync(source, temporary)
  fs.renameSync(temporary, target)
}

/** Builds the addon; `options` are passed on to `napi build`. */
function build(/** @type {string[]} */ options = []) {
  const napi = findProgram('@napi-rs/cli', 'napi')
  if (napi === undefined) {
    throw new SetupError(
      'The addon is built with @napi-rs/cli, a development dependency that is not installed:\n' +
        'run `npm install --ignore-scripts && npm run build` here, without --omit=dev. (Or install the published package, ' +
        'which brings a binary.)',
    )
  }
  requireCargo()
  // Not straight into the root: the CLI puts its scratch folder beside the output folder, and whatever else it may
  // generate there must not replace the hand-written index.js and index.d.ts.
  const target = path.join(root, 'target')
  fs.mkdirSync(target, { recursive: true })
  const output = fs.mkdtempSync(path.join(target, 'addon-'))
  try {
    const { error, status } = spawnSync(
      process.execPath,
      [
        ...[napi, 'build', '--platform', '--release', '--no-js'],
        ...[
          '--manifest-path',
          'crates/node/Cargo.toml',
          '--package',
          'uploadtask-node',
          '--output-dir',
          output,
        ],
        ...options,
        // In CI a Cargo.lock that does not fit is an error; elsewhere Cargo brings it up to date.
        ...(process.env.CI ? ['--', '--locked'] : []),
      ],
      { cwd: root, stdio: 'inherit' },
    )
    if (error) throw error
    if (status !== 0) throw new SetupError('The addon could not be built; the reason stands above.')
    const binaries = fs.readdirSync(output).filter((name) => name.endsWith('.node'))
    if (binaries.length === 0) throw new SetupError('`napi build` ended well but left no .node file.')
    for (const name of binaries) replaceFile(path.join(output, name), path.join(root, name))
  } finally {
    fs.rmSync(output, { recursive: true, force: true })
  }
}

/** Runs `action`; a SetupError is printed and makes the process fail. */
function run(/** @type {() => void} */ action) {
  try {
    action()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(`\nuploadtask: ${error.message}\n`)
    process.exitCode = 1
  }
}

module.exports = { root, SetupError, findProgram, build, run }

if (require.main === module) run(() => build(process.argv.slice(2)))
