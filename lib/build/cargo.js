'use strict'
// Cargo: whether it can build the sources, and the library that it made.

const { spawn, spawnSync } = require('node:child_process')
const { once } = require('node:events')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { BuildError } = require('./build-error.js')
const { nodeLibrary } = require('./node-library.js')

/** The package's folder, which has the sources. */
const root = path.join(__dirname, '..', '..')

/** Throws unless `cargo` runs and is as new as the workspace wants it. */
function requireCargo() {
  const { error, status, stdout } = spawnSync('cargo', ['--version'], { cwd: root, encoding: 'utf8' })
  if (error)
    throw new BuildError('Rust is missing (no `cargo` on the PATH): install it from https://rustup.rs')
  if (status !== 0) {
    throw new BuildError(
      '`cargo` is installed but does not run: `rustup default stable` installs a Rust toolchain',
    )
  }
  const workspace = fs.readFileSync(path.join(root, 'Cargo.toml'), 'utf8')
  const wanted = /^rust-version = "(\d+)\.(\d+)/m.exec(workspace)?.slice(1).map(Number) ?? [1, 0]
  const found = /(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number) ?? [1, 0]
  if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
    throw new BuildError(
      `Rust ${found.join('.')} is too old: ${wanted.join('.')} or newer is needed (\`rustup update stable\`, https://rustup.rs)`,
    )
  }
}

/**
 * Compiles the addon; returns the path of the library. What Cargo says goes to stderr.
 *
 * @param {string[]} command What builds: `['build']`, or that of an extension of Cargo.
 * @param {string[]} options Further ones.
 * @param {{ env?: NodeJS.ProcessEnv, signal?: AbortSignal }} [surroundings]
 */
async function compile(command, options, { env = process.env, signal } = {}) {
  // Rust's GNU toolchain of Windows wants what no Node.js brings.
  const isMissing = process.platform === 'win32' && env.LIBNODE_PATH === undefined
  const library = isMissing ? fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-node-')) : undefined
  try {
    const added = library === undefined ? {} : { LIBNODE_PATH: nodeLibrary(library) }
    return await runCargo(command, options, { ...env, ...added }, signal)
  } finally {
    if (library !== undefined) fs.rmSync(library, { recursive: true, force: true })
  }
}

/**
 * @param {string[]} command
 * @param {string[]} options
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} [signal]
 */
async function runCargo(command, options, env, signal) {
  const child = spawn(
    'cargo',
    [
      ...[...command, '--release', '--package', 'uploadtask-node'],
      ...['--message-format', 'json-render-diagnostics', ...options],
    ],
    { cwd: root, env, signal, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let messages = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    messages += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new BuildError('The addon could not be built; see the output above.')
  for (const line of messages.split('\n')) {
    const message = line.startsWith('{') ? JSON.parse(line) : {}
    if (message.target?.name !== 'uploadtask_node') continue
    // On Windows there are more files: debug symbols and an import library.
    const library = message.filenames?.find((/** @type {string} */ file) => /\.(so|dylib|dll)$/.test(file))
    if (library) return /** @type {string} */ (library)
  }
  throw new BuildError('`cargo build` succeeded but named no library.')
}

module.exports = { root, requireCargo, compile }
