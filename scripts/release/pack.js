'use strict'
// Packs the package and those of the platforms into target/release-packages/. Only the packed manifest names the platforms'
// packages: in the repository they would have to be published before anyone can install.
//   node scripts/release/pack.js             all platforms; their binaries are in target/release-binaries/
//   node scripts/release/pack.js linux-x64-gnu  these only, for a trial

const fs = require('node:fs')
const path = require('node:path')
const { root } = require('../build.js')
const { buildPage } = require('../page.js')
const { folder: binaries } = require('./binaries.js')
const { findPlatform, platforms } = require('./platforms.js')
const { ReleaseError, run } = require('./run.js')

/** @typedef {import('./platforms.js').Platform} Platform */
/** @typedef {{ name: string, version: string, file: string, manifest: Record<string, any>, size: number, unpacked: number }} Packed */

const staging = path.join(root, 'target', 'release-staging')
const output = path.join(root, 'target', 'release-packages')

/** What belongs beside a binary: its licence, and those of what is linked into it. */
const LICENCES = ['LICENSE', 'THIRD-PARTY-LICENSES']

const readManifest = (/** @type {string} */ folder) =>
  JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))

const writeManifest = (/** @type {string} */ folder, /** @type {object} */ manifest) =>
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)

/**
 * Packs a folder.
 *
 * @returns {Promise<Packed>}
 */
async function pack(/** @type {string} */ folder, destination = output) {
  const options = ['--ignore-scripts', '--json', '--pack-destination', destination]
  const [{ name, version, filename, size, unpackedSize }] = Object.values(
    JSON.parse(await run('npm', ['pack', ...options], { cwd: folder })),
  )
  const file = path.join(destination, filename)
  return { name, version, file, manifest: readManifest(folder), size, unpacked: unpackedSize }
}

/** The package itself: what npm packs here, with the platforms' packages as optional dependencies. */
async function packMain(/** @type {Platform[]} */ chosen) {
  await buildPage()
  const { file } = await pack(root, staging)
  const folder = path.join(staging, 'uploadtask')
  fs.mkdirSync(folder)
  const archive = path.basename(file)
  await run('tar', ['-xzf', archive, '--strip-components=1', '-C', 'uploadtask'], { cwd: staging })
  const manifest = readManifest(folder)
  writeManifest(folder, {
    ...manifest,
    optionalDependencies: Object.fromEntries(
      chosen.map(({ name }) => [`uploadtask-${name}`, manifest.version]),
    ),
  })
  return pack(folder)
}

/** The package of a platform. */
function packPlatform(/** @type {Platform} */ platform) {
  const folder = path.join(staging, platform.name)
  fs.cpSync(path.join(root, 'npm', platform.name), folder, { recursive: true })
  const binary = path.join(binaries, platform.binary)
  if (!fs.existsSync(binary)) {
    throw new ReleaseError(
      `${platform.binary} is missing: build it (node scripts/release/binaries.js ${platform.name}), or name the ` +
        'platforms to pack',
    )
  }
  fs.copyFileSync(binary, path.join(folder, platform.binary))
  const licences = LICENCES.filter((name) => fs.existsSync(path.join(root, name)))
  for (const name of licences) fs.copyFileSync(path.join(root, name), path.join(folder, name))
  const manifest = readManifest(folder)
  writeManifest(folder, { ...manifest, files: [...manifest.files, ...licences] })
  return pack(folder)
}

/** Packs all of it; the package itself is the last, as its dependencies are to be published before it. */
async function packAll(chosen = platforms) {
  for (const folder of [staging, output]) {
    fs.rmSync(folder, { recursive: true, force: true })
    fs.mkdirSync(folder, { recursive: true })
  }
  /** @type {Packed[]} */
  const packed = []
  for (const platform of chosen) packed.push(await packPlatform(platform))
  packed.push(await packMain(chosen))
  return packed
}

/** A line about a packed package. */
function describePacked(/** @type {Packed} */ { name, version, size, unpacked }) {
  const kilobytes = (/** @type {number} */ bytes) => `${Math.round(bytes / 1000)} kB`
  return `${`${name}@${version}`.padEnd(34)} ${kilobytes(size).padStart(8)} packed, ${kilobytes(unpacked).padStart(8)} unpacked`
}

module.exports = { packAll, describePacked }

async function main() {
  const names = process.argv.slice(2)
  const packed = await packAll(names.length === 0 ? platforms : names.map(findPlatform))
  for (const one of packed) console.log(describePacked(one))
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error instanceof ReleaseError ? `\nrelease: ${error.message}\n` : error)
    process.exitCode = 1
  })
}
