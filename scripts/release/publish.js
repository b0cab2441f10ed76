'use strict'
// Packs all packages and publishes them with their provenance: those of the platforms first, as the package itself depends
// on them. What is published already, by an attempt that broke off, stays as it is.
//   node scripts/release/publish.js    in the workflow of the release, for a tag such as v0.1.0

const { packAll, describePacked } = require('./pack.js')
const { ReleaseError, run } = require('./run.js')

/** @typedef {import('./pack.js').Packed} Packed */

/** Whether this version is in the registry; throws when the registry cannot say. */
async function isPublished(/** @type {Packed} */ { name, version }) {
  return run('npm', ['view', `${name}@${version}`, 'version']).then(
    (found) => found.trim() === version,
    (error) => {
      if (error instanceof ReleaseError && error.message.includes('E404')) return false
      throw error
    },
  )
}

/** Publishes a package; `options` are those of npm. */
async function publish(/** @type {Packed} */ packed, /** @type {string[]} */ options) {
  await run('npm', ['publish', packed.file, '--access', 'public', ...options])
}

module.exports = { publish }

async function main() {
  const packed = await packAll()
  const tag = `v${packed[0].version}`
  if (process.env.GITHUB_REF_NAME !== tag) {
    throw new ReleaseError(`the tag is ${process.env.GITHUB_REF_NAME}; the packages are for ${tag}`)
  }
  for (const one of packed) {
    if (await isPublished(one)) {
      console.log(`${one.name}@${one.version} is published already`)
      continue
    }
    await publish(one, ['--provenance'])
    console.log(describePacked(one))
  }
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error instanceof ReleaseError ? `\nrelease: ${error.message}\n` : error)
    process.exitCode = 1
  })
}
