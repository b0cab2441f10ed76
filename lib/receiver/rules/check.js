'use strict'
// The check of rules.

const v = require('valibot')
const { MAX_TIMER_MS, check, flag, object, shown, text, wholeNumber } = require('../validate.js')
const { redirectSchema, respondSchema, templateTexts } = require('./check-respond.js')
const { BODY_MEMBERS, matchMembers } = require('./check-match.js')
const { RuleError } = require('./rule-error.js')
const { parseTemplate } = require('./template.js')
const { readBy, CheckError } = require('./check-error.js')

/**
 * @typedef {import('../rules.js').Rule} Rule
 * @typedef {import('../validate.js').MemberPath} MemberPath
 */

/** How the upload ends: a rule can have one of these. */
const ENDS = /** @type {const} */ (['respond', 'redirect', 'passthrough', 'fault'])

/** Where members belong that were put into the rule itself by mistake. @type {Record<string, string[]>} */
const ELSEWHERE = {
  respond: ['status', 'statusCode', 'headers', 'body', 'gzip'],
  match: ['method', 'path', 'url', 'header', 'field', 'filename', 'type'],
  redirect: ['location'],
}

/** What the members are called elsewhere, and what is written instead. */
const OTHER_NAMES = new Map([
  ['answer', 'it is called "respond"'],
  ['response', 'it is called "respond"'],
  ['reply', 'it is called "respond"'],
  ['rate', 'it is called "throttle"'],
  ['bandwidth', 'it is called "throttle"'],
  ['drop', 'write "fault": { "drop": … }'],
  ['reset', 'write "fault": { "reset": … }'],
  ['before', 'write "early": true for an answer before the body is read'],
  ['once', 'write "times": 1'],
  ['disabled', 'write "enabled": false'],
  ['active', 'it is called "enabled"'],
  ['count', 'it is called "times"'],
  ['latency', 'it is called "delay"'],
  ['proxy', 'it is called "passthrough"'],
  ['forward', 'it is called "passthrough"'],
])

/** @returns {value is (...values: any[]) => any} */
function isFunction(/** @type {unknown} */ value) {
  return typeof value === 'function'
}

/**
 * A function, which only code can give, or data.
 *
 * @template {v.GenericSchema} Schema
 * @param {Schema} schema
 */
function functionOr(schema) {
  return v.lazy((value) => (isFunction(value) ? v.custom(isFunction) : schema))
}

const milliseconds = wholeNumber('a whole number of milliseconds', 0, MAX_TIMER_MS)
const bytes = wholeNumber('a whole number of bytes', 0)
const number = wholeNumber('a whole number', 1)

const nth = v.lazy((value) => {
  if (typeof value === 'number') return number
  return readBy(
    v.array(
      number,
      ({ input }) => `should be a whole number from 1, or an array of them, instead of ${shown(input)}`,
    ),
    (list) => {
      if (list.length === 0) throw new CheckError('is empty, so the rule would never match: leave it out')
      return list
    },
  )
})

const fault = readBy(
  object('the members of `fault`', { drop: v.optional(bytes), reset: v.optional(bytes) }),
  (value) => {
    if (Object.keys(value).length === 1) return value
    if (value.reset !== undefined)
      throw new CheckError('cannot be combined with `drop`: choose one of them', ['reset'])
    throw new CheckError(
      'is empty: write { "drop": 0 } to close the connection, or { "reset": 0 } to reset it',
    )
  },
)

const passthrough = readBy(
  v.custom(
    (value) => typeof value === 'string' || value instanceof URL,
    ({ input }) => `should be a URL, like "https://api.example.com", instead of ${shown(input)}`,
  ),
  (value) => {
    const url = URL.canParse(String(value)) ? new URL(String(value)) : undefined
    if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return String(value)
    throw new CheckError(
      `should be an http: or https: URL, like "https://api.example.com", instead of ${shown(String(value))}`,
    )
  },
)

const ruleMembers = object(
  'the members of a rule',
  {
    id: v.optional(text),
    name: v.optional(text),
    enabled: v.optional(flag),
    match: v.optional(functionOr(matchMembers)),
    times: v.optional(number),
    nth: v.optional(nth),
    delay: v.optional(milliseconds),
    bodyDelay: v.optional(milliseconds),
    throttle: v.optional(wholeNumber('a whole number of bytes per second', 1)),
    respond: v.optional(functionOr(respondSchema)),
    redirect: v.optional(redirectSchema),
    passthrough: v.optional(passthrough),
    fault: v.optional(fault),
    early: v.optional(flag),
  },
  (name) => {
    const [place] = Object.entries(ELSEWHERE).find(([, names]) => names.includes(name)) ?? []
    return place ? `it belongs in "${place}"` : OTHER_NAMES.get(name)
  },
)

const ruleSchema = readBy(ruleMembers, (value) => {
  const rule = /** @type {Rule} */ (value)
  checkTogether(rule)
  checkTime(rule)
  return rule
})

/** How the rule ends an upload. */
function endOf(/** @type {Rule} */ rule) {
  return ENDS.find((name) => rule[name] !== undefined)
}

/** The first member of `match` that needs the request's body. */
function bodyMember(/** @type {Rule} */ { match = {} }) {
  return BODY_MEMBERS.find((name) => /** @type {Record<string, unknown>} */ (match)[name] !== undefined)
}

/** Why the rule has to be decided when the request's head has come: the member that does something from then on. */
function headMember(/** @type {Rule} */ rule) {
  if (rule.early) return 'early'
  return /** @type {const} */ (['throttle', 'fault', 'passthrough']).find((name) => rule[name] !== undefined)
}

/** Whether the rule is decided when the body has come: by what it matches, or since it may look at all of the upload. */
function needsBody(/** @type {Rule} */ rule) {
  return headMember(rule) === undefined && (bodyMember(rule) !== undefined || isFunction(rule.match))
}

/** Whether the rule's end is decided at the head. */
function endsAtHead(/** @type {Rule} */ rule) {
  return rule.early === true || rule.fault !== undefined || rule.passthrough !== undefined
}

/** Members that are right by themselves but cannot be combined. */
function checkTogether(/** @type {Rule} */ rule) {
  const [end, another] = ENDS.filter((name) => rule[name] !== undefined)
  if (another) {
    throw new CheckError(
      `is a second end, beside \`${end}\`, and an upload has only one: leave one of them out`,
      [another],
    )
  }
  if (rule.times !== undefined && rule.nth !== undefined) {
    throw new CheckError('cannot be combined with `times`: choose one of them', ['nth'])
  }
  if (rule.fault && rule.bodyDelay !== undefined) {
    throw new CheckError('has no effect, since `fault` sends no answer: leave one of them out', ['bodyDelay'])
  }
  if (!rule.early) return
  if (end !== 'respond' && end !== 'redirect') {
    throw new CheckError('works only with `respond` or `redirect`: leave it out', ['early'])
  }
  if (rule.throttle !== undefined) {
    throw new CheckError('has no effect with `early`, which does not read the body: leave one of them out', [
      'throttle',
    ])
  }
}

/** What is decided at the head cannot use what comes with the body. */
function checkTime(/** @type {Rule} */ rule) {
  const cause = headMember(rule)
  if (cause === undefined) return
  const member = bodyMember(rule)
  if (member) {
    throw new CheckError(
      `is known only when the body has been read, but \`${cause}\` is decided before: match by method, path or header`,
      ['match', member],
    )
  }
  if (!rule.early) return
  for (const { text: template, path } of templateTexts(rule)) {
    const reference = parseTemplate(template).find((part) => typeof part !== 'string' && part.needsBody)
    if (typeof reference === 'object') {
      throw new CheckError(
        `has the template {{ ${reference.text} }}, which needs the body, but \`early\` answers without reading it`,
        path,
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
  return check(ruleSchema, value, (fault) => {
    return new RuleError([...path, ...fault.path], fault.problem, { atName: fault.atName })
  })
}

/**
 * Checks rules.
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
        `is ${shown(id)}, which rules[${first}] has too: each id has to be unique`,
      )
    }
    places.set(id, index)
  })
  return rules
}

module.exports = { checkRules, checkRule, endOf, endsAtHead, isFunction, needsBody }
