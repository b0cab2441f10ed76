'use strict'

const { spawn } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..', '..')
const projects = path.join(root, '__test__', 'projects')

// Not `npm ci`: the projects have no lock file. Without scripts: one of Taro's contacts a host of its vendor.
const INSTALL =
  'npm install --prefer-offline --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error'.split(
    ' ',
  )

function install(/** @type {string} */ place) {
  return new Promise((resolve, reject) => {
    const [program, ...values] = INSTALL
    const child = spawn(program, values, {
      cwd: place,
      stdio: ['ignore', 'ignore', 'inherit'],
      // npm is a script of the command line on Windows.
      shell: process.platform === 'win32',
    })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(undefined) : reject(new Error(`${INSTALL.join(' ')} in ${place}: code ${code}`)),
    )
  })
}

/**
 * Lays a sample project out below target/, as a person has it: with what it depends on installed, and this package among
 * it. It is installed by the first run and taken by the next ones. One test file at a time may use a project.
 *
 * @param {string} name A folder of __test__/projects.
 * @param {string[]} shared Further folders whose content belongs in the project.
 * @returns {Promise<string>} The project's folder.
 */
async function prepareInstalledProject(name, ...shared) {
  const place = path.join(root, 'target', 'installed', name)
  const manifest = fs.readFileSync(path.join(projects, name, 'package.json'))
  // Written last, so that an installation that was interrupted is made anew.
  const mark = path.join(place, 'node_modules', 'complete')
  const isInstalled = fs.existsSync(mark) && fs.readFileSync(mark).equals(manifest)
  fs.mkdirSync(place, { recursive: true })
  for (const entry of fs.readdirSync(place)) {
    if (entry === 'node_modules' && isInstalled) continue
    fs.rmSync(path.join(place, entry), { recursive: true })
  }
  for (const folder of [name, ...shared]) {
    fs.cpSync(path.join(projects, folder), place, { recursive: true })
  }
  if (!isInstalled) {
    process.stderr.write(`${name}: installing what it depends on, once …\n`)
    await install(place)
    fs.writeFileSync(mark, manifest)
  }
  // What a registry would have given.
  const link = path.join(place, 'node_modules', 'uploadtask')
  fs.rmSync(link, { recursive: true, force: true })
  fs.symlinkSync(root, link, 'junction')
  return place
}

module.exports = { prepareInstalledProject }
