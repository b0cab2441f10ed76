'use strict'
// The trials of the packed packages, each in an empty project. Each prints what went well and throws when something
// did not.

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { thisPlatform } = require('../../lib/binaries.js')
const { MAJORS, nodeOfMajor } = require('../../__test__/support/node-versions.js')
const { otherRuntimes } = require('../../__test__/support/other-runtimes.js')
const { root } = require('../build.js')
const { foreignNodes } = require('./foreign.js')
const { packageManagers } = require('./package-managers.js')
const { ReleaseError, run } = require('./run.js')

/** @typedef {import('./platforms.js').Platform} Platform */

const smoke = path.join(root, '__test__', 'runtimes', 'smoke.js')

/** Prints the path of the addon that an upload would load, or why there is none. */
const LOAD = `
  try {
    require('uploadtask').createRuntime()
    console.log(Object.keys(require.cache).find((file) => file.endsWith('.node')))
  } catch (error) {
    console.log(error.message)
  }`

/**
 * Calls back with an empty project, which is removed afterwards. It is not below this repository, whose manifest and
 * packages it would find.
 *
 * @template T
 * @param {(project: string) => Promise<T>} use
 */
async function inProject(use) {
  const project = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-release-')))
  // `npm init` writes the type too, without which Deno takes a .js for an ES module.
  const manifest = { name: 'empty', version: '1.0.0', private: true, type: 'commonjs' }
  fs.writeFileSync(path.join(project, 'package.json'), JSON.stringify(manifest))
  fs.copyFileSync(smoke, path.join(project, 'smoke.js'))
  try {
    return await use(project)
  } finally {
    fs.rmSync(project, { recursive: true, force: true })
  }
}

/** Installs with npm, for any platform. */
function install(
  /** @type {string} */ project,
  /** @type {string} */ registry,
  options = /** @type {string[]} */ ([]),
) {
  const own = ['--no-audit', `--registry=${registry}`, `--cache=${path.join(project, '.cache')}`]
  return run('npm', ['install', 'uploadtask', ...own, ...options], { cwd: project })
}

/** What a program said, set off from what the release says. */
function quote(/** @type {string} */ text) {
  return text.trim().replaceAll(/^/gm, '  ')
}

/** Runs the smoke test; returns what it printed. */
async function runSmoke(/** @type {string} */ project, /** @type {string[]} */ [program, ...values]) {
  const output = await run(program, [...values, 'smoke.js'], { cwd: project, timeout: 300_000 })
  if (!/^ {2}all \d+ steps$/m.test(output))
    throw new ReleaseError(`the smoke test did not finish:\n${output}`)
  return output.trimEnd()
}

/** Installs with each package manager. */
async function tryPackageManagers(/** @type {string} */ registry) {
  for (const { name, install, node } of packageManagers) {
    console.log(`${name} …`)
    await inProject(async (project) => {
      await install(project, registry)
      const loaded = (await node(project, ['-e', LOAD])).trim()
      if (!loaded.endsWith('.node')) throw new ReleaseError(`${name}: ${loaded}`)
      const output = await node(project, ['smoke.js'])
      const [, steps] = /^ {2}(all \d+ steps)$/m.exec(output) ?? []
      if (steps === undefined) throw new ReleaseError(`${name}: the smoke test did not finish:\n${output}`)
      const place = path.basename(path.dirname(loaded))
      console.log(`${name.padEnd(26)} ${place}, ${steps} of the smoke test`)
    })
  }
}

/** Runs the smoke test under each runtime, with the package as npm installs it. */
async function tryRuntimes(/** @type {string} */ registry) {
  await inProject(async (project) => {
    console.log('installing with npm …')
    await install(project, registry)
    const nodes = MAJORS.map((major) => [nodeOfMajor(major)])
    for (const command of [...nodes, ...otherRuntimes().map((runtime) => runtime.command())]) {
      console.log(await runSmoke(project, command))
    }
  })
}

/** Runs the binaries for other platforms where something here can; returns the names of the rest. */
async function tryForeign(/** @type {string} */ registry, /** @type {Platform[]} */ chosen) {
  /** @type {string[]} */
  const notRun = []
  for (const { name, system, arch, libc } of chosen) {
    if (name === thisPlatform()) continue
    console.log(`${name} …`)
    const command = await foreignNodes[name]?.().catch((/** @type {Error} */ error) => {
      if (!(error instanceof ReleaseError)) throw error
      console.log(`${name} cannot run here: ${error.message}`)
    })
    if (command === undefined) {
      notRun.push(name)
      continue
    }
    await inProject(async (project) => {
      const fitting = libc ? [`--libc=${libc === 'gnu' ? 'glibc' : libc}`] : []
      await install(project, registry, [`--os=${system}`, `--cpu=${arch}`, ...fitting])
      console.log(`${name}: ${await runSmoke(project, command)}`)
    })
  }
  return notRun
}

/** Leaves the binaries out, and builds one from what is in the package. */
async function tryBuild(/** @type {string} */ registry) {
  await inProject(async (project) => {
    await install(project, registry, ['--omit=optional'])
    console.log(`The loader says:\n${quote(await run(process.execPath, ['-e', LOAD], { cwd: project }))}`)
    console.log('npx uploadtask build, which takes some minutes …')
    console.log(quote(await run('npx', ['uploadtask', 'build'], { cwd: project })))
    console.log(await runSmoke(project, [process.execPath]))
  })
}

/** Installs as for another libc. */
async function tryWrongLibc(/** @type {string} */ registry) {
  const [, , libc] = thisPlatform().split('-')
  if (process.platform !== 'linux') {
    console.log('not tried: libc is a matter of Linux')
    return
  }
  await inProject(async (project) => {
    await install(project, registry, [`--libc=${libc === 'gnu' ? 'musl' : 'glibc'}`])
    const said = await run(process.execPath, ['-e', LOAD], { cwd: project })
    if (!said.includes('and this system has')) throw new ReleaseError(`the loader said: ${said}`)
    console.log(`The loader says, of the binary that it found:\n${quote(said)}`)
  })
}

module.exports = { tryPackageManagers, tryRuntimes, tryForeign, tryBuild, tryWrongLibc }
