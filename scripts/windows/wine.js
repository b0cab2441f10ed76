'use strict'
// Wine, which runs programs of Windows on Linux: Debian's, with a Windows of its own below target/.

const fs = require('node:fs')
const path = require('node:path')
const { spawnSync } = require('node:child_process')
const { root } = require('../build.js')
const { installPackages, onPath } = require('../debian.js')
const { ReleaseError, run } = require('../release/run.js')
const { environment } = require('../release/toolchain.js')

const folder = path.join(root, 'target', 'windows')
const prefix = path.join(folder, 'wine')

/** Why Wine cannot be used here, or undefined; it is installed first where that is possible. */
function whyNoWine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'Wine runs it on Linux x64 only'
  if (onPath('wine') || (installPackages(['wine', 'wine64']) && onPath('wine'))) return undefined
  return 'there is no Wine: `apt-get install wine wine64` (as root) gives one'
}

/** Wine is slow, and slower beside other work: the time limits of tests are so many times as long. */
const PATIENCE = '4'

/** The major versions of Node.js that Wine 8 runs: the V8 of 24 cannot reserve its memory there. */
const VERSIONS = ['20', '22']

/** The environment of programs that run under Wine: no proxies, and nothing that configures Node.js or this package. */
function wineEnvironment() {
  const isForeign = (/** @type {string} */ name) => /_proxy$|^NODE_|^UPLOADTASK_|^SSL_CERT_|^npm_/i.test(name)
  const kept = Object.entries(process.env).filter(([name]) => !isForeign(name))
  const shim = `Z:${path.join(__dirname, 'wine-shim.js')}`
  const wine = {
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    TEST_PATIENCE: PATIENCE,
    TEST_NODE_MAJORS: VERSIONS.join(' '),
    NODE_OPTIONS: `--require=${shim}`,
  }
  return { ...Object.fromEntries(kept), ...wine }
}

/** How Wine names a file of this system. */
function winePath(/** @type {string} */ file) {
  return `Z:${file.replaceAll('/', '\\')}`
}

/**
 * A library of Windows that Wine 8 lacks and the standard library of Rust wants: random bytes, over the function that
 * Wine has.
 */
const RANDOM_BYTES = `
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *data, unsigned long length);
__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *data, unsigned long long length) {
  while (length > 0) {
    unsigned long part = length > 1 << 30 ? 1 << 30 : (unsigned long)length;
    if (!SystemFunction036(data, part)) return 0;
    data += part;
    length -= part;
  }
  return 1;
}
int __stdcall DllMainCRTStartup(void *module, unsigned long reason, void *reserved) { return 1; }
`

/** Adds the library, unless Wine has one of its own; zig compiles it. */
async function addRandomBytes() {
  const library = path.join(prefix, 'drive_c', 'windows', 'system32', 'bcryptprimitives.dll')
  if (fs.existsSync(library)) return
  const source = path.join(folder, 'bcryptprimitives.c')
  fs.writeFileSync(source, RANDOM_BYTES)
  const options = ['-target', 'x86_64-windows-gnu', '-shared', '-nostdlib', '-O2', '-s']
  await run(path.join(environment, 'bin', 'python'), [
    ...['-m', 'ziglang', 'cc', ...options, '-o', library, source, '-ladvapi32'],
  ])
}

/**
 * Puts this package where the projects of tests find it: above their folders, by a link of this system, through which Wine
 * sees the package itself.
 */
function linkPackage() {
  const users = path.join(prefix, 'drive_c', 'users')
  const [user] = fs.readdirSync(users).filter((name) => name !== 'Public')
  const packages = path.join(users, user, 'Temp', 'node_modules')
  const link = path.join(packages, 'uploadtask')
  fs.mkdirSync(packages, { recursive: true })
  fs.rmSync(link, { force: true })
  fs.symlinkSync(root, link)
}

/** Makes the Windows, once; returns Wine's version. */
async function prepareWine() {
  const env = wineEnvironment()
  const mark = path.join(prefix, 'complete')
  if (!fs.existsSync(mark)) {
    console.log('making a Windows for Wine, once …')
    fs.rmSync(prefix, { recursive: true, force: true })
    fs.mkdirSync(folder, { recursive: true })
    for (const values of [
      ['wineboot', '--init'],
      ['winecfg', '-v', 'win10'],
    ]) {
      const { status } = spawnSync('wine', values, { env, stdio: 'ignore', timeout: 120_000 })
      if (status !== 0) throw new ReleaseError(`wine ${values.join(' ')} ended with ${status}`)
    }
    await addRandomBytes()
    fs.writeFileSync(mark, '')
  }
  linkPackage()
  return (await run('wine', ['--version'], { env })).trim()
}

/** Ends what still runs in this Windows. */
function endWine() {
  spawnSync('wineserver', ['--kill'], { env: wineEnvironment(), stdio: 'ignore', timeout: 30_000 })
}

module.exports = { VERSIONS, folder, whyNoWine, prepareWine, wineEnvironment, winePath, endWine }
