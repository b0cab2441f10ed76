'use strict'
// The package managers that the packed packages are installed with, each into an empty project.

const fs = require('node:fs')
const path = require('node:path')
const { installedProgram } = require('../../__test__/support/installed-program.js')
const { run } = require('./run.js')

const node = process.execPath

/** The native program of a version of pnpm that is not a script any more. */
const pnpm = () => {
  const program = process.platform === 'win32' ? 'pnpm.exe' : 'pnpm'
  return installedProgram('pnpm', `@pnpm/exe.${process.platform}-${process.arch}`, '12.21.0', program)
}

/** No caches of the user's: a package published under this version before must not be found. */
const ownCache = (/** @type {string} */ project) => path.join(project, '.cache')

/**
 * @typedef {object} PackageManager
 * @property {string} name
 * @property {(project: string, registry: string) => Promise<unknown>} install
 * @property {(project: string, values: string[]) => Promise<string>} node Runs Node.js in the project.
 */

const plainNode = (/** @type {string} */ cwd, /** @type {string[]} */ values) => run(node, values, { cwd })

/** What both versions of pnpm are told. */
const pnpmOptions = (/** @type {string} */ project, /** @type {string} */ registry) => [
  ...['add', 'uploadtask', `--registry=${registry}`],
  ...[`--store-dir=${ownCache(project)}/store`, `--cache-dir=${ownCache(project)}`],
]

/** @type {PackageManager[]} */
const packageManagers = [
  {
    name: 'npm',
    install: (project, registry) =>
      run(
        'npm',
        ['install', 'uploadtask', `--registry=${registry}`, `--cache=${ownCache(project)}`, '--no-audit'],
        { cwd: project },
      ),
    node: plainNode,
  },
  {
    name: 'pnpm 12',
    install: (project, registry) => run(pnpm(), pnpmOptions(project, registry), { cwd: project }),
    node: plainNode,
  },
  {
    name: 'pnpm 10',
    install: (project, registry) => {
      const program = installedProgram('pnpm', 'pnpm', '10.34.8', 'bin/pnpm.cjs')
      return run(node, [program, ...pnpmOptions(project, registry)], { cwd: project })
    },
    node: plainNode,
  },
  {
    name: 'yarn classic',
    install: (project, registry) => {
      const program = installedProgram('yarn', 'yarn', '1.22.22', 'bin/yarn.js')
      const options = ['--registry', registry, '--cache-folder', ownCache(project), '--non-interactive']
      return run(node, [program, 'add', 'uploadtask', ...options], { cwd: project })
    },
    node: plainNode,
  },
  ...['node-modules', 'pnp'].map((linker) => ({
    name: `yarn berry, ${linker}`,
    install: (/** @type {string} */ project, /** @type {string} */ registry) => {
      fs.writeFileSync(
        path.join(project, '.yarnrc.yml'),
        [
          `nodeLinker: ${linker}`,
          `npmRegistryServer: ${JSON.stringify(registry)}`,
          'unsafeHttpWhitelist: ["127.0.0.1"]',
          'enableGlobalCache: false',
          `globalFolder: ${JSON.stringify(ownCache(project))}`,
          'enableTelemetry: false',
          '',
        ].join('\n'),
      )
      return run(node, [yarnBerry(), 'add', 'uploadtask'], { cwd: project })
    },
    node: (/** @type {string} */ project, /** @type {string[]} */ values) =>
      run(node, [yarnBerry(), 'node', ...values], { cwd: project }),
  })),
]

function yarnBerry() {
  return installedProgram('yarn berry', '@yarnpkg/cli-dist', '4.18.1', 'bin/yarn.js')
}

module.exports = { packageManagers }
