'use strict'
// The check of `match`.

const http = require('node:http')
const { shown } = require('../validate.js')
const { RuleError } = require('./error.js')
const { pathPattern, textPattern } = require('./glob.js')
const { meant } = require('../suggest.js')
const { isPlainObject, object, text, wholeNumber, wrong } = require('./values.js')

/** @typedef {import('./values.js').Check} Check */

/** The members of `match` that can be decided only when the request's body has been read. */
const BODY_MEMBERS = /** @type {const} */ (['field', 'filename', 'type'])

/** By which a receiver takes uploads. */
const METHODS = ['POST', 'PUT', 'PATCH']

/** What the members are called elsewhere. */
const OTHER_NAMES = new Map([
  ['headers', 'header'],
  ['fields', 'field'],
  ['formData', 'field'],
  ['file', 'filename'],
  ['contentType', 'type'],
  ['url', 'path'],
])

/** @type {Check} */
function method(value, path) {
  const given = text(value, path).toUpperCase()
  if (METHODS.includes(given)) return given
  const near = meant(given, METHODS)
  return wrong(path, '"POST", "PUT" or "PATCH"', value, near ? ` (did you mean "${near}"?)` : '')
}

/**
 * @param {(pattern: string) => unknown} compile
 * @returns {Check}
 */
function pattern(compile) {
  return (value, path) => {
    if (typeof value !== 'string') return wrong(path, 'a text, as a pattern,', value)
    try {
      compile(value)
    } catch (error) {
      const { message } = /** @type {Error} */ (error)
      throw new RuleError(path, `is the pattern ${shown(value)}, which cannot be read: ${message}`)
    }
    return value
  }
}

/** @type {Check} */
function pathText(value, path) {
  text(value, path)
  if (/\?[^/]*=/.test(value)) {
    throw new RuleError(
      path,
      `is a pattern for the path alone, and ${shown(value)} has a query in it: leave it out`,
    )
  }
  if (/^[\w.~%-]/.test(value)) {
    throw new RuleError(path, `would never match: paths begin with a slash. Write ${shown(`/${value}`)}`)
  }
  return pattern(pathPattern)(value, path)
}

/**
 * Names with a pattern, true or false each.
 *
 * @param {(name: string, path: import('./error.js').MemberPath) => string} checkName
 * @returns {Check}
 */
function named(checkName) {
  return (value, path) => {
    if (!isPlainObject(value)) return wrong(path, 'an object like { "name": "value" }', value)
    const members = Object.entries(value)
      .filter(([, wanted]) => wanted !== undefined)
      .map(([name, wanted]) => {
        const place = [...path, name]
        const key = checkName(name, place)
        if (typeof wanted === 'boolean') return [key, wanted]
        if (typeof wanted !== 'string') {
          const hint = typeof wanted === 'number' ? ` (write it as a text: "${wanted}")` : ''
          return wrong(place, 'a text, as a pattern, true (is there) or false (is not there)', wanted, hint)
        }
        return [key, pattern(textPattern)(wanted, place)]
      })
    return Object.fromEntries(members)
  }
}

const header = named((name, path) => {
  try {
    http.validateHeaderName(name)
  } catch {
    throw new RuleError(path, 'is no name that a header can have', { atName: true })
  }
  return name.toLowerCase()
})

/** @type {Check} */
function nth(value, path) {
  const check = wholeNumber('a whole number', 1)
  if (!Array.isArray(value)) {
    if (typeof value === 'number') return check(value, path)
    return wrong(path, 'a whole number from 1, or an array of them,', value)
  }
  if (value.length === 0) throw new RuleError(path, 'is empty, so the rule would never match: leave it out')
  return value.map((number, index) => check(number, [...path, index]))
}

const checkMatch = object(
  'match',
  {
    method,
    path: pathText,
    header,
    field: named((name) => name),
    filename: (value, path) => pattern(textPattern)(text(value, path), path),
    type: (value, path) => {
      if (String(value).includes(';')) {
        throw new RuleError(
          path,
          `is ${shown(value)}, and types are compared without parameters: leave ";" and the rest out`,
        )
      }
      return pattern(textPattern)(text(value, path), path)
    },
    nth,
  },
  (name) => (OTHER_NAMES.has(name) ? `did you mean "${OTHER_NAMES.get(name)}"?` : undefined),
)

module.exports = { checkMatch, BODY_MEMBERS }
