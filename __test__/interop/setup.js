'use strict'
// What the servers outside Node.js need: a virtual environment of Python and a program built by Cargo. The
// first run makes both below target/, later runs use them from there.

const { spawn } = require('node:child_process')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { ending } = require('../../scripts/child.js')

const root = path.join(__dirname, '..', '..')
const environment = path.join(root, 'target', 'interop-python')
const requirements = path.join(__dirname, 'python', 'requirements.txt')

// What the packages of requirements.txt need.
const MINIMUM_PYTHON = [3, 10]

/** Something that only a person can install is not on this machine. */
class MissingProgram extends Error {}

/** To stderr: `node --test` talks to its test files over stdout. */
function progress(/** @type {string} */ text) {
  process.stderr.write(`interop: ${text}\n`)
}

/**
 * Runs a program to its end and gives its stdout; rejects when it fails.
 *
 * @param {string} program
 * @param {string[]} values
 * @param {{ quiet?: boolean }} [options] Whether its stderr is dropped rather than passed on.
 * @returns {Promise<string>}
 */
async function run(program, values, { quiet = false } = {}) {
  const stderr = quiet ? 'ignore' : 'inherit'
  const child = spawn(program, values, { cwd: root, stdio: ['ignore', 'pipe', stderr] })
  const { code, signal, stdout } = await ending(child)
  if (code === 0) return stdout
  throw new Error(`${[program, ...values].join(' ')} ended with ${signal ?? `code ${code}`}`)
}

/** The first Python on the PATH that is new enough, with its version. */
async function findPython() {
  const question = 'import ensurepip, sys, venv; print(*sys.version_info[:3], sep=".")'
  for (const program of ['python3', 'python']) {
    const version = await run(program, ['-c', question], { quiet: true }).then(
      (answer) => answer.trim(),
      () => '0.0',
    )
    const [major, minor] = version.split('.').map(Number)
    if (major === MINIMUM_PYTHON[0] && minor >= MINIMUM_PYTHON[1]) return { program, version }
  }
  throw new MissingProgram(
    `Python ${MINIMUM_PYTHON.join('.')} or newer with its venv module is missing: install it from ` +
      'https://www.python.org or as the packages python3 and python3-venv of your system',
  )
}

/** The Python of a virtual environment that has the packages of requirements.txt. */
async function pythonWithPackages() {
  const { program, version } = await findPython()
  const python =
    process.platform === 'win32'
      ? path.join(environment, 'Scripts', 'python.exe')
      : path.join(environment, 'bin', 'python')
  // Written last, so that an environment whose making was interrupted is made anew.
  const mark = path.join(environment, 'complete')
  const wanted = createHash('sha256').update(version).update(fs.readFileSync(requirements)).digest('hex')
  if (fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === wanted) return python

  progress(`installing python/requirements.txt into ${path.relative(root, environment)}, once …`)
  fs.rmSync(environment, { recursive: true, force: true })
  await run(program, ['-m', 'venv', environment])
  const options = ['--no-deps', '--only-binary=:all:', '--no-input', '--disable-pip-version-check', '--quiet']
  await run(python, ['-m', 'pip', 'install', ...options, '--requirement', requirements])
  await run(python, ['-m', 'pip', '--disable-pip-version-check', 'check'])
  fs.writeFileSync(mark, wanted)
  return python
}

/** The path of the server of `rust/`. */
async function rustServer() {
  progress('building rust/ with Cargo; the first time takes a while …')
  const options = [
    ...['--manifest-path', path.join(__dirname, 'rust', 'Cargo.toml')],
    ...['--target-dir', path.join(root, 'target', 'interop-rust')],
    '--message-format=json-render-diagnostics',
  ]
  const messages = await run('cargo', ['build', ...options, ...(process.env.CI ? ['--locked'] : [])])
  for (const line of messages.split('\n')) {
    const message = line.startsWith('{') ? JSON.parse(line) : {}
    if (message.target?.name === 'interop-server' && message.executable) return message.executable
  }
  throw new Error('`cargo build` ended well but named no executable')
}

module.exports = { MissingProgram, progress, pythonWithPackages, rustServer }
