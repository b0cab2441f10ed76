'use strict'
// Checks of single values. Each takes a value and where it stands, and returns a clean copy or throws a RuleError.

const { shown } = require('../validate.js')
const { RuleError } = require('./error.js')
const { meant } = require('../suggest.js')

/**
 * @typedef {import('./error.js').MemberPath} MemberPath
 * @typedef {(value: any, path: MemberPath) => any} Check
 */

/** Node's timers cannot wait for longer. */
const LONGEST_TIME = 2147483647

/**
 * @param {MemberPath} path
 * @param {string} what What it should be.
 * @param {unknown} value
 * @param {string} [hint]
 * @returns {never}
 */
function wrong(path, what, value, hint = '') {
  throw new RuleError(path, `should be ${what} instead of ${shown(value)}${hint}`)
}

/** @returns {value is Record<string, unknown>} */
function isPlainObject(/** @type {unknown} */ value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype = Object.getPrototypeOf(value)
  // The plain objects of another realm, such as a test runner's, count too.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/**
 * @param {string} what With its unit, for messages.
 * @param {number} least
 * @param {number} most
 * @returns {Check}
 */
function wholeNumber(what, least, most = Number.MAX_SAFE_INTEGER) {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`
  return (value, path) => {
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value
    const isText = typeof value === 'string' && /^\s*\d+\s*$/.test(value)
    return wrong(
      path,
      `${what}, ${range},`,
      value,
      isText ? ` (write it without quotes: ${value.trim()})` : '',
    )
  }
}

/** @type {Check} */
const milliseconds = wholeNumber('a whole number of milliseconds', 0, LONGEST_TIME)

/** @type {Check} */
function boolean(value, path) {
  return typeof value === 'boolean' ? value : wrong(path, 'true or false', value)
}

/** @type {Check} */
function text(value, path) {
  return typeof value === 'string' && value !== '' ? value : wrong(path, 'a text that is not empty', value)
}

/**
 * @param {readonly unknown[]} values
 * @returns {Check}
 */
function oneOf(values) {
  return (value, path) => {
    if (values.includes(value)) return value
    const names = values.filter((name) => typeof name === 'string')
    const near = typeof value === 'string' ? meant(value, names) : undefined
    const all = values.map((one) => JSON.stringify(one))
    const list = `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
    return wrong(path, list, value, near === undefined ? '' : ` (did you mean "${near}"?)`)
  }
}

/**
 * An object whose members are known.
 *
 * @param {string} what For messages.
 * @param {Record<string, Check>} members
 * @param {(name: string) => string | undefined} [elsewhere] Says where a member belongs that has no place here.
 * @returns {Check}
 */
function object(what, members, elsewhere = () => undefined) {
  return (value, path) => {
    if (!isPlainObject(value)) return wrong(path, 'an object', value)
    /** @type {Record<string, unknown>} */
    const copy = {}
    for (const [name, member] of Object.entries(value)) {
      if (!Object.hasOwn(members, name)) {
        const names = Object.keys(members)
        const near = meant(name, names)
        const hint = elsewhere(name) ?? (near && `did you mean "${near}"?`)
        throw new RuleError(
          [...path, name],
          `is unknown${hint ? ` (${hint})` : ''}; the members of ${what} are ${names.join(', ')}`,
          { atName: true },
        )
      }
      if (member !== undefined) copy[name] = members[name](member, [...path, name])
    }
    return copy
  }
}

module.exports = { wrong, isPlainObject, wholeNumber, milliseconds, boolean, text, oneOf, object }
