'use strict'
// Reads the options of an upload by the table of its dialect: each once, in order, whatever object they are.

const { types } = require('node:util')
const { asKey, create, getPrototypeOf, isArray, keys, tag, toText, unboxed } = require('./primordials.js')

/**
 * @typedef {import('./native.js').Description} Description
 * @typedef {import('./file-content.js').AttachedBlob} AttachedBlob
 */

/** Stands for a value of which nothing but the type is to be known, so that nothing runs into what it throws. */
class StandIn {
  #type
  constructor(/** @type {string} */ type) {
    this.#type = type
  }
  get [Symbol.toStringTag]() {
    return this.#type
  }
}

/** Stands for what cannot be read or made text. */
const UNREADABLE = new StandIn('Unreadable')

/** A value, or what stands for one that cannot even say what it is; a primitive always can. */
function unlessUnreadable(/** @type {unknown} */ value) {
  const isPrimitive = value === null || (typeof value !== 'object' && typeof value !== 'function')
  return !isPrimitive && tag(value) === 'Unreadable' ? UNREADABLE : value
}

/** Whether a value is a Proxy that was revoked: of such alone does `isArray` throw. */
function isRevoked(/** @type {unknown} */ value) {
  try {
    isArray(value)
    return false
  } catch {
    return true
  }
}

/** The value of an option, or what stands for one whose getter throws. */
function readSafely(/** @type {any} */ options, /** @type {string | number} */ name) {
  try {
    return options?.[name]
  } catch {
    return UNREADABLE
  }
}

/** A value as `String(value)` makes it text, which may run the caller's code; `undefined` stays. */
function textOf(/** @type {any} */ object, /** @type {string} */ name) {
  try {
    const value = object[name]
    return value === undefined || typeof value === 'string' ? value : toText(value)
  } catch {
    return UNREADABLE
  }
}

/** An object with its own members made text; of another one what type it is. */
function textMembers(/** @type {any} */ value) {
  if (typeof value !== 'object' || value === null) return value
  try {
    if (isArray(value)) return []
    const type = tag(value)
    if (type !== 'Object') {
      const primitive = unboxed(value)
      return primitive === value ? new StandIn(type) : (primitive ?? UNREADABLE)
    }
    const members = create(null)
    for (const name of keys(value)) members[name] = textOf(value, name)
    return members
  } catch {
    // A Proxy can refuse to name its members.
    return UNREADABLE
  }
}

/** Whether an object has no prototype, as the Externals of addons, and little else. */
function hasNoPrototype(/** @type {unknown} */ value) {
  try {
    return typeof value === 'object' && value !== null && getPrototypeOf(value) === null
  } catch {
    return false
  }
}

// Deno cannot tell Externals.
const isExternal = types.isExternal ?? hasNoPrototype

/** A value that is not the addon's own: only what stands here for a file may be that. */
function foreign(/** @type {unknown} */ value) {
  return isExternal(value) ? new StandIn('Object') : value
}

/** Loaded for the first platform that takes content. @type {typeof import('./file-content.js').contentOf} */
let contentOf

/** A file: its path, or what the addon has in place of the bytes or the Blob that was given. */
function fileOf(/** @type {unknown} */ value, /** @type {AttachedBlob[]} */ blobs) {
  try {
    return contentOf(value, blobs) ?? foreign(value)
  } catch {
    return UNREADABLE
  }
}

/** As many entries of a list are looked at as an upload may have files. */
const MOST_FILES = 1000

/** A list of files, each as above. */
function filesOf(/** @type {any} */ list, /** @type {AttachedBlob[]} */ blobs) {
  if (!isArray(list)) return foreign(list)
  /** @type {any[]} */
  const files = []
  for (let index = 0; index < list.length && index < MOST_FILES; index += 1) {
    const entry = readSafely(list, index)
    const isObject = typeof entry === 'object' && entry !== null
    files[index] = isObject
      ? {
          name: foreign(unlessUnreadable(readSafely(entry, 'name'))),
          uri: fileOf(readSafely(entry, 'uri'), blobs),
          file: fileOf(readSafely(entry, 'file'), blobs),
        }
      : entry
  }
  files.length = list.length
  return files
}

/** @typedef {Partial<Record<string, (value: any, blobs: AttachedBlob[]) => unknown>>} Readers */

/** How values are read before they are handed on. @type {Readers} */
const READERS = { textMembers, members: unlessUnreadable, file: foreign, files: foreign }

/** How files are, where they may be given in place of their paths. @type {Readers} */
const FILE_READERS = { file: fileOf, files: filesOf }

/** In the set of options that are there: they could be read. Above those of any option. */
const READABLE = 1 << 30

/**
 * How one option is read; `bit` stands for it in the set of those that are there.
 *
 * @typedef {{ name: string, bit: number, isCallback: boolean, read: Readers[string] }} OptionReader
 */

/**
 * How the options of a platform are read. It holds for all of its uploads, so it is made once.
 *
 * @param {object} platform
 * @param {Description} platform.description
 * @param {string[]} [platform.ignored] The options that this platform does not have, of those that its dialect has.
 * @param {boolean} [platform.takesContent] Whether a file may be given in place of its path.
 * @returns {OptionReader[]}
 */
function optionReaders({ description: { options }, ignored = [], takesContent = false }) {
  if (takesContent) contentOf ??= require('./file-content.js').contentOf
  const readers = takesContent ? { ...READERS, ...FILE_READERS } : READERS
  return options
    .map(({ name, reading }, index) => ({
      ...{ name: asKey(name), bit: 1 << index, isCallback: reading === 'callback', read: readers[reading] },
    }))
    .filter(({ name }) => !ignored.includes(name))
}

/**
 * The values of the options that are there, in the order of the dialect, and which those are.
 *
 * @param {OptionReader[]} readers
 * @param {any} options
 * @param {boolean} throws Whether what a getter of the options throws leaves through here.
 */
function readOptions(readers, options, throws) {
  /** @type {unknown[]} */
  const values = []
  /** @type {Record<string, unknown>} */
  const callbacks = { success: undefined, fail: undefined, complete: undefined }
  /** @type {AttachedBlob[]} */
  const blobs = []
  if (isRevoked(options)) return { given: UNREADABLE, present: 0, values, callbacks, blobs }
  let present = READABLE
  for (const { name, bit, isCallback, read } of readers) {
    const value = throws ? options?.[name] : readSafely(options, name)
    if (value === undefined) continue
    if (isCallback) callbacks[name] = value
    present |= bit
    values.push(read ? read(value, blobs) : value)
  }
  return { given: options, present, values, callbacks, blobs }
}

module.exports = { optionReaders, readOptions }
