'use strict'
// What a rule answers, as status, headers and bytes.

const { STATUS_CODES } = require('node:http')
const { nameOf } = require('./rule-error.js')
const { CONTROLS, NO_BODY } = require('./check-respond.js')
const { render, renderJson } = require('./template.js')

/**
 * @typedef {import('../rules.js').Rule} Rule
 * @typedef {import('../rules.js').RuleAnswer} RuleAnswer
 * @typedef {import('./template.js').DescribedUpload} DescribedUpload
 *
 * @typedef {object} Filling How templates are filled in.
 * @property {(text: string, asValue?: (value: string) => string) => string} text
 * @property {(value: import('../rules.js').JsonValue) => import('../rules.js').JsonValue} json
 *
 * @typedef {object} RenderedAnswer
 * @property {number} status
 * @property {Array<[string, string | string[]]>} headers
 * @property {string | Uint8Array} body
 * @property {unknown} [json] The body, when it is the JSON of this.
 */

/** How a value is put into a body of a type so that it stays a value there. @type {Array<[RegExp, (value: string) => string]>} */
const ESCAPES = [
  [/^[\w.-]+\/(?:[\w.+-]+\+)?json\b/i, (value) => JSON.stringify(value).slice(1, -1)],
  [
    /^(?:text\/html|(?:text|application)\/xml|[\w.-]+\/[\w.+-]+\+xml)\b/i,
    (value) => value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
  ],
]

/** What a function returns is sent as it is. @type {Filling} */
const AS_IT_IS = { text: (text) => text, json: (value) => value }

/**
 * @param {Rule | undefined} rule
 * @param {DescribedUpload} upload
 * @param {() => unknown} defaultAnswer What is answered, as JSON, where the rule does not say it.
 * @param {RuleAnswer} [given] What the rule's function gave.
 * @returns {RenderedAnswer}
 */
function renderAnswer(rule, upload, defaultAnswer, given = undefined) {
  /** @type {Filling} */
  const filling = given
    ? AS_IT_IS
    : { text: (text, asValue) => render(text, upload, asValue), json: (value) => renderJson(value, upload) }
  try {
    if (rule?.redirect) return renderRedirect(rule.redirect, filling)
    const answer = given ?? /** @type {RuleAnswer | undefined} */ (rule?.respond) ?? {}
    return renderOwn(answer, rule, filling, defaultAnswer)
  } catch (error) {
    // A value of the upload that cannot be put where the rule wants it.
    const { message } = /** @type {Error} */ (error)
    return renderFailure(`the rule ${nameOf(rule ?? {})} cannot answer: ${message}`)
  }
}

/** The answer in place of one that cannot be given. */
function renderFailure(/** @type {string} */ message) {
  return jsonAnswer(500, errorOf(message))
}

/** @returns {RenderedAnswer} */
function renderRedirect(
  /** @type {import('../rules.js').RuleRedirect} */ { status = 307, location },
  /** @type {Filling} */ filling,
) {
  return { status, headers: [['Location', locationValue(location, filling)]], body: '' }
}

/** @returns {RenderedAnswer} */
function renderOwn(
  /** @type {RuleAnswer} */ { status = 200, headers = {}, body },
  /** @type {Rule | undefined} */ rule,
  /** @type {Filling} */ filling,
  /** @type {() => unknown} */ defaultAnswer,
) {
  const own = Object.entries(headers).map(([name, value]) => renderHeader(name, value, filling))
  if (NO_BODY.includes(status)) return { status, headers: own, body: '' }
  const type = own.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const typed = (/** @type {string} */ fallback) =>
    type === undefined ? [...own, ...contentType(fallback)] : own
  if (body instanceof Uint8Array) return { status, headers: typed('application/octet-stream'), body }
  if (typeof body === 'string') {
    const [, asValue] = ESCAPES.find(([pattern]) => pattern.test(String(type ?? ''))) ?? []
    return { status, headers: typed('text/plain; charset=utf-8'), body: filling.text(body, asValue) }
  }
  const value = body === undefined ? defaultValue(rule, status, defaultAnswer) : filling.json(body)
  if (value === undefined) return { status, headers: own, body: '' }
  return { status, headers: typed('application/json'), body: '', json: value }
}

/** What is sent when the rule gives no body; `undefined` for none. */
function defaultValue(
  /** @type {Rule | undefined} */ rule,
  /** @type {number} */ status,
  /** @type {() => unknown} */ defaultAnswer,
) {
  if (status < 300) return defaultAnswer()
  if (status < 400) return undefined
  return errorOf(`the rule ${nameOf(rule ?? {})} answers ${status} ${STATUS_CODES[status] ?? ''}`.trim())
}

function errorOf(/** @type {string} */ message) {
  return { error: { code: 'rule', message } }
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
  /** @type {Filling} */ filling,
) {
  if (name.toLowerCase() === 'location') return [name, locationValue(String(value), filling)]
  if (Array.isArray(value)) return [name, value.map((one) => headerValue(name, one, filling))]
  return [name, headerValue(name, String(value), filling)]
}

/** A header's value; what is not ASCII is sent as UTF-8. */
function headerValue(/** @type {string} */ name, /** @type {string} */ text, /** @type {Filling} */ filling) {
  const value = filling.text(text)
  if (CONTROLS.test(value)) {
    throw new Error(
      `this upload would put a line break or a control character into the header ${name}: ${text}`,
    )
  }
  return Buffer.from(value, 'utf8').toString('latin1')
}

/** A URL as a Location header takes it: what a URL cannot have in it is percent-encoded. */
function locationValue(/** @type {string} */ text, /** @type {Filling} */ filling) {
  return filling
    .text(text)
    .replace(/[^!#-;=?-Z[\]_a-z~]/gu, (character) =>
      [...Buffer.from(character, 'utf8')]
        .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
        .join(''),
    )
}

module.exports = { renderAnswer, renderFailure }
