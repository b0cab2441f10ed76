'use strict'
// Reads the options of an upload by the table of its dialect: each once, in order, whatever object they are.

const { create, isArray, keys, tag, toText, unboxed } = require('./primordials.js')

/** @typedef {import('./native.js').Description} Description */

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
function readSafely(/** @type {any} */ options, /** @type {string} */ name) {
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

/** How values are read before they are handed on. @type {Partial<Record<string, (value: any) => unknown>>} */
const READERS = { textMembers, members: unlessUnreadable }

/**
 * @param {Description} description
 * @param {any} options
 * @param {object} platform
 * @param {string[]} [platform.ignored] The options that this platform does not have, of those that its dialect has.
 * @param {boolean} platform.throws Whether what a getter of the options throws leaves through here.
 */
function readOptions(description, options, { ignored, throws }) {
  if (isRevoked(options)) return { given: UNREADABLE, values: [], callbacks: {} }
  /** @type {unknown[]} */
  const values = []
  /** @type {Record<string, unknown>} */
  const callbacks = {}
  for (const { name, reading } of description.options) {
    /** @type {unknown} */
    let value
    if (!ignored?.includes(name)) value = throws ? options?.[name] : readSafely(options, name)
    if (reading === 'callback') callbacks[name] = value
    const read = READERS[reading]
    values.push(read ? read(value) : value)
  }
  return { given: options, values, callbacks }
}

module.exports = { readOptions }
