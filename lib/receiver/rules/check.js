'use strict'
// The check of rules that are plain objects.

const { checkAnswer, checkRedirect, templateTexts } = require('./check-answer.js')
const { BODY_MEMBERS, checkMatch } = require('./check-match.js')
const { shown } = require('../validate.js')
const { RuleError } = require('./error.js')
const { parseTemplate } = require('./template.js')
const { milliseconds, object, oneOf, text, wholeNumber } = require('./values.js')

/**
 * @typedef {import('../rules.js').Rule} Rule
 * @typedef {import('./error.js').MemberPath} MemberPath
 */

/** What a rule does while the request's body comes in. */
const WHILE_READING = /** @type {const} */ (['rate', 'drop', 'reset'])

/** What has no meaning for a rule that sends no answer. */
const ANSWERING = /** @type {const} */ (['answer', 'redirect', 'delay', 'bodyDelay'])

/** Where members belong that were put into the rule itself. */
const ELSEWHERE = {
  answer: ['status', 'headers', 'body', 'gzip', 'early'],
  match: ['method', 'path', 'header', 'field', 'filename', 'type', 'nth'],
  redirect: ['location'],
}

const checkMembers = object(
  'a rule',
  {
    id: text,
    name: text,
    match: checkMatch,
    before: oneOf(['head', 'body']),
    delay: milliseconds,
    bodyDelay: milliseconds,
    rate: wholeNumber('a whole number of bytes per second', 1),
    answer: checkAnswer,
    redirect: checkRedirect,
    drop: wholeNumber('a whole number of bytes', 0),
    reset: wholeNumber('a whole number of bytes', 0),
  },
  (name) => {
    const [place] = Object.entries(ELSEWHERE).find(([, names]) => names.includes(name)) ?? []
    return place && `it belongs into "${place}"`
  },
)

/** The first member of `match` that needs the request's body. */
function bodyMember(/** @type {Rule} */ { match = {} }) {
  return BODY_MEMBERS.find((name) => match[name] !== undefined)
}

/** The member by which the rule acts while the request's body comes in. */
function readingMember(/** @type {Rule} */ rule) {
  return WHILE_READING.find((name) => rule[name] !== undefined)
}

/** Whether the rule answers without reading the request's body. */
function isEarly(/** @type {Rule} */ rule) {
  return rule.answer?.early === true || (rule.before === 'head' && readingMember(rule) === undefined)
}

/** Whether the rule is decided at the head. */
function actsAtHead(/** @type {Rule} */ rule) {
  return isEarly(rule) || readingMember(rule) !== undefined
}

/** Members that are right by themselves and cannot be had together. */
function checkTogether(/** @type {Rule} */ rule, /** @type {MemberPath} */ path) {
  const ending = rule.drop === undefined ? 'reset' : 'drop'
  if (rule.drop !== undefined && rule.reset !== undefined) {
    throw new RuleError([...path, 'reset'], 'cannot be had together with `drop`: choose one of them')
  }
  const answering =
    rule[ending] === undefined ? undefined : ANSWERING.find((name) => rule[name] !== undefined)
  if (answering) {
    throw new RuleError(
      [...path, answering],
      `has no effect, for \`${ending}\` closes the connection without an answer: leave one of them out`,
    )
  }
  if (rule.answer && rule.redirect) {
    throw new RuleError(
      [...path, 'redirect'],
      'is an answer by itself: leave `answer` out, or write an `answer` with a status and a "Location" header',
    )
  }
  if (rule.answer?.early === false && isEarly(rule)) {
    throw new RuleError(
      [...path, 'answer', 'early'],
      'is false, but `before: "head"` answers without reading the body: leave one of them out',
    )
  }
  if (rule.answer?.early && rule.rate !== undefined) {
    throw new RuleError([...path, 'rate'], 'has no effect with `answer.early`, which does not read the body')
  }
}

/** What is decided at the head cannot use what comes with the body. */
function checkTime(/** @type {Rule} */ rule, /** @type {MemberPath} */ path) {
  const early = rule.answer?.early ? '`answer.early`' : undefined
  const reading = readingMember(rule)
  const cause =
    early ?? (reading && `\`${reading}\``) ?? (rule.before === 'head' ? '`before: "head"`' : undefined)
  if (cause === undefined) return
  if (rule.before === 'body') {
    throw new RuleError([...path, 'before'], `should be "head", or be left out, because of ${cause}`)
  }
  const member = bodyMember(rule)
  if (member) {
    throw new RuleError(
      [...path, 'match', member],
      `is known only when the body has been read, but ${cause} is decided before: match by method, path or header`,
    )
  }
  if (!isEarly(rule)) return
  for (const { text: template, path: place } of templateTexts(rule, path)) {
    const reference = parseTemplate(template).find((part) => typeof part !== 'string' && part.needsBody)
    if (typeof reference === 'object') {
      throw new RuleError(
        place,
        `has the template {{ ${reference.text} }}, which needs the body, but ${cause} answers without reading it`,
      )
    }
  }
}

/**
 * Checks one rule.
 *
 * @param {unknown} value
 * @param {MemberPath} path How messages call it.
 * @returns {Rule} A copy.
 */
function checkRule(value, path = ['rule']) {
  const rule = /** @type {Rule} */ (checkMembers(value, path))
  checkTogether(rule, path)
  checkTime(rule, path)
  return rule
}

/**
 * Checks rules that are plain objects.
 *
 * @param {unknown} value
 * @param {string} [source] Where they come from, for messages: a file's path, or what they were given to.
 * @returns {Rule[]} Copies.
 * @throws {RuleError} Names the member that is wrong, and says what is right.
 */
function checkRules(value, source) {
  try {
    return checkList(value)
  } catch (error) {
    throw error instanceof RuleError ? error.at({ source }) : error
  }
}

/** @returns {Rule[]} */
function checkList(/** @type {unknown} */ value) {
  if (!Array.isArray(value)) {
    throw new RuleError(
      ['rules'],
      `should be an array of rules, like [{ "delay": 1000 }], instead of ${shown(value)}`,
    )
  }
  const rules = value.map((rule, index) => checkRule(rule, ['rules', index]))
  /** @type {Map<string, number>} */
  const places = new Map()
  rules.forEach(({ id }, index) => {
    if (id === undefined) return
    const first = places.get(id)
    if (first !== undefined) {
      throw new RuleError(
        ['rules', index, 'id'],
        `is ${shown(id)} like that of rules[${first}]: each id has to be unique`,
      )
    }
    places.set(id, index)
  })
  return rules
}

module.exports = { checkRules, checkRule, bodyMember, isEarly, actsAtHead }
