'use strict'
// The sample project for a device, laid out below target/ as a person has it, and built there.

const { spawn } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..', '..')
const source = path.join(root, '__test__', 'projects', 'adapt-device')
const place = path.join(root, 'target', 'adapt-device')

/** Runs a program in the project; rejects when it fails. */
function run(/** @type {string} */ program, /** @type {string[]} */ values) {
  return new Promise((resolve, reject) => {
    // npm is a script of the command line on Windows.
    const shell = process.platform === 'win32' && program === 'npm'
    const child = spawn(program, values, { cwd: place, stdio: ['ignore', 'ignore', 'inherit'], shell })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(undefined) : reject(new Error(`${program} ${values.join(' ')}: code ${code}`)),
    )
  })
}

/** Builds the project, installed by the first run; gives its folder. */
async function buildDeviceProject() {
  const manifest = fs.readFileSync(path.join(source, 'package.json'))
  // Written last, so that an installation that was interrupted is made anew.
  const mark = path.join(place, 'node_modules', 'complete')
  const installed = fs.existsSync(mark) && fs.readFileSync(mark).equals(manifest)
  if (!installed) fs.rmSync(place, { recursive: true, force: true })
  fs.cpSync(source, place, { recursive: true })
  if (!installed) {
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
    await run('npm', ['install', ...options])
    fs.symlinkSync(root, path.join(place, 'node_modules', 'uploadtask'), 'junction')
    fs.writeFileSync(mark, manifest)
  }
  fs.rmSync(path.join(place, 'dist'), { recursive: true, force: true })
  await run(process.execPath, ['build.js'])
  return place
}

module.exports = { buildDeviceProject }
