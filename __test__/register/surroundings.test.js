'use strict'
// The hook where something is missing that a process usually has: a home folder, a working directory, permissions.

const assert = require('node:assert/strict')
const os = require('node:os')
const path = require('node:path')
const { test } = require('node:test')

const { packageFolder, runNode } = require('../support/child')
const { MAJORS, nodeOfMajor } = require('../support/node-versions')
const { createProject } = require('../support/project')
const { loadConfiguration } = require('../../lib/configuration')

const onWindows = process.platform === 'win32'
const removable = { skip: onWindows && 'Windows does not remove a folder that a program runs in' }
const permission = { skip: onWindows && 'not tried with the paths of Windows' }

/** @type {Record<string, () => string>} */
const HOMES = {
  'the system knows none': () => {
    throw new Error('A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)')
  },
  'HOME is empty': () => '',
  'HOME is relative': () => '.',
}

for (const [what, homedir] of Object.entries(HOMES)) {
  test(`configuration: without a home folder the search goes as far as the root: ${what}`, (context) => {
    const folder = createProject(context, {
      'uploadtask.config.json': { package: 'found' },
      'inner/a.txt': '',
    })
    context.mock.method(os, 'homedir', homedir)
    context.mock.method(process, 'cwd', () => path.join(folder, 'inner'))
    assert.equal(loadConfiguration(undefined, {}).options.package, 'found')
  })
}

test(
  'configuration: a working directory that was removed ends the start with what to do',
  removable,
  async (context) => {
    const folder = createProject(context)
    const source = `
    process.chdir(${JSON.stringify(folder)})
    require('node:fs').rmSync(${JSON.stringify(folder)}, { recursive: true })
    try { require(${JSON.stringify(path.join(packageFolder, 'lib/integrations/register.js'))}) }
    catch (error) { console.log(String(error)) }`
    const { stdout, stderr, code } = await runNode(['-e', source])
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(
      stdout,
      /^ConfigurationError: the working directory does not exist any more, .*: start the program in a folder that exists\n$/,
    )
  },
)

/** What Node.js is given to load the addon, and to read this project and the package alone. */
function limited(/** @type {number} */ major, /** @type {string} */ folder) {
  return [
    major === 20 ? '--experimental-permission' : '--permission',
    '--allow-addons',
    `--allow-fs-read=${packageFolder}/`,
    `--allow-fs-read=${folder}/`,
    ...['--import', 'uploadtask/register'],
  ]
}

for (const major of MAJORS) {
  test(
    `V2 Node ${major} --permission: the hook loads where the process may not read above the project`,
    permission,
    async (context) => {
      const folder = createProject(context, {
        'package.json': { uploadtask: { dialect: 'quickapp' } },
        'deep/package.json': {},
        'deep/app.mjs':
          "import device from '@system.uploadtask'\nconsole.log('onHeadersReceived' in device.uploadFile({ fail() {} }))",
      })
      const options = { cwd: path.join(folder, 'deep'), node: nodeOfMajor(major) }
      const { stdout, stderr, code } = await runNode(
        [...limited(major, folder), '--allow-worker', path.join(folder, 'deep/app.mjs')],
        options,
      )
      assert.deepEqual([code, stdout], [0, 'true\n'], stderr)
    },
  )
}

test(
  'V2 Node 20 --experimental-permission: without --allow-worker the start ends with what to do',
  permission,
  async (context) => {
    const folder = createProject(context, { 'package.json': {}, 'app.mjs': "console.log('ran')" })
    const options = { cwd: folder, node: nodeOfMajor(20) }
    const { stdout, stderr, code } = await runNode([...limited(20, folder), 'app.mjs'], options)
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(
      stderr,
      /uploadtask\/register needs a thread .*: add --allow-worker, or use Node\.js 22\.15 or newer/,
    )
  },
)
