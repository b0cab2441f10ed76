'use strict'

const fs = require('node:fs')
const path = require('node:path')
const { runNpm } = require('../../scripts/npm.js')

const root = path.join(__dirname, '..', '..')
const projects = path.join(root, '__test__', 'projects')

const OPTIONS = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']

/**
 * Installs what the manifest in a folder names. Not by `npm ci`: the sample projects have no lock file. And without
 * scripts: one of Taro's contacts a host of its vendor.
 *
 * @param {string} folder
 * @param {string[]} further Further options of npm.
 */
function install(folder, ...further) {
  const values = ['install', '--ignore-scripts', ...OPTIONS, ...further]
  const { error, status } = runNpm(values, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  if (error) throw error
  if (status !== 0) throw new Error(`npm ${values.join(' ')} in ${folder}: code ${status}`)
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
    install(place)
    fs.writeFileSync(mark, manifest)
  }
  // As if it came from a registry.
  const link = path.join(place, 'node_modules', 'uploadtask')
  fs.rmSync(link, { recursive: true, force: true })
  fs.symlinkSync(root, link, 'junction')
  return place
}

module.exports = { install, prepareInstalledProject }
