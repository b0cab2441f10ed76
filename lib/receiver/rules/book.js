'use strict'
// The rules that a receiver has, and which of them a request gets.

const { actsAtHead, bodyMember, checkRule, checkRules, isEarly } = require('./check.js')
const { shown } = require('../validate.js')
const { RuleError } = require('./error.js')
const { bodyTest, headTest, isNth } = require('./match.js')

/**
 * @typedef {import('../rules.js').Rule} Rule
 * @typedef {import('./match.js').RequestHead} RequestHead
 * @typedef {import('./match.js').ReceivedBody} ReceivedBody
 *
 * @typedef {object} HeadDecision What is to be done before the body is read, or while it is.
 * @property {Rule} rule
 * @property {boolean} early Answer with this rule now, without reading the body.
 * @property {number} [rate] Bytes per second at which the body is to be read.
 * @property {number} [drop] Close the connection after this many bytes of the body, or at its end.
 * @property {number} [reset] Reset it likewise.
 *
 * @typedef {object} RuleBook
 * @property {() => Rule[]} list Copies, in their order, each with an id.
 * @property {(rules: unknown) => void} set Takes the place of all rules; `nth` counts anew.
 * @property {(rule: unknown) => Rule} add Puts a rule behind the others; what it returns has an id.
 * @property {(id: string) => boolean} remove False when there is no such rule.
 * @property {() => void} clear
 * @property {(request: RequestHead) => HeadDecision | undefined} matchHead Once for each request, with its head.
 * @property {(request: RequestHead, upload: ReceivedBody) => Rule | undefined} matchBody Once for each request whose
 *   whole body was received; after `matchHead` with the same object.
 *
 * @typedef {object} Entry
 * @property {Rule & { id: string }} rule
 * @property {boolean} needsBody
 * @property {(request: RequestHead) => boolean} matchesHead
 * @property {(upload: ReceivedBody) => boolean} matchesBody
 * @property {number} count How many requests matched all but `nth`.
 *
 * @typedef {object} HeadResults What `matchHead` found for a request.
 * @property {Entry} [acting] The rule that was decided at the head.
 * @property {Map<Entry, boolean>} matches Of the rules that do not need the body.
 */

/**
 * @param {unknown} [rules]
 * @param {string} [source] Where the rules come from, for messages.
 * @returns {RuleBook}
 */
function createRuleBook(rules = [], source = undefined) {
  /** @type {Entry[]} */
  let entries = []
  /** @type {WeakMap<RequestHead, HeadResults>} */
  const requests = new WeakMap()

  /** @returns {Entry} */
  function entryOf(/** @type {Rule} */ rule, /** @type {string} */ id) {
    const { match = {} } = rule
    return {
      rule: { id, ...rule },
      needsBody: bodyMember(rule) !== undefined,
      matchesHead: headTest(match),
      matchesBody: bodyTest(match),
      count: 0,
    }
  }

  function set(/** @type {unknown} */ value, /** @type {string} */ from = '') {
    const checked = checkRules(value, from)
    const nextId = freeIds(checked)
    entries = checked.map((rule) => entryOf(rule, rule.id ?? nextId()))
  }

  function add(/** @type {unknown} */ value) {
    const rule = checkRule(value)
    const others = entries.map((entry) => entry.rule)
    if (rule.id !== undefined && others.some(({ id }) => id === rule.id)) {
      throw new RuleError(
        ['rule', 'id'],
        `is ${shown(rule.id)} like that of another rule: each id has to be unique`,
      )
    }
    const entry = entryOf(rule, rule.id ?? freeIds(others)())
    entries = [...entries, entry]
    return structuredClone(entry.rule)
  }

  function remove(/** @type {string} */ id) {
    const others = entries.filter((entry) => entry.rule.id !== id)
    const isThere = others.length < entries.length
    entries = others
    return isThere
  }

  /** Counts the request for a rule, and says whether it is the rule's. */
  function isFor(
    /** @type {Entry} */ entry,
    /** @type {RequestHead} */ request,
    /** @type {ReceivedBody | undefined} */ upload = undefined,
  ) {
    if (!entry.matchesHead(request)) return false
    if (upload && !entry.matchesBody(upload)) return false
    entry.count += 1
    return isNth(entry.rule.match?.nth, entry.count)
  }

  /** @returns {HeadDecision | undefined} */
  function matchHead(/** @type {RequestHead} */ request) {
    // All of them are asked, also behind the first that matches: `nth` counts what another rule answers, too.
    const matches = new Map(
      entries.filter((entry) => !entry.needsBody).map((entry) => [entry, isFor(entry, request)]),
    )
    const first = entries.find((entry) => matches.get(entry))
    const acting = first && actsAtHead(first.rule) ? first : undefined
    requests.set(request, { matches, acting })
    if (!acting) return undefined
    const { rate, drop, reset } = acting.rule
    return { rule: acting.rule, early: isEarly(acting.rule), rate, drop, reset }
  }

  /** @returns {Rule | undefined} */
  function matchBody(/** @type {RequestHead} */ request, /** @type {ReceivedBody} */ upload) {
    const results = requests.get(request)
    requests.delete(request)
    const matching = entries.filter((entry) => {
      if (entry.needsBody) return isFor(entry, request, upload)
      const known = results?.matches.get(entry)
      // A rule that came after the request's head can still answer, but not act on what has been read.
      return known ?? (!actsAtHead(entry.rule) && isFor(entry, request))
    })
    return (results?.acting ?? matching[0])?.rule
  }

  set(rules, source)
  return {
    list: () => entries.map((entry) => structuredClone(entry.rule)),
    set,
    add,
    remove,
    clear: () => {
      entries = []
    },
    matchHead,
    matchBody,
  }
}

/** Gives ids for rules that have none: `rule-1`, `rule-2` …, those left out that others have. */
function freeIds(/** @type {Rule[]} */ rules) {
  const taken = new Set(rules.map(({ id }) => id))
  let number = 0
  return () => {
    do number += 1
    while (taken.has(`rule-${number}`))
    return `rule-${number}`
  }
}

module.exports = { createRuleBook }
