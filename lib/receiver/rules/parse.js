'use strict'
// Rules as a text: JSON in which comments and trailing commas are fine.

const jsonc = require('jsonc-parser')
const { checkRule, checkRules } = require('./check.js')
const { RuleError } = require('./rule-error.js')

/** What jsonc-parser found, and what to do. @type {Record<string, string>} */
const PROBLEMS = {
  InvalidSymbol: 'here is something that JSON does not have: put names and texts in double quotes',
  InvalidNumberFormat: 'here is a number that JSON does not have',
  PropertyNameExpected: 'a member\'s name is missing here: write it in double quotes, like "match": {}',
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing here, between a name and its value',
  CommaExpected: 'a comma is missing here',
  CloseBraceExpected: 'a closing brace } is missing here',
  CloseBracketExpected: 'a closing bracket ] is missing here',
  EndOfFileExpected: 'the rules end before this: leave the rest out',
  UnexpectedEndOfComment: 'this comment does not end: close it with */',
  UnexpectedEndOfString: 'this text does not end: close it with a double quote',
  UnexpectedEndOfNumber: 'this number is not whole',
  InvalidUnicode: 'this text has a \\u that four hexadecimal digits should follow',
  InvalidEscapeCharacter:
    'this text has a backslash that JSON does not have: write two for a backslash itself',
  InvalidCharacter:
    'this text has a line break or a control character in it: write \\n, \\t or \\u0000 with its number',
}

/** Line and column of an offset, from 1. */
function positionOf(/** @type {string} */ text, /** @type {number} */ offset) {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/)
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** @throws {RuleError} For a text that is not JSON. */
function parseTree(/** @type {string} */ text, /** @type {ParsedKind} */ { root, source, empty }) {
  /** @type {import('jsonc-parser').ParseError[]} */
  const errors = []
  const tree = jsonc.parseTree(text, errors, { allowTrailingComma: true })
  const [first] = errors
  if (first) {
    const isEmpty = jsonc.stripComments(text).trim() === ''
    const problem = isEmpty
      ? `missing: the text is empty. Write ${empty}`
      : `not valid JSON: ${PROBLEMS[jsonc.printParseErrorCode(first.error)] ?? 'this cannot be read'}`
    throw new RuleError([root], `${verbOf(root)} ${problem}`, {
      source,
      position: positionOf(text, first.offset),
    })
  }
  return /** @type {import('jsonc-parser').Node} */ (tree)
}

/** The first name that an object has a second time; JSON parsers silently take one of the two. */
function findTwice(/** @type {import('jsonc-parser').Node} */ node) {
  /** @type {import('jsonc-parser').Node[]} */
  const names =
    node.type === 'object' ? (node.children ?? []).flatMap(({ children }) => children?.[0] ?? []) : []
  const seen = new Set()
  /** @type {Array<import('jsonc-parser').Node | undefined>} */
  const found = [
    names.find(({ value }) => seen.size === seen.add(value).size),
    ...(node.children ?? []).map(findTwice),
  ]
  return found.reduce((first, one) => (one && !(first && first.offset < one.offset) ? one : first), undefined)
}

/** The offset of what an error is about: the member, its name, or the nearest thing around it. */
function offsetOf(/** @type {import('jsonc-parser').Node} */ tree, /** @type {RuleError} */ error) {
  const { members, atName } = error.location
  for (let length = members.length; length >= 0; length -= 1) {
    const node = jsonc.findNodeAtLocation(tree, members.slice(0, length))
    if (!node) continue
    const isNamed = atName && length === members.length && node.parent?.type === 'property'
    return (isNamed ? node.parent?.children?.[0] : node)?.offset ?? node.offset
  }
  return tree.offset
}

/**
 * Reads rules from a text.
 *
 * @param {string} text A JSON array; comments and trailing commas are fine.
 * @param {string} [source] The file's path, for messages.
 * @returns {import('../rules.js').Rule[]}
 * @throws {RuleError} `rules.json:12:5: rules[2].match.nth should be …`
 */
function parseRules(text, source = 'rules') {
  return parse(text, { root: 'rules', source, empty: '[] for no rules' }, checkRules)
}

/**
 * Reads one rule from a text, likewise; messages call it `rule`.
 *
 * @param {string} text A JSON object.
 * @param {string} [source]
 * @returns {import('../rules.js').Rule}
 */
function parseRule(text, source = 'rule') {
  return parse(text, { root: 'rule', source, empty: '{} for a rule that does nothing' }, (value) =>
    checkRule(value),
  )
}

/**
 * @typedef {object} ParsedKind
 * @property {'rules' | 'rule'} root What messages call the whole text.
 * @property {string} source
 * @property {string} empty What to write where there is nothing.
 */

/**
 * @template T
 * @param {string} text
 * @param {ParsedKind} kind
 * @param {(value: unknown) => T} check
 * @returns {T}
 */
function parse(text, kind, check) {
  const { root, source } = kind
  try {
    return read(text.startsWith('\ufeff') ? text.slice(1) : text, kind, check)
  } catch (error) {
    // The walk through JSON calls itself for each level.
    if (!(error instanceof RangeError)) throw error
    const position = { line: 1, column: 1 }
    throw new RuleError([root], `${verbOf(root)} nested too deeply`, { source, position })
  }
}

/**
 * @template T
 * @param {string} text
 * @param {ParsedKind} kind
 * @param {(value: unknown) => T} check
 * @returns {T}
 */
function read(text, kind, check) {
  const { root, source } = kind
  const tree = parseTree(text, kind)
  const twice = findTwice(tree)
  if (twice) {
    const members = [root, ...jsonc.getNodePath(twice)]
    const position = positionOf(text, twice.offset)
    throw new RuleError(members, 'is given twice: leave one of them out', { source, position })
  }
  try {
    return check(jsonc.getNodeValue(tree))
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    throw error.at({ source, position: positionOf(text, offsetOf(tree, error)) })
  }
}

function verbOf(/** @type {'rules' | 'rule'} */ root) {
  return root === 'rules' ? 'are' : 'is'
}

module.exports = { parseRule, parseRules }
