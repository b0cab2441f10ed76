'use strict'
// The text of rules, in which a change of the rules is made without losing what people have written between them.

const { isDeepStrictEqual } = require('node:util')
const jsonc = require('jsonc-parser')
const { asData, parseRules } = require('../rules/index.js')

/** @typedef {import('../index.js').Rule} Rule */

const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2 } }

/** Whether a text says these rules; those without an id get one when they are set. */
function says(/** @type {string} */ text, /** @type {Rule[]} */ rules) {
  try {
    const parsed = parseRules(text)
    return isDeepStrictEqual(
      parsed.map((rule, index) => ({ ...rule, id: rules[index]?.id })),
      rules,
    )
  } catch {
    return false
  }
}

/** The rules as a text of their own, without comments. */
function written(/** @type {Rule[]} */ rules) {
  return rules.length === 0 ? '[]\n' : `${JSON.stringify(rules.map(asData), null, 2)}\n`
}

/** The text with a rule turned on or off. */
function withEnabled(
  /** @type {string} */ text,
  /** @type {number} */ index,
  /** @type {boolean} */ enabled,
) {
  const value = enabled ? undefined : false
  return jsonc.applyEdits(text, jsonc.modify(text, [index, 'enabled'], value, FORMAT))
}

/** Where a comma is in what stands between two items, comments included; -1 when there is none. */
function commaIn(/** @type {string} */ between) {
  const scanner = jsonc.createScanner(between)
  for (let token = scanner.scan(); token !== EOF; token = scanner.scan()) {
    if (token === COMMA) return scanner.getTokenOffset()
  }
  return -1
}

// The library's enumeration of tokens is one of types only.
const [COMMA, EOF] = [5, 17]

/**
 * The text with its items in another order: comments in front of an item go with it, and so does one behind it on its line.
 *
 * @param {string} text
 * @param {number[]} order The places that the items have now.
 */
function withOrder(text, order) {
  const items = jsonc.parseTree(text, [], { allowTrailingComma: true })?.children ?? []
  const open = text.indexOf('[', commentsEnd(text)) + 1
  let at = open
  const pieces = items.map(({ offset, length }, index) => {
    const lead = text.slice(at, offset)
    const next = items[index + 1]?.offset ?? text.lastIndexOf(']')
    const between = text.slice(offset + length, next)
    const comma = commaIn(between)
    const [behind] = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)?(?=[ \t]*(?:\r?\n|$))/.exec(
      between.slice(comma + 1),
    ) ?? ['']
    at = offset + length + comma + 1 + behind.length
    return { lead, item: text.slice(offset, offset + length) + between.slice(0, Math.max(0, comma)), behind }
  })
  const moved = order.map((place, index) => {
    const { lead, item, behind } = pieces[place]
    return `${lead}${item}${index === order.length - 1 ? '' : ','}${behind}`
  })
  return text.slice(0, open) + moved.join('') + text.slice(at)
}

/** Where the comments before the array end. */
function commentsEnd(/** @type {string} */ text) {
  const scanner = jsonc.createScanner(text, true)
  scanner.scan()
  return scanner.getTokenOffset()
}

/** What was last saved, and what has been changed in it since. */
class RulesText {
  #text = ''
  #list
  /** @type {Rule[]} */
  #rules = []

  /** @param {() => Rule[]} list The rules as they are. */
  constructor(list) {
    this.#list = list
  }

  /** People have written this, and it is in effect. */
  save(/** @type {string} */ text) {
    this.#text = text
    this.#rules = this.#list()
  }

  /** The rules for an editor: as they were written, unless they were changed otherwise since. */
  toString() {
    const rules = this.#list()
    return this.#isCurrent(rules) ? this.#text : written(rules)
  }

  /** A rule is turned on or off by this call. */
  enable(/** @type {string} */ id, /** @type {boolean} */ enabled, /** @type {() => boolean} */ change) {
    const before = this.#list()
    const index = before.findIndex((rule) => rule.id === id)
    return this.#follow(before, change, (text) => withEnabled(text, index, enabled))
  }

  /** The rules are put into another order by this call. */
  order(/** @type {() => void} */ change) {
    const before = this.#list()
    return this.#follow(before, change, (text) => {
      return withOrder(
        text,
        this.#list().map(({ id }) => before.findIndex((rule) => rule.id === id)),
      )
    })
  }

  /**
   * @template T
   * @param {Rule[]} before
   * @param {() => T} change
   * @param {(text: string) => string} edit
   */
  #follow(before, change, edit) {
    const wasCurrent = this.#isCurrent(before)
    const result = change()
    if (!wasCurrent) return result
    const text = edit(this.#text)
    if (says(text, this.#list())) this.save(text)
    return result
  }

  #isCurrent(/** @type {Rule[]} */ rules) {
    return this.#text !== '' && isDeepStrictEqual(rules, this.#rules)
  }
}

exports.RulesText = RulesText
