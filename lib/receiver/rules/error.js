'use strict'

/** @typedef {Array<string | number>} MemberPath From `rules` or `rule` down to the member. */

/** A rule that cannot be used; the message says where it is and what is right. */
class RuleError extends TypeError {
  name = /** @type {const} */ ('RuleError')
  code = /** @type {const} */ ('ERR_RULE')
  #members
  #problem
  #atName

  /**
   * @param {MemberPath} members
   * @param {string} problem What is wrong, in words that go on after the member's name.
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

/** `['rules', 2, 'match', 'header', 'x-a']` as `rules[2].match.header["x-a"]`. */
function pathText(/** @type {MemberPath} */ members) {
  const [root, ...rest] = members
  return rest.reduce((/** @type {string} */ text, member) => {
    if (typeof member === 'number') return `${text}[${member}]`
    return /^[A-Za-z_$][\w$]*$/.test(member) ? `${text}.${member}` : `${text}[${JSON.stringify(member)}]`
  }, String(root))
}

/** A value as messages show it: short ones as they are, others by their kind. */
function shown(/** @type {unknown} */ value) {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  }
  if (value === null || ['number', 'boolean', 'undefined'].includes(typeof value)) return String(value)
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

exports.RuleError = RuleError
exports.shown = shown
