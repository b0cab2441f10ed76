'use strict'
// Reads the options of an upload by the table of its dialect: each once, in order, whatever object they are.

const { create, isArray, keys, tag, toText } = require('./primordials.js')

/** @typedef {import('./native.js').Description} Description */

/** Stands for a value that cannot be read or made text; a dialect that expects text refuses it. */
const UNREADABLE = Symbol('unreadable')

/** A value as `String(value)` makes it text, which may run the caller's code; `undefined` stays. */
function textOf(/** @type {any} */ object, /** @type {string} */ name) {
  try {
    const value = object[name]
    return value === undefined || typeof value === 'string' ? value : toText(value)
  } catch {
    return UNREADABLE
  }
}

/** An object with its own members made text; another value as it is. */
function textMembers(/** @type {any} */ value) {
  if (typeof value !== 'object' || value === null) return value
  try {
    if (isArray(value) || tag(value) !== 'Object') return value
    const members = create(null)
    for (const name of keys(value)) members[name] = textOf(value, name)
    return members
  } catch {
    // A Proxy can refuse to name its members.
    return UNREADABLE
  }
}

/**
 * @param {Description} description
 * @param {any} options
 * @param {string[]} [ignored] The options that this platform does not have, of those that its dialect has.
 */
function readOptions(description, options, ignored) {
  /** @type {unknown[]} */
  const values = []
  /** @type {Record<string, unknown>} */
  const callbacks = {}
  for (const { name, reading } of description.options) {
    const value = ignored?.includes(name) ? undefined : options?.[name]
    values.push(reading === 'textMembers' ? textMembers(value) : value)
    if (reading === 'callback') callbacks[name] = value
  }
  return { values, callbacks }
}

module.exports = { readOptions }
