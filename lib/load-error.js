'use strict'
// Why there is no addon, and what to do about it.

const { published, thisPlatform } = require('./binaries.js')

/**
 * @typedef {object} Attempt
 * @property {string} platform The one whose binary was tried.
 * @property {string} [file] The binary; without it none was found.
 * @property {Error} error
 */

const BUILD =
  'build it from the sources in this package, which needs Rust (https://rustup.rs): `npx uploadtask build`'

/** The `code` of the errors. */
const NO_ADDON = 'ERR_UPLOADTASK_ADDON'

/** There is no binary, because this code was bundled into a file elsewhere. */
const BUNDLED =
  'uploadtask was bundled, and its native addon is not found from the bundle: leave uploadtask out of it, by the ' +
  'plugin of uploadtask/bundlers, or by marking uploadtask and uploadtask/* as external (esbuild: ' +
  "`external: ['uploadtask']`), and install it where the bundle runs."

/** There is no binary. */
function missing(/** @type {string} */ platform) {
  const runs = `uploadtask has no binary for this platform, ${platform}`
  if (!published.includes(platform)) return `${runs}, and no package has one: ${BUILD}`
  return (
    `${runs}. It comes with the package uploadtask-${platform}, an optional dependency that is not installed: ` +
    `install without --omit=optional, on the platform that runs it. Or ${BUILD}`
  )
}

/** There is a binary, but it does not load. */
function broken(/** @type {string} */ file, /** @type {string} */ platform, /** @type {Error} */ error) {
  const isPackage = /[\\/]uploadtask-[^\\/]+[\\/][^\\/]+$/.test(file)
  const again = isPackage
    ? `remove node_modules and install again. Or ${BUILD}`
    : `build it again: \`npx uploadtask build\``
  return `uploadtask has a binary for this platform, ${platform}, that does not load (${reason(error)}): ${again}\n${file}`
}

/** There is only a binary for the other libc. */
function wrongLibc(/** @type {string} */ file, /** @type {string} */ found, /** @type {string} */ platform) {
  const libc = (/** @type {string} */ name) => (name.endsWith('-musl') ? 'musl' : 'glibc')
  return (
    `uploadtask has a binary for ${libc(found)} only (${found}), and this system has ${libc(platform)}: ` +
    `node_modules was installed on another system, or for another. Install again on this one, which brings the ` +
    `package uploadtask-${platform}. Or ${BUILD}\n${file}`
  )
}

/** The first line of what the system's loader says, without the path that it begins with. */
function reason(/** @type {Error} */ error) {
  return error.message.split('\n')[0]
}

/**
 * The error of a load that failed.
 *
 * @param {Attempt[]} attempts In the order in which they were made.
 * @param {boolean} isBundled Whether a bundler has put this package into a file of its own making.
 */
function loadError(attempts, isBundled) {
  const platform = thisPlatform()
  const present = attempts.filter(({ file }) => file !== undefined)
  const attempt = present.find((one) => one.platform === platform) ?? present[0] ?? attempts[0]
  const { file, error } = attempt
  // That nothing was found says no more than the sentence does.
  const because = file === undefined ? {} : { cause: error }
  return Object.assign(new Error(sentence(), because), { code: NO_ADDON })

  function sentence() {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ERR_DLOPEN_DISABLED') {
      return (
        'uploadtask is a native addon, which this process may not load: run Node.js without --no-addons, or with ' +
        '--allow-addons beside --permission.'
      )
    }
    if (file === undefined) return isBundled ? BUNDLED : missing(platform)
    if (attempt.platform !== platform) return wrongLibc(file, attempt.platform, platform)
    return broken(file, platform, error)
  }
}

module.exports = { NO_ADDON, loadError }
