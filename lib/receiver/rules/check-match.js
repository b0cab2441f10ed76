'use strict'
// The check of `match`.

const http = require('node:http')
const v = require('valibot')
const { meant } = require('../suggest.js')
const { isPlainObject, object, shouldBe, shown, text } = require('../validate.js')
const { pathPattern, textPattern } = require('./glob.js')
const { readBy, CheckError } = require('./check-error.js')

/** @typedef {import('../validate.js').MemberPath} MemberPath */

/** The members of `match` that can be decided only when the request's body has been read. */
const BODY_MEMBERS = /** @type {const} */ (['field', 'filename', 'type'])

/** The methods by which a receiver takes uploads. */
const METHODS = /** @type {const} */ (['POST', 'PUT', 'PATCH'])

/** What the members are called elsewhere. */
const OTHER_NAMES = new Map([
  ['headers', 'header'],
  ['fields', 'field'],
  ['formData', 'field'],
  ['body', 'field'],
  ['file', 'filename'],
  ['contentType', 'type'],
  ['url', 'path'],
  ['uri', 'path'],
])

const method = readBy(text, (value) => {
  const given = value.toUpperCase()
  const found = METHODS.find((one) => one === given)
  if (found) return found
  const near = meant(given, METHODS)
  const hint = near ? ` (did you mean "${near}"?)` : ''
  throw new CheckError(`should be "POST", "PUT" or "PATCH" instead of ${shown(value)}${hint}`)
})

/** The pattern itself, when it can be compiled. */
function patternText(
  /** @type {string} */ value,
  /** @type {(pattern: string) => unknown} */ compile,
  /** @type {MemberPath} */ path = [],
) {
  try {
    compile(value)
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    throw new CheckError(`is the pattern ${shown(value)}, which cannot be read: ${message}`, path)
  }
  return value
}

const pathText = readBy(text, (value) => {
  if (/\?[^/]*=/.test(value)) {
    throw new CheckError(
      `is a pattern for the path alone, and ${shown(value)} has a query in it: leave it out`,
    )
  }
  if (/^[\w.~%-]/.test(value)) {
    throw new CheckError(`would never match: paths begin with a slash. Write ${shown(`/${value}`)}`)
  }
  return patternText(value, pathPattern)
})

const typeText = readBy(text, (value) => {
  if (value.includes(';')) {
    throw new CheckError(
      `is ${shown(value)}, and types are compared without parameters: leave ";" and the rest out`,
    )
  }
  return patternText(value, textPattern)
})

/**
 * Names with a pattern, true or false each.
 *
 * @param {(name: string) => string} readName
 */
function named(readName) {
  const patterns = v.custom(isPlainObject, shouldBe('an object like { "name": "value" }'))
  return readBy(patterns, (value) => {
    const members = Object.entries(value)
      .filter(([, wanted]) => wanted !== undefined)
      .map(([name, wanted]) => {
        const key = readName(name)
        if (typeof wanted === 'boolean') return [key, wanted]
        if (typeof wanted !== 'string') {
          const hint = typeof wanted === 'number' ? ` (write it as a text: "${wanted}")` : ''
          const what = 'a text (a pattern), true (present) or false (absent)'
          throw new CheckError(`should be ${what} instead of ${shown(wanted)}${hint}`, [name])
        }
        return [key, patternText(wanted, textPattern, [name])]
      })
    return /** @type {Record<string, string | boolean>} */ (Object.fromEntries(members))
  })
}

const header = named((name) => {
  try {
    http.validateHeaderName(name)
  } catch {
    throw new CheckError('is not a name that a header can have', [name], true)
  }
  return name.toLowerCase()
})

const matchMembers = object(
  'the members of `match`',
  {
    method: v.optional(method),
    path: v.optional(pathText),
    header: v.optional(header),
    field: v.optional(named((name) => name)),
    filename: v.optional(readBy(text, (value) => patternText(value, textPattern))),
    type: v.optional(typeText),
  },
  (name) => {
    if (name === 'nth' || name === 'times') return 'it belongs to the rule itself, beside `match`'
    if (name === 'function') return 'a function can be given only in code: `match: (upload) => boolean`'
    return OTHER_NAMES.has(name) ? `did you mean "${OTHER_NAMES.get(name)}"?` : undefined
  },
)

module.exports = { matchMembers, BODY_MEMBERS }
