'use strict'
// The rules that a receiver has, and what they make of an upload.

const { shown } = require('../validate.js')
const { checkRule, checkRules, endOf, endsAtHead, isFunction, needsBody } = require('./check.js')
const { functionFailure, nameOf, RuleError } = require('./rule-error.js')
const { bodyTest, headTest, isOneOf } = require('./match.js')

/**
 * @typedef {import('../rules.js').Rule} Rule
 * @typedef {import('../index.js').Upload} Upload
 *
 * @typedef {object} Ending How an upload ends.
 * @property {Rule} [rule] The one that says so; none for the default answer.
 * @property {number} [delay] Milliseconds before it; `bodyDelay` those between the head of an answer and its body.
 * @property {number} [bodyDelay]
 * @property {string} [delayedBy] The ids of the rules that say so.
 * @property {string} [bodyDelayedBy]
 *
 * @typedef {object} Course What is to be done with an upload.
 * @property {number} [throttle] Bytes per second at which the body is to be read.
 * @property {string} [throttledBy] The id of the rule that says so.
 * @property {Ending} [atHead] The end that is decided before the body is read, with its rule.
 * @property {() => Ending} atBody To be called once, when the body has been received.
 *
 * @typedef {object} RuleBook
 * @property {() => Rule[]} list Copies, in their order, each with an id.
 * @property {(rules: unknown) => void} set Replaces all rules; `times` and `nth` start again.
 * @property {(rule: unknown) => Rule} add Adds a rule behind the others; returns it with an id.
 * @property {(id: string) => boolean} remove False when there is no such rule.
 * @property {(id: string, enabled: boolean) => boolean} enable Turns a rule on or off; false when there is no such rule.
 * @property {(ids: unknown) => void} order Puts the rules into this order of their ids.
 * @property {() => Record<string, import('../index.js').RuleHits>} hits
 * @property {() => void} clear
 * @property {(upload: Upload) => Course} begin Once for each upload, when its head has come. It and `atBody` throw
 *   what a rule's function has thrown, with a sentence before it.
 *
 * @typedef {object} Entry
 * @property {Rule & { id: string }} rule
 * @property {boolean} needsBody
 * @property {(upload: Upload) => boolean} matches
 * @property {number} count How many uploads matched.
 * @property {number} applied How many of them `times` and `nth` left.
 */

/**
 * @param {unknown} [rules]
 * @param {string} [source] Where the rules come from, for messages.
 * @returns {RuleBook}
 */
function createRuleBook(rules = [], source = undefined) {
  /** @type {Entry[]} */
  let entries = []

  const active = () => entries.filter(({ rule }) => rule.enabled !== false)

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
        `is ${shown(rule.id)}, which another rule has too: each id has to be unique`,
      )
    }
    const entry = entryOf(rule, rule.id ?? freeIds(others)())
    entries = [...entries, entry]
    return copyOf(entry.rule)
  }

  function remove(/** @type {string} */ id) {
    const others = entries.filter((entry) => entry.rule.id !== id)
    const isThere = others.length < entries.length
    entries = others
    return isThere
  }

  function enable(/** @type {string} */ id, /** @type {boolean} */ enabled) {
    const entry = entries.find(({ rule }) => rule.id === id)
    if (!entry) return false
    const { enabled: _, ...rule } = entry.rule
    entry.rule = enabled ? rule : { ...rule, enabled }
    return true
  }

  function order(/** @type {unknown} */ ids) {
    const wanted = Array.isArray(ids) ? ids : []
    const sorted = wanted.flatMap((id) => entries.find(({ rule }) => rule.id === id) ?? [])
    if (
      sorted.length !== entries.length ||
      new Set(sorted).size !== entries.length ||
      wanted.length !== sorted.length
    ) {
      const all = entries.map(({ rule }) => shown(rule.id)).join(', ')
      throw new TypeError(
        `order: the ids should be those of all rules, each once: ${all || 'there are none'}`,
      )
    }
    entries = sorted
  }

  /** @returns {Course} */
  function begin(/** @type {Upload} */ upload) {
    // All of them are asked, also those behind the first that has an end: each counts for itself.
    const known = new Map(
      active()
        .filter((entry) => !entry.needsBody)
        .map((entry) => [entry, isFor(entry, upload)]),
    )
    const matching = rulesOf(active().filter((entry) => known.get(entry)))
    const first = matching.find(endOf)
    const acting = first && endsAtHead(first) ? first : undefined
    const slow = matching.find((rule) => rule.throttle !== undefined)
    return {
      throttle: slow?.throttle,
      throttledBy: slow?.id,
      atHead: acting && endingOf(matching, acting),
      atBody() {
        const all = active().filter((entry) => {
          if (entry.needsBody) return isFor(entry, upload)
          // A rule that came after the head can still answer, but not act on what has been read.
          return known.get(entry) ?? (!endsAtHead(entry.rule) && isFor(entry, upload))
        })
        const now = rulesOf(all)
        return endingOf(
          now,
          now.find((rule) => endOf(rule) && !endsAtHead(rule)),
        )
      },
    }
  }

  set(rules, source)
  return {
    list: () => entries.map((entry) => copyOf(entry.rule)),
    set,
    add,
    remove,
    enable,
    order,
    hits: () =>
      Object.fromEntries(entries.map(({ rule, count: matched, applied }) => [rule.id, { matched, applied }])),
    clear: () => {
      entries = []
    },
    begin,
  }
}

/** @returns {Entry} */
function entryOf(/** @type {Rule} */ rule, /** @type {string} */ id) {
  const { match = {} } = rule
  const named = { ...rule, id }
  return {
    rule: named,
    needsBody: needsBody(rule),
    matches: isFunction(match) ? functionTest(match, named) : dataTest(match),
    count: 0,
    applied: 0,
  }
}

/** @returns {(upload: Upload) => boolean} */
function dataTest(/** @type {import('../rules.js').RuleMatch} */ match) {
  const [matchesHead, matchesBody] = [headTest(match), bodyTest(match)]
  return (upload) => matchesHead(upload) && matchesBody(upload)
}

/** @returns {(upload: Upload) => boolean} */
function functionTest(/** @type {(upload: Upload) => unknown} */ match, /** @type {Rule} */ rule) {
  return (upload) => {
    const result = callRule(rule, 'match', () => match(upload))
    if (result instanceof Promise) {
      result.catch(() => {})
      throw new Error(
        `the function \`match\` of the rule ${nameOf(rule)} returned a promise: it has to return true or false`,
      )
    }
    return Boolean(result)
  }
}

/**
 * What a rule's function returns; its error names the rule.
 *
 * @template T
 * @param {Rule} rule
 * @param {'match' | 'respond'} member
 * @param {() => T} call
 * @returns {T}
 */
function callRule(rule, member, call) {
  try {
    return call()
  } catch (error) {
    throw functionFailure(rule, member, error)
  }
}

/** Counts the upload for a rule, and returns whether the rule is for it. */
function isFor(/** @type {Entry} */ entry, /** @type {Upload} */ upload) {
  if (!entry.matches(upload)) return false
  entry.count += 1
  const isApplied = isOneOf(entry.rule, entry.count)
  if (isApplied) entry.applied += 1
  return isApplied
}

function rulesOf(/** @type {Entry[]} */ entries) {
  return entries.map(({ rule }) => rule)
}

/** @returns {Ending} */
function endingOf(/** @type {Rule[]} */ matching, /** @type {Rule | undefined} */ rule) {
  const late = matching.find(({ delay }) => delay !== undefined)
  const lateInBody = matching.find(({ bodyDelay }) => bodyDelay !== undefined)
  return {
    rule,
    delay: late?.delay,
    delayedBy: late?.id,
    bodyDelay: lateInBody?.bodyDelay,
    bodyDelayedBy: lateInBody?.id,
  }
}

/** A copy of a rule's data; its functions are what they are. @template T @returns {T} */
function copyOf(/** @type {T} */ value) {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return /** @type {T} */ (value.map(copyOf))
  return /** @type {T} */ (
    Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]))
  )
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
