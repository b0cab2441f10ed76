'use strict'
// The file manager, over the storage areas that uploads read from: only to look and to read.

const { createHash } = require('node:crypto')
const { call, capture } = require('../../callbacks.js')

/** @typedef {import('../../storage.js').Storage} Storage */
/** @typedef {import('../../native.js').StoredFile} StoredFile */

/** The encodings of the documents that Node.js calls otherwise. @type {Record<string, BufferEncoding>} */
const ENCODINGS = { 'utf-16le': 'utf16le', 'utf-8': 'utf8' }

/** Why something cannot be done: what stands behind `stat:fail`. */
class Failure extends Error {}

/** The file with this path, or the failure that says what is missing. */
function found(/** @type {StoredFile} */ file, /** @type {unknown} */ path) {
  if (file.problem === undefined) return file
  throw new Failure(file.code === 'ENOENT' ? `no such file or directory, ${path}` : file.problem)
}

/** All of a file. */
const WHOLE = { start: 0, length: Number.MAX_SAFE_INTEGER }

/** The part that was asked for. */
function partOf(/** @type {any} */ { position, length }) {
  const part = { start: position ?? WHOLE.start, length: length ?? WHOLE.length }
  for (const [name, value] of Object.entries({ position: part.start, length: part.length })) {
    if (!(Number.isSafeInteger(value) && value >= 0)) {
      throw new Failure(`${name} should be a whole number from 0 on`)
    }
  }
  return part
}

/** The bytes that were read: in a buffer of this realm, or as text. */
function contentOf(/** @type {StoredFile} */ { content = new Uint8Array() }, /** @type {any} */ encoding) {
  if (encoding === undefined || encoding === null) return new Uint8Array(content).buffer
  const known = ENCODINGS[encoding] ?? encoding
  if (!Buffer.isEncoding(known)) throw new Failure(`invalid encoding "${encoding}"`)
  return Buffer.from(content).toString(known)
}

/** What `stat` says of a file or folder. */
function statsOf(/** @type {StoredFile} */ { isFolder, length, accessed = 0, modified = 0 }) {
  return {
    mode: isFolder ? 0o40755 : 0o100644,
    size: length,
    lastAccessedTime: Math.floor(accessed / 1000),
    lastModifiedTime: Math.floor(modified / 1000),
    isDirectory: () => isFolder,
    isFile: () => !isFolder,
  }
}

/** Which option names the file, what of it is read, and what `success` gets. */
const FUNCTIONS = {
  access: { by: 'path', part: () => undefined, result: () => ({}) },
  stat: {
    by: 'path',
    part: () => undefined,
    result(/** @type {StoredFile} */ file, /** @type {any} */ { recursive }) {
      if (recursive && file.isFolder) throw new Failure('folders are not read recursively here')
      return { stats: statsOf(file) }
    },
  },
  readFile: {
    by: 'filePath',
    part: partOf,
    result: (/** @type {StoredFile} */ file, /** @type {any} */ { encoding }) => ({
      data: contentOf(file, encoding),
    }),
  },
  getFileInfo: {
    by: 'filePath',
    part: (/** @type {any} */ { digestAlgorithm }) => (digestAlgorithm === undefined ? undefined : WHOLE),
    result(/** @type {StoredFile} */ { length, content }, /** @type {any} */ { digestAlgorithm }) {
      if (!content) return { size: length }
      if (!['md5', 'sha1'].includes(digestAlgorithm)) throw new Failure('invalid digestAlgorithm')
      return { size: length, digest: createHash(digestAlgorithm).update(content).digest('hex') }
    },
  },
}

/** The manager of the files of an app. */
function getFileSystemManager(/** @type {Storage} */ storage) {
  /** @type {Record<string, Function>} */
  const manager = {
    readFileSync(
      /** @type {string} */ filePath,
      /** @type {string | undefined} */ encoding,
      /** @type {number | undefined} */ position,
      /** @type {number | undefined} */ length,
    ) {
      try {
        const part = partOf({ position, length })
        return contentOf(found(storage.findNow(String(filePath), part), filePath), encoding)
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        throw new Error(`readFileSync:fail ${error.message}`)
      }
    },
  }
  for (const [name, { by, part, result }] of Object.entries(FUNCTIONS)) {
    manager[name] = (/** @type {any} */ options) => {
      const { success, fail, complete, ...asked } = options ?? {}
      const resource = capture()
      const settle = (/** @type {unknown} */ callback, /** @type {object} */ value) => {
        call(resource, callback, [value])
        call(resource, complete, [value])
      }
      const answer = async () => {
        const file = await storage.find(String(asked[by]), part(asked))
        return result(found(file, asked[by]), asked)
      }
      answer().then(
        (value) => settle(success, { ...value, errMsg: `${name}:ok` }),
        (error) => settle(fail, { errMsg: `${name}:fail ${error.message}` }),
      )
    }
  }
  return manager
}

module.exports = { getFileSystemManager }
