'use strict'
// The whole release on this machine, except for publishing: builds, checks and packs what it can build here, installs
// the packages with each package manager as if they were published, and uploads with each of them.
//   npm run release:dry

const { spawnSync } = require('node:child_process')
const path = require('node:path')
const { BuildError } = require('../../lib/build/build-error.js')
const { thisPlatform } = require('../../lib/binaries.js')
const { buildBinary, describeBinary } = require('./binaries.js')
const { root } = require('../build.js')
const { linkForMacos } = require('./macos.js')
const { describePacked, packAll } = require('./pack.js')
const { findPlatform, platforms } = require('./platforms.js')
const { publish } = require('./publish.js')
const { startRegistry } = require('./registry.js')
const { ReleaseError } = require('./run.js')
const { tryForeign, tryPackageManagers, tryRuntimes, tryBuild, tryWrongLibc } = require('./trials.js')

/** What zig links on every machine, and the machine's own. */
const names = [...new Set([thisPlatform(), 'linux-x64-gnu', 'linux-arm64-gnu', 'linux-x64-musl'])]

function heading(/** @type {string} */ text) {
  console.log(`\n── ${text} ──\n`)
}

async function main() {
  const chosen = names.map(findPlatform)

  heading('Binaries')
  for (const platform of chosen) {
    console.log(`building for ${platform.name} …`)
    await buildBinary(platform)
    console.log(`${platform.binary.padEnd(32)} ${await describeBinary(platform)}`)
  }
  const others = platforms.filter((platform) => !chosen.includes(platform))
  console.log(
    `not built here: ${others.map(({ name }) => name).join(', ')}; .github/workflows/release.yml does`,
  )

  heading('Packages')
  console.log('packing …')
  const packed = await packAll(chosen)
  for (const one of packed) {
    await publish(one, ['--dry-run'])
    console.log(describePacked(one))
  }

  const registry = await startRegistry(packed)
  try {
    heading('Installed by each package manager, and a real upload')
    await tryPackageManagers(registry.url)
    heading('The smoke test under each runtime')
    await tryRuntimes(registry.url)
    heading('The binaries for other platforms')
    const notRun = await tryForeign(registry.url, chosen)
    heading('Without a binary: npx uploadtask build')
    await tryBuild(registry.url)
    heading('With the binary for another libc')
    await tryWrongLibc(registry.url)
    heading('Linked for macOS')
    await linkForMacos()
    heading('The tests on Windows, by Wine')
    const windows = spawnSync(process.execPath, [path.join(root, 'scripts/windows/main.js')], {
      stdio: 'inherit',
    })
    if (windows.status !== 0) throw new ReleaseError('the tests on Windows failed; see above')
    heading('Done')
    console.log(`Nothing was published. Not built: ${others.map(({ name }) => name).join(', ')}.`)
    if (notRun.length > 0) console.log(`Built and read, not run: ${notRun.join(', ')}.`)
  } finally {
    registry.close()
  }
}

main().catch((error) => {
  const isExpected = error instanceof ReleaseError || error instanceof BuildError
  console.error(isExpected ? `\nrelease: ${error.message}\n` : error)
  process.exitCode = 1
})
