'use strict'
// Finds the addon of this platform: first one that was built here, then the platform's package. It needs no module of
// Node's, which a bundle may not have: its error must appear even there.

const { candidates } = require('./binaries.js')

/**
 * @typedef {{ event: string, on: string, off: string, chained?: string, repeats: boolean }} EventDescription
 * @typedef {{ name: string, reading: 'plain' | 'file' | 'files' | 'members' | 'textMembers' | 'nested' | 'callback' }} OptionDescription
 * @typedef {{ name: string, options: OptionDescription[], events: EventDescription[] }} Description
 *
 * @typedef {object} StoredFile
 * @property {string} [code] The name of the error, `ENOENT` say.
 * @property {string} [problem] Why there is nothing.
 * @property {boolean} isFolder
 * @property {number} length
 * @property {number} [accessed] In milliseconds since 1970.
 * @property {number} [modified] Likewise.
 * @property {Uint8Array} [content] If it was to be read.
 *
 * @typedef {{ start: number, length: number }} Part Which bytes of a file are to be read.
 * @typedef {{ typeName: string, name?: string, contentType?: string }} FileDescription What is known of a file.
 *
 * @typedef {(value: unknown) => string} Tag
 * @typedef {(value: unknown) => unknown} Unboxed
 *
 * @typedef {object} Native The addon; crates/node/src/lib.rs documents each function.
 * @property {() => object} connect
 * @property {() => Description[]} dialects
 * @property {() => string[]} environmentVariables
 * @property {(shape: number) => string[]} memberNames
 * @property {(
 *   options: unknown, variables: Record<string, string | undefined>, source: string, tag: Tag, unboxed: Unboxed
 * ) => { runtime: object, warnings: string[] }} createRuntime
 * @property {(runtime: object, path: string, data: string | Uint8Array) => void} writeFile
 * @property {(runtime: object, dialect: number, hostPath: string) => string} storeTemporaryFile
 * @property {(runtime: object, dialect: number, path: string, part?: Part) => Promise<StoredFile>} findStoredFile
 * @property {(runtime: object, dialect: number, path: string, part?: Part) => StoredFile} findStoredFileNow
 * @property {(
 *   connection: object, dispatch: (json: string, texts: string[]) => void, runtime: object,
 *   dialect: number, options: unknown, present: number, values: unknown[], tag: Tag, unboxed: Unboxed, asks: boolean
 * ) => number | { json: string, texts: string[], typeError?: string | null }} start
 * @property {(description: FileDescription, bytes: Uint8Array) => object} bytesContent
 * @property {(description: FileDescription, index: number, length: number) => object} blobContent
 * @property {(description: FileDescription, url: string) => object} dataUrlContent
 * @property {(description: FileDescription, problem: string) => object} unreadableContent
 * @property {(connection: object, content: object, upload: number) => void} attach
 * @property {(content: object, request: number, bytes?: Uint8Array, problem?: string) => void} supply
 * @property {(connection: object) => void} launch
 * @property {(connection: object, upload: number, server?: string, refusal?: string) => void} intercept
 * @property {(connection: object, upload: number, event: string) => { json: string, texts: string[] } | null} listen
 * @property {(connection: object, upload: number) => boolean} abort
 */

/** @returns {Native} */
function load() {
  /** @type {import('./load-error.js').Attempt[]} */
  const attempts = []
  for (const platform of candidates()) {
    for (const place of [
      () => `${__dirname}/../uploadtask.${platform}.node`,
      () => `uploadtask-${platform}`,
    ]) {
      let file
      try {
        // In here, since a bundle of ES modules has neither `__dirname` nor `require.resolve`.
        file = require.resolve(place())
        return require(file)
      } catch (error) {
        attempts.push({ platform, file, error: /** @type {Error} */ (error) })
      }
    }
  }
  // Bundlers give modules a `module` of their own, without the members of Node's.
  const isBundled = typeof (/** @type {Partial<NodeJS.Module>} */ (module).filename) !== 'string'
  throw require('./load-error.js').loadError(attempts, isBundled)
}

module.exports = load()
