'use strict'
// Finds the addon of this platform: first one that was built here, then the platform's package.

const path = require('node:path')

/**
 * @typedef {{ event: string, on: string, off: string, chained?: string, repeats: boolean }} EventDescription
 * @typedef {{ name: string, callbacks: string[], events: EventDescription[] }} Description
 *
 * @typedef {object} Native The addon; crates/node/src/lib.rs says what each function does.
 * @property {() => object} connect
 * @property {() => Description[]} dialects
 * @property {() => string[]} environmentVariables
 * @property {(
 *   options: unknown, variables: Record<string, string | undefined>, source: string
 * ) => { runtime: object, warnings: string[] }} createRuntime
 * @property {(runtime: object, path: string, data: string | Uint8Array) => void} writeFile
 * @property {(runtime: object, hostPath: string) => string} storeTemporaryFile
 * @property {(
 *   connection: object, dispatch: (json: string, texts: string[]) => void, runtime: object,
 *   dialect: number, options: unknown, callbacks: unknown[]
 * ) => number | { json: string, texts: string[], typeError?: string | null }} start
 * @property {(connection: object) => void} launch
 * @property {(connection: object, upload: number, event: string) => void} listen
 * @property {(connection: object, upload: number) => boolean} abort
 */

/** What binaries of this machine can be called; on Linux the one for the wrong libc does not load. */
function platforms() {
  const { platform, arch } = process
  if (platform === 'linux') return [`linux-${arch}-gnu`, `linux-${arch}-musl`]
  if (platform === 'win32') return [`win32-${arch}-msvc`]
  return [`${platform}-${arch}`]
}

/** @returns {Native} */
function load() {
  /** @type {NodeJS.ErrnoException[]} */
  const failures = []
  for (const platform of platforms()) {
    for (const place of [
      path.join(__dirname, '..', `uploadtask.${platform}.node`),
      `uploadtask-${platform}`,
    ]) {
      try {
        return require(place)
      } catch (error) {
        failures.push(/** @type {NodeJS.ErrnoException} */ (error))
      }
    }
  }
  // A binary that is there and does not load says more than one that is not there.
  const cause = failures.find((error) => error.code !== 'MODULE_NOT_FOUND') ?? failures[0]
  if (cause.code === 'ERR_DLOPEN_DISABLED') {
    throw new Error(
      'uploadtask is a native addon, which this process may not load: run Node.js without --no-addons, or with ' +
        '--allow-addons beside --permission.',
      { cause },
    )
  }
  const names = platforms().join(' or ')
  throw new Error(
    `uploadtask has no binary for this platform (${names}): ${cause.message.split('\n')[0]}\n` +
      `Its binary comes with the package uploadtask-${platforms()[0]}; in a clone of the repository, \`npm run build\` makes it.`,
    { cause },
  )
}

module.exports = load()
