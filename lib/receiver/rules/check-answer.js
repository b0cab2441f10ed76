'use strict'
// The checks of `answer` and `redirect`.

const http = require('node:http')
const { shown } = require('../validate.js')
const { RuleError } = require('./error.js')
const { parseTemplate } = require('./template.js')
const { boolean, isPlainObject, object, oneOf, text, wholeNumber, wrong } = require('./values.js')

/**
 * @typedef {import('./values.js').Check} Check
 * @typedef {import('./error.js').MemberPath} MemberPath
 */

/** How deep a JSON body may be nested: deeper ones are taken for circles. */
const DEEPEST = 100

/** Statuses without a body (RFC 9110, 15.3.5, 15.3.6, 15.4.5). */
const NO_BODY = [204, 205, 304]

/** What no header value may have in it: line breaks and other control characters, except for a tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\0-\x08\x0a-\x1f\x7f]/

/** Headers that follow from the answer itself. */
const OWN_HEADERS = ['content-length', 'transfer-encoding', 'trailer']

/** @type {Check} */
function templateText(value, path) {
  try {
    parseTemplate(value)
  } catch (error) {
    throw new RuleError(path, /** @type {Error} */ (error).message)
  }
  return value
}

/** @type {Check} */
function headerText(value, path) {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'string') return wrong(path, 'a text', value)
  if (CONTROLS.test(value)) {
    throw new RuleError(
      path,
      `is ${shown(value)}: a header cannot have line breaks or control characters in it`,
    )
  }
  return templateText(value, path)
}

/** @type {Check} */
function headers(value, path) {
  if (!isPlainObject(value)) return wrong(path, 'an object like { "Retry-After": "5" }', value)
  /** @type {Set<string>} */
  const names = new Set()
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(
    members.map(([name, member]) => {
      const place = [...path, name]
      const refuse = (/** @type {string} */ problem) => new RuleError(place, problem, { atName: true })
      try {
        http.validateHeaderName(name)
      } catch {
        throw refuse('is no name that a header can have')
      }
      if (OWN_HEADERS.includes(name.toLowerCase())) {
        throw refuse('cannot be chosen: the receiver sets it to fit the body. Leave it out')
      }
      if (names.has(name.toLowerCase())) throw refuse('is there twice; give one header an array of texts')
      names.add(name.toLowerCase())
      if (!Array.isArray(member)) return [name, headerText(member, place)]
      return [name, member.map((one, index) => headerText(one, [...place, index]))]
    }),
  )
}

/** A copy of a JSON value whose texts are templates. @returns {import('../rules.js').JsonValue} */
function json(/** @type {any} */ value, /** @type {MemberPath} */ path, depth = 0) {
  if (depth > DEEPEST) throw new RuleError(path, `is nested more than ${DEEPEST} deep`)
  if (typeof value === 'string') return templateText(value, path)
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return value
  if (Array.isArray(value)) {
    return value.map((item, index) => json(item, [...path, index], depth + 1))
  }
  if (!isPlainObject(value)) return wrong(path, 'a text or a value that JSON can hold', value)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, json(item, [...path, name], depth + 1)]),
  )
}

const checkAnswerMembers = object(
  'answer',
  {
    status: wholeNumber('an HTTP status', 200, 599),
    headers,
    body: (value, path) => json(value, path),
    gzip: boolean,
    early: boolean,
  },
  (name) =>
    ['delay', 'bodyDelay', 'rate', 'drop', 'reset', 'redirect', 'match', 'before'].includes(name)
      ? 'it belongs to the rule itself, beside "answer"'
      : undefined,
)

/** @type {Check} */
function checkAnswer(value, path) {
  const answer = checkAnswerMembers(value, path)
  if (answer.body !== undefined && NO_BODY.includes(answer.status)) {
    throw new RuleError([...path, 'body'], `cannot be sent with status ${answer.status}, which has no body`)
  }
  const encoding = Object.keys(answer.headers ?? {}).find((name) => name.toLowerCase() === 'content-encoding')
  if (answer.gzip && encoding !== undefined) {
    throw new RuleError([...path, 'headers', encoding], 'is set by `gzip: true`: leave one of them out')
  }
  return answer
}

const checkRedirectMembers = object('redirect', {
  status: oneOf([301, 302, 303, 307, 308]),
  location: (value, path) => headerText(text(value, path), path),
})

/** @type {Check} */
function checkRedirect(value, path) {
  if (typeof value === 'string') {
    return wrong(path, `an object like { "location": ${shown(value)} }`, value)
  }
  const redirect = checkRedirectMembers(value, path)
  if (redirect.location === undefined)
    throw new RuleError(path, 'has no "location": say where the client is sent to')
  return redirect
}

/**
 * The texts of a rule's answer that may have templates in them, and where they stand.
 *
 * @param {import('../rules.js').Rule} rule
 * @param {MemberPath} path
 * @returns {Array<{ text: string, path: MemberPath }>}
 */
function templateTexts({ answer, redirect }, path) {
  return [
    ...textsOf(answer?.headers, [...path, 'answer', 'headers']),
    ...textsOf(answer?.body, [...path, 'answer', 'body']),
    ...textsOf(redirect?.location, [...path, 'redirect', 'location']),
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

module.exports = { checkAnswer, checkRedirect, templateTexts, CONTROLS, NO_BODY }
