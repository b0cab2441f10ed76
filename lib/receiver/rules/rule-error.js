'use strict'

const { pathText } = require('../validate.js')

/** @typedef {import('../validate.js').MemberPath} MemberPath From `rules` or `rule` down to the member. */

/** A rule that cannot be used; the message says where it is and what is right. */
class RuleError extends TypeError {
  name = /** @type {const} */ ('RuleError')
  code = /** @type {const} */ ('ERR_RULE')
  #members
  #problem
  #atName

  /**
   * @param {MemberPath} members
   * @param {string} problem What is wrong, in words that continue after the member's name.
   * @param {object} [place]
   * @param {string} [place.source] Where the rules come from, such as the file's path.
   * @param {{ line: number, column: number }} [place.position] In the text, from 1.
   * @param {boolean} [place.atName] The member's name is wrong and not its value.
   */
  constructor(members, problem, { source, position, atName = false } = {}) {
    const path = pathText(members)
    const place = [source, position && `${position.line}:${position.column}`].filter(Boolean).join(':')
    super(`${place === '' ? '' : `${place}: `}${path} ${problem}`)
    this.path = path
    /** @type {number | undefined} */
    this.line = position?.line
    /** @type {number | undefined} */
    this.column = position?.column
    this.#members = members
    this.#problem = problem
    this.#atName = atName
  }

  /** From the array of rules down to the member, for the parser, which knows where that stands in the text. */
  get location() {
    return { members: this.#members.slice(1), atName: this.#atName }
  }

  /**
   * The same error with the place named.
   *
   * @param {{ source?: string, position?: { line: number, column: number } }} place
   */
  at(place) {
    return new RuleError(this.#members, this.#problem, { ...place, atName: this.#atName })
  }
}

/** The error of a rule's function, with a sentence before it that says whose it is. */
function functionFailure(
  /** @type {import('../rules.js').Rule} */ rule,
  /** @type {'match' | 'respond'} */ member,
  /** @type {unknown} */ error,
) {
  const reason = error instanceof Error ? error.message : String(error)
  return new Error(`the function \`${member}\` of the rule ${nameOf(rule)} failed: ${reason}`, {
    cause: error,
  })
}

/** The rule, as messages call it. */
function nameOf(/** @type {import('../rules.js').Rule} */ { id, name }) {
  return JSON.stringify(name ?? id ?? '')
}

exports.RuleError = RuleError
exports.functionFailure = functionFailure
exports.nameOf = nameOf
