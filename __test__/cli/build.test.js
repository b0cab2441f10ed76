'use strict'
// `uploadtask build`, with a Cargo of the test's own: what it does around the compiler. The release tries it with the real
// one.

const assert = require('node:assert/strict')
const { spawnSync } = require('node:child_process')
const { once } = require('node:events')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { thisPlatform } = require('../../lib/binaries.js')
const { packageFolder, runSnippet } = require('../support/child.js')
const { temporaryFolder } = require('../support/files.js')
const { installPacked } = require('../support/packed.js')
const { startProcess } = require('./command.js')

const binary = `uploadtask.${thisPlatform()}.node`
const posix = { skip: process.platform === 'win32' && 'the Cargo of the test is a shell script' }

/**
 * Starts the command in a project where the package is installed; on the PATH is nothing but what `cargo` says.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} [cargo] A shell script.
 * @param {(folder: string) => string[]} [prefix] What runs the command in the package's folder.
 */
function startBuild(context, cargo, prefix = () => []) {
  const installed = installPacked(context)
  const programs = temporaryFolder(context)
  if (cargo !== undefined)
    fs.writeFileSync(path.join(programs, 'cargo'), `#!/bin/sh\n${cargo}`, { mode: 0o755 })
  const temporary = temporaryFolder(context)
  // Whoever runs it.
  fs.chmodSync(temporary, 0o777)
  const command = [
    ...prefix(installed.folder),
    process.execPath,
    path.join(installed.folder, 'lib/cli/index.js'),
  ]
  const env = { PATH: programs, TMPDIR: temporary, TEMP: temporary }
  const started = startProcess(context, [...command, 'build'], { cwd: installed.project, env })
  return { ...installed, ...started, temporary }
}

const NEW_ENOUGH = 'if [ "$1" = --version ]; then echo "cargo 1.95.0"; exit; fi'

test('cli: build without Rust says where to get it', async (context) => {
  const { ended } = startBuild(context)
  assert.deepEqual(await ended, {
    code: 1,
    stdout: '',
    stderr: 'uploadtask: Rust is missing (no `cargo` on the PATH): install it from https://rustup.rs\n',
  })
})

test('cli: build with a Rust that is too old, or without a toolchain', posix, async (context) => {
  const old = await startBuild(context, 'echo "cargo 1.70.0 (abcdef 2023-06-01)"').ended
  assert.equal(old.code, 1)
  assert.match(
    old.stderr,
    /^uploadtask: Rust 1\.70 is too old: 1\.\d+ or newer is needed \(`rustup update stable`/,
  )
  const none = await startBuild(context, 'echo "rustup could not choose a version of cargo" >&2; exit 1')
    .ended
  assert.equal(none.code, 1)
  assert.equal(
    none.stderr,
    'uploadtask: `cargo` is installed but does not run: `rustup default stable` installs a Rust toolchain\n',
  )
})

test('cli: build that fails: the compiler says why', posix, async (context) => {
  const { ended, folder, temporary } = startBuild(
    context,
    `${NEW_ENOUGH}\necho 'error: linker cc not found' >&2; exit 101`,
  )
  assert.deepEqual(await ended, {
    code: 1,
    stdout: '',
    stderr: 'error: linker cc not found\nuploadtask: The addon could not be built; see the output above.\n',
  })
  assert.deepEqual(fs.readdirSync(temporary), [])
  assert.equal(fs.existsSync(path.join(folder, binary)), false)
})

test(
  'cli: build compiles what the lock file names, elsewhere, and puts the binary where it is found',
  posix,
  async (context) => {
    const built = path.join(temporaryFolder(context), 'libuploadtask_node.so')
    fs.copyFileSync(path.join(packageFolder, binary), built)
    const message = { reason: 'compiler-artifact', target: { name: 'uploadtask_node' }, filenames: [built] }
    const { ended, folder, temporary } = startBuild(
      context,
      `${NEW_ENOUGH}\necho "$PWD $*" >&2\necho '${JSON.stringify(message)}'`,
    )
    const { code, stdout, stderr } = await ended
    assert.deepEqual(
      { code, stdout },
      { code: 0, stdout: `Built ${path.join(fs.realpathSync(folder), binary)}\n` },
    )
    const [place, ...values] = stderr.trimEnd().split(' ')
    assert.equal(fs.realpathSync(place), fs.realpathSync(folder))
    const targetFolder = values.pop() ?? ''
    assert.deepEqual(values, [
      ...['build', '--release', '--package', 'uploadtask-node'],
      ...['--message-format', 'json-render-diagnostics', '--locked', '--target-dir'],
    ])
    assert.equal(path.dirname(targetFolder), temporary)
    assert.deepEqual(fs.readdirSync(temporary), [])
    assert.ok(fs.readFileSync(path.join(folder, binary)).equals(fs.readFileSync(built)))
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      [],
    )
  },
)

test('cli: build in a folder that cannot be written says so before it compiles', posix, async (context) => {
  const isRoot = process.getuid?.() === 0
  // Root may write everywhere: so it is somebody else then.
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  const { ended, folder, project } = startBuild(context, `${NEW_ENOUGH}\nexit 101`, (place) => {
    for (const part of [path.dirname(path.dirname(place)), place]) fs.chmodSync(part, 0o555)
    return isRoot ? ['/usr/bin/env', `PATH=${process.env.PATH}`, ...nobody] : []
  })
  const result = await ended
  for (const part of [project, folder]) fs.chmodSync(part, 0o755)
  assert.deepEqual(result, {
    code: 1,
    stdout: '',
    stderr:
      `uploadtask: The binary belongs in ${fs.realpathSync(folder)}, which cannot be written to (EACCES): run this as the ` +
      'owner of that folder, or install uploadtask where you may write and build it there.\n',
  })
})

test('cli: build that is stopped ends the compiler and leaves nothing behind', posix, async (context) => {
  const { child, ended, temporary } = startBuild(
    context,
    `${NEW_ENOUGH}\necho compiling >&2\nexec ${JSON.stringify(process.execPath)} -e 'setInterval(() => {}, 1000)'`,
  )
  // Anything in stderr is the compiler's.
  await once(/** @type {import('node:stream').Readable} */ (child.stderr), 'data')
  child.kill('SIGTERM')
  assert.equal((await ended).code, 143)
  assert.deepEqual(fs.readdirSync(temporary), [])
})

test(
  'cli: build on Windows has a libnode.dll for the GNU toolchain while it compiles',
  posix,
  async (context) => {
    const programs = temporaryFolder(context)
    const temporary = temporaryFolder(context)
    const message = { reason: 'compiler-artifact', target: { name: 'uploadtask_node' }, filenames: ['a.dll'] }
    const cargo = `#!/bin/sh\n/bin/ls "$LIBNODE_PATH" >&2\necho '${JSON.stringify(message)}'`
    fs.writeFileSync(path.join(programs, 'cargo'), cargo, { mode: 0o755 })
    const source = `Object.defineProperty(process, 'platform', { value: 'win32' })
    require('./lib/build/cargo.js').compile(['build'], []).then(report)`
    const env = { PATH: programs, TMPDIR: temporary, TEMP: temporary }
    const { reports, stderr } = await runSnippet(source, null, { env })
    assert.deepEqual(reports, ['a.dll'])
    assert.deepEqual(stderr, 'libnode.a\nlibnode.dll\n')
    assert.deepEqual(fs.readdirSync(temporary), [])
  },
)

test('cli: the sources in the package are a workspace of their own, and the lock file is theirs', (context) => {
  const { folder } = installPacked(context)
  const options = ['tree', '--workspace', '--depth', '0', '--prefix', 'none', '--locked', '--offline']
  const { status, stdout, stderr } = spawnSync('cargo', options, { cwd: folder, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  const names = stdout.split('\n').flatMap((line) => /^([\w-]+) v/.exec(line)?.[1] ?? [])
  assert.deepEqual(names.sort(), ['uploadtask-core', 'uploadtask-node'])
})
