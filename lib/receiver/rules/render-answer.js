'use strict'
// What a rule answers, with its templates filled in.

const { STATUS_CODES } = require('node:http')
const { CONTROLS, NO_BODY } = require('./check-answer.js')
const { render, renderJson } = require('./template.js')

/**
 * @typedef {import('../rules.js').Rule} Rule
 * @typedef {import('./template.js').DescribedUpload} DescribedUpload
 *
 * @typedef {object} RenderedAnswer
 * @property {number} status
 * @property {Array<[string, string | string[]]>} headers
 * @property {string} body
 */

/** How a value is put into a body of a type so that it stays a value there. @type {Array<[RegExp, (value: string) => string]>} */
const ESCAPES = [
  [/^[\w.-]+\/(?:[\w.+-]+\+)?json\b/i, (value) => JSON.stringify(value).slice(1, -1)],
  [
    /^(?:text\/html|(?:text|application)\/xml|[\w.-]+\/[\w.+-]+\+xml)\b/i,
    (value) => value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
  ],
]

/**
 * @param {Rule} rule
 * @param {DescribedUpload} upload
 * @param {() => unknown} defaultAnswer What is answered, as JSON, where the rule does not say it.
 * @returns {RenderedAnswer}
 */
function renderAnswer(rule, upload, defaultAnswer) {
  try {
    return rule.redirect ? renderRedirect(rule.redirect, upload) : renderOwn(rule, upload, defaultAnswer)
  } catch (error) {
    // A value of the upload that cannot be put where the rule wants it.
    const { message } = /** @type {Error} */ (error)
    return jsonAnswer(500, errorOf(`the rule ${ruleName(rule)} cannot answer: ${message}`))
  }
}

/** @returns {RenderedAnswer} */
function renderRedirect(
  /** @type {import('../rules.js').RuleRedirect} */ { status = 307, location },
  /** @type {DescribedUpload} */ upload,
) {
  return { status, headers: [['Location', locationValue(location, upload)]], body: '' }
}

/** @returns {RenderedAnswer} */
function renderOwn(
  /** @type {Rule} */ rule,
  /** @type {DescribedUpload} */ upload,
  /** @type {() => unknown} */ defaultAnswer,
) {
  const { status = 200, headers = {}, body } = rule.answer ?? {}
  const own = Object.entries(headers).map(([name, value]) => renderHeader(name, value, upload))
  if (NO_BODY.includes(status)) return { status, headers: own, body: '' }
  const type = own.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  if (typeof body === 'string') {
    const [, asValue] = ESCAPES.find(([pattern]) => pattern.test(String(type ?? ''))) ?? []
    const typed = type === undefined ? contentType('text/plain; charset=utf-8') : []
    return { status, headers: [...own, ...typed], body: render(body, upload, asValue) }
  }
  const value = body === undefined ? defaultValue(rule, status, defaultAnswer) : renderJson(body, upload)
  if (value === undefined) return { status, headers: own, body: '' }
  const answer = jsonAnswer(status, value)
  return { ...answer, headers: type === undefined ? [...own, ...answer.headers] : own }
}

/** What is sent when the rule gives no body; `undefined` for none. */
function defaultValue(
  /** @type {Rule} */ rule,
  /** @type {number} */ status,
  /** @type {() => unknown} */ defaultAnswer,
) {
  if (status < 300) return defaultAnswer()
  if (status < 400) return undefined
  return errorOf(`the rule ${ruleName(rule)} answers ${status} ${STATUS_CODES[status] ?? ''}`.trim())
}

function errorOf(/** @type {string} */ message) {
  return { error: { code: 'rule', message } }
}

function ruleName(/** @type {Rule} */ { id, name }) {
  return JSON.stringify(name ?? id ?? '')
}

/** @returns {RenderedAnswer} */
function jsonAnswer(/** @type {number} */ status, /** @type {unknown} */ value) {
  return { status, headers: contentType('application/json'), body: JSON.stringify(value) }
}

/** @returns {Array<[string, string]>} */
function contentType(/** @type {string} */ type) {
  return [['Content-Type', type]]
}

/** @returns {[string, string | string[]]} */
function renderHeader(
  /** @type {string} */ name,
  /** @type {string | number | string[]} */ value,
  /** @type {DescribedUpload} */ upload,
) {
  if (name.toLowerCase() === 'location') return [name, locationValue(String(value), upload)]
  if (Array.isArray(value)) return [name, value.map((one) => headerValue(name, one, upload))]
  return [name, headerValue(name, String(value), upload)]
}

/** A header's value; what is not ASCII is sent as UTF-8. */
function headerValue(
  /** @type {string} */ name,
  /** @type {string} */ text,
  /** @type {DescribedUpload} */ upload,
) {
  const value = render(text, upload)
  if (CONTROLS.test(value)) {
    throw new Error(
      `this upload would put a line break or a control character into the header ${name}: ${text}`,
    )
  }
  return Buffer.from(value, 'utf8').toString('latin1')
}

/** A URL as a Location header takes it: what a URL cannot have in it is percent-encoded. */
function locationValue(/** @type {string} */ text, /** @type {DescribedUpload} */ upload) {
  return render(text, upload).replace(/[^!#-;=?-Z[\]_a-z~]/gu, (character) =>
    [...Buffer.from(character, 'utf8')]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )
}

module.exports = { renderAnswer }
