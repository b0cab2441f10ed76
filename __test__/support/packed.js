'use strict'
// The package as a registry would give it: packed, and laid out in a project of its own.

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { packageFolder } = require('./child.js')
const { temporaryFolder } = require('./files.js')

/** Runs a program to its end; throws with what it said when it fails. */
function run(/** @type {string} */ program, /** @type {string[]} */ values, /** @type {string} */ cwd) {
  const shell = process.platform === 'win32'
  const { error, status, stdout, stderr } = spawnSync(program, values, { cwd, encoding: 'utf8', shell })
  if (error) throw error
  if (status !== 0) throw new Error(`${program} ${values.join(' ')} ended with code ${status}: ${stderr}`)
  return stdout
}

/**
 * A project in which the package is installed, without a binary.
 *
 * @param {import('node:test').TestContext} context
 */
function installPacked(context) {
  const project = temporaryFolder(context)
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', project], packageFolder)
  const [tarball] = fs.readdirSync(project).filter((name) => name.endsWith('.tgz'))
  const modules = path.join(project, 'node_modules')
  const folder = path.join(modules, 'uploadtask')
  fs.mkdirSync(folder, { recursive: true })
  run('tar', ['-xzf', tarball, '--strip-components=1', '-C', path.relative(project, folder)], project)
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
  for (const name of Object.keys(dependencies)) {
    const link = path.join(modules, name)
    fs.mkdirSync(path.dirname(link), { recursive: true })
    fs.symlinkSync(path.join(packageFolder, 'node_modules', name), link, 'junction')
  }

  return {
    project,
    /** The package itself. */
    folder,
    /**
     * Lays the package of a platform out beside it; returns the path of its binary.
     *
     * @param {string} platform
     * @param {string | Buffer} content The binary.
     */
    addPlatform(platform, content) {
      const place = path.join(modules, `uploadtask-${platform}`)
      fs.cpSync(path.join(packageFolder, 'npm', platform), place, { recursive: true })
      const file = path.join(place, `uploadtask.${platform}.node`)
      fs.writeFileSync(file, content)
      return file
    },
  }
}

module.exports = { installPacked }
