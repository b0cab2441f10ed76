'use strict'
// The checks of what is answered: `respond` and `redirect`.

const http = require('node:http')
const v = require('valibot')
const { flag, isPlainObject, object, shouldBe, shown, text, wholeNumber } = require('../validate.js')
const { parseTemplate } = require('./template.js')
const { readBy, CheckError } = require('./check-error.js')

/**
 * @typedef {import('../validate.js').MemberPath} MemberPath
 * @typedef {(text: string, path: MemberPath) => string} TextCheck
 */

/** How deep a JSON body may be nested: deeper ones are taken to be circular. */
const MAX_DEPTH = 100

/** Statuses without a body (RFC 9110, 15.3.5, 15.3.6, 15.4.5). */
const NO_BODY = [204, 205, 304]

const REDIRECTS = /** @type {const} */ ([301, 302, 303, 307, 308])

/** What no header value may contain: line breaks and other control characters, except for a tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\0-\x08\x0a-\x1f\x7f]/

/** Headers that follow from the answer itself. */
const OWN_HEADERS = ['content-length', 'transfer-encoding', 'trailer']

/** What the members are called elsewhere. */
const OTHER_NAMES = new Map([
  ['code', 'status'],
  ['statusCode', 'status'],
  ['header', 'headers'],
  ['data', 'body'],
  ['json', 'body'],
  ['text', 'body'],
])

/** Members of the rule that are looked for in `respond`. */
const OF_THE_RULE = ['early', 'delay', 'bodyDelay', 'throttle', 'fault', 'redirect', 'match', 'times', 'nth']

/** In rules that are data, texts are templates. @type {TextCheck} */
function templateText(value, path) {
  try {
    parseTemplate(value)
  } catch (error) {
    throw new CheckError(/** @type {Error} */ (error).message, path)
  }
  return value
}

/** What a function returns is meant literally. @type {TextCheck} */
function plainText(value) {
  return value
}

/**
 * @param {unknown} value
 * @param {MemberPath} path
 * @param {TextCheck} checkText
 */
function headerText(value, path, checkText) {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'string') throw new CheckError(`should be a text instead of ${shown(value)}`, path)
  if (CONTROLS.test(value)) {
    throw new CheckError(
      `is ${shown(value)}: a header cannot have line breaks or control characters in it`,
      path,
    )
  }
  return checkText(value, path)
}

/** @returns {Record<string, string | number | string[]>} */
function headersOf(/** @type {unknown} */ value, /** @type {TextCheck} */ checkText) {
  if (!isPlainObject(value)) {
    throw new CheckError(`should be an object like { "Retry-After": "5" } instead of ${shown(value)}`)
  }
  /** @type {Set<string>} */
  const names = new Set()
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(
    members.map(([name, member]) => {
      const refuse = (/** @type {string} */ problem) => new CheckError(problem, [name], true)
      try {
        http.validateHeaderName(name)
      } catch {
        throw refuse('is not a name that a header can have')
      }
      if (OWN_HEADERS.includes(name.toLowerCase())) {
        throw refuse('cannot be chosen: the receiver sets it to fit the body. Leave it out')
      }
      if (names.has(name.toLowerCase())) throw refuse('is given twice; give one header an array of texts')
      names.add(name.toLowerCase())
      if (!Array.isArray(member)) return [name, headerText(member, [name], checkText)]
      return [name, member.map((one, index) => headerText(one, [name, index], checkText))]
    }),
  )
}

/**
 * A copy of a JSON value.
 *
 * @param {any} value
 * @param {MemberPath} path
 * @param {TextCheck} checkText
 * @returns {import('../rules.js').JsonValue}
 */
function jsonOf(value, path, checkText) {
  if (path.length > MAX_DEPTH) throw new CheckError(`is nested more than ${MAX_DEPTH} deep`, path)
  if (typeof value === 'string') return checkText(value, path)
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return value
  if (Array.isArray(value)) return value.map((item, index) => jsonOf(item, [...path, index], checkText))
  if (!isPlainObject(value)) {
    throw new CheckError(`should be a text or a value that JSON can hold instead of ${shown(value)}`, path)
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, jsonOf(item, [...path, name], checkText)]),
  )
}

/**
 * The schema of an answer.
 *
 * @param {TextCheck} checkText
 * @param {(body: unknown) => any} readBody
 */
function answerSchema(checkText, readBody) {
  const members = object(
    'the members of `respond`',
    {
      status: v.optional(wholeNumber('an HTTP status', 200, 599)),
      headers: v.optional(readBy(v.unknown(), (value) => headersOf(value, checkText))),
      body: v.optional(readBy(v.unknown(), readBody)),
      gzip: v.optional(flag),
    },
    (name) => {
      if (OF_THE_RULE.includes(name)) return 'it belongs to the rule itself, beside `respond`'
      return OTHER_NAMES.has(name) ? `did you mean "${OTHER_NAMES.get(name)}"?` : undefined
    },
  )
  return readBy(members, (answer) => {
    const { status, headers = {}, body, gzip } = answer
    if (body !== undefined && NO_BODY.includes(Number(status))) {
      throw new CheckError(`cannot be sent with status ${status}, which has no body`, ['body'])
    }
    const encoding = Object.keys(headers).find((name) => name.toLowerCase() === 'content-encoding')
    if (gzip && encoding !== undefined) {
      throw new CheckError('is set by `gzip: true`: leave one of them out', ['headers', encoding])
    }
    return answer
  })
}

/** `respond` of a rule that is data. */
const respondSchema = answerSchema(templateText, (body) => jsonOf(body, [], templateText))

/** What `respond` gives where it is a function: bytes too. */
const givenSchema = answerSchema(plainText, (body) =>
  body instanceof Uint8Array ? body : jsonOf(body, [], plainText),
)

const redirectMembers = object(
  'the members of `redirect`',
  {
    status: v.optional(v.picklist(REDIRECTS, shouldBe('301, 302, 303, 307 or 308'))),
    location: readBy(text, (value) => String(headerText(value, [], templateText))),
  },
  (name) => (['url', 'to', 'path'].includes(name) ? 'did you mean "location"?' : undefined),
)

const redirectSchema = v.pipe(
  v.custom(isPlainObject, shouldBe('an object like { "location": "/elsewhere" }')),
  redirectMembers,
)

/**
 * The texts of a rule's answer that may have templates in them, and where they stand.
 *
 * @param {{ respond?: any, redirect?: { location: string } }} rule
 * @returns {Array<{ text: string, path: MemberPath }>}
 */
function templateTexts({ respond, redirect }) {
  return [
    ...textsOf(respond?.headers, ['respond', 'headers']),
    ...textsOf(respond?.body, ['respond', 'body']),
    ...textsOf(redirect?.location, ['redirect', 'location']),
  ]
}

/** @returns {Array<{ text: string, path: MemberPath }>} */
function textsOf(/** @type {unknown} */ value, /** @type {MemberPath} */ path) {
  if (typeof value === 'string') return [{ text: value, path }]
  if (typeof value !== 'object' || value === null) return []
  const isArray = Array.isArray(value)
  return Object.entries(value).flatMap(([name, item]) =>
    textsOf(item, [...path, isArray ? Number(name) : name]),
  )
}

module.exports = { respondSchema, givenSchema, redirectSchema, templateTexts, CONTROLS, NO_BODY }
