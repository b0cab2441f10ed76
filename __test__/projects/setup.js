'use strict'
// Lays the sample projects out below target/, as a person has them: with what they depend on installed, and this
// package among it. One installation serves all of them; it is made by the first run and taken by the next ones.

const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { install } = require('../support/installed-project.js')

const root = path.join(__dirname, '..', '..')
/** The folder that has them, once they are laid out. */
const projects = path.join(root, 'target', 'projects')
const names = ['cos-page', 'taro-page', 'vela-page', 'wechat-page']

/** Copies a project, in place of what an earlier run left of it. */
function copyProject(/** @type {string} */ name) {
  const folder = path.join(projects, name)
  fs.mkdirSync(folder, { recursive: true })
  for (const entry of fs.readdirSync(folder)) {
    if (entry !== 'node_modules') fs.rmSync(path.join(folder, entry), { recursive: true })
  }
  fs.cpSync(path.join(__dirname, name), folder, { recursive: true })
}

/** Lays out all projects. */
async function prepareProjects() {
  for (const name of names) copyProject(name)
  const workspace = JSON.stringify({ private: true, workspaces: names }, null, 2)
  fs.writeFileSync(path.join(projects, 'package.json'), workspace)

  // Written last, so that an installation that was interrupted is made anew.
  const mark = path.join(projects, 'complete')
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n${workspace}`)
  for (const name of names) hash.update(fs.readFileSync(path.join(projects, name, 'package.json')))
  const wanted = hash.digest('hex')
  const modules = path.join(projects, 'node_modules')
  if (!fs.existsSync(mark) || fs.readFileSync(mark, 'utf8') !== wanted) {
    process.stderr.write(`projects: installing what ${names.join(', ')} depend on, once …\n`)
    fs.rmSync(mark, { force: true })
    // Taro names the whole of its build as peers, which a test of pages needs nothing of.
    install(projects, '--legacy-peer-deps')
    fs.writeFileSync(mark, wanted)
  }

  // As if it came from a registry.
  const link = path.join(modules, 'uploadtask')
  fs.rmSync(link, { recursive: true, force: true })
  fs.symlinkSync(root, link, 'junction')
  const packages = path.join(__dirname, 'vela-page', 'packages')
  fs.cpSync(packages, modules, { recursive: true })
}

module.exports = { prepareProjects, projects }
