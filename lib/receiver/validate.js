'use strict'
// Checks of what people write: options and rules. The schemas are valibot's; here their faults are put into words,
// which continue after the member's name: `maxFields` + ` should be a whole number …`.

const v = require('valibot')
const { meant } = require('./suggest.js')

/**
 * @typedef {Array<string | number>} MemberPath
 *
 * @typedef {object} Fault
 * @property {MemberPath} path From the value that was checked down to the member.
 * @property {string} problem
 * @property {boolean} atName The member's name is wrong and not its value.
 */

/** Node's timers cannot wait for longer. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** A value as messages show it: short ones as they are, others by their kind. */
function shown(/** @type {unknown} */ value) {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  }
  if (value === null || ['number', 'boolean', 'undefined'].includes(typeof value)) return String(value)
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/**
 * The message of a schema: `should be true or false instead of 1`.
 *
 * @param {string} what
 * @param {(value: unknown) => string} [hint] Goes behind it.
 * @returns {(issue: { input: unknown }) => string}
 */
function shouldBe(what, hint = () => '') {
  return ({ input }) => `should be ${what} instead of ${shown(input)}${hint(input)}`
}

/** @returns {value is Record<string, unknown>} */
function isPlainObject(/** @type {unknown} */ value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype = Object.getPrototypeOf(value)
  // The plain objects of another realm, such as a test runner's, count too.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

const flag = v.boolean(shouldBe('true or false'))

const text = v.pipe(
  v.string(shouldBe('a text that is not empty')),
  v.minLength(1, shouldBe('a text that is not empty')),
)

/**
 * @param {string} what With its unit, for messages.
 * @param {number} least
 * @param {number} most
 */
function wholeNumber(what, least, most = Number.MAX_SAFE_INTEGER) {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`
  const message = shouldBe(`${what}, ${range},`, (value) =>
    typeof value === 'string' && /^\s*\d+\s*$/.test(value)
      ? ` (write it without quotes: ${value.trim()})`
      : '',
  )
  return v.pipe(
    v.number(message),
    v.safeInteger(message),
    v.minValue(least, message),
    v.maxValue(most, message),
  )
}

/**
 * One of some texts.
 *
 * @template {readonly string[]} const Values
 * @param {Values} values
 */
function oneOf(values) {
  const all = values.map((value) => JSON.stringify(value))
  const list = all.length === 1 ? all[0] : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
  const hint = (/** @type {unknown} */ value) => {
    const near = typeof value === 'string' ? meant(value, values) : undefined
    return near === undefined ? '' : ` (did you mean "${near}"?)`
  }
  return v.picklist(values, shouldBe(list, hint))
}

/**
 * An object whose members are known; each schema says itself whether its member may be left out.
 *
 * @template {v.ObjectEntries} const Entries
 * @param {string} all For messages: `the members of a rule` are …
 * @param {Entries} entries
 * @param {(name: string) => string | undefined} [elsewhere] Says what a member is called, or where it belongs, that has
 *   no place here.
 */
function object(all, entries, elsewhere = () => undefined) {
  const names = Object.keys(entries)
  const message = (/** @type {{ input: unknown, expected: string | null }} */ { input, expected }) => {
    if (expected !== 'never') return 'is missing'
    const name = String(input)
    const near = meant(name, names)
    const hint = elsewhere(name) ?? (near && `did you mean "${near}"?`)
    return `is unknown${hint ? ` (${hint})` : ''}; ${all} are ${names.join(', ')}`
  }
  return v.pipe(
    v.custom(isPlainObject, shouldBe('an object')),
    v.strictObject(entries, message),
    // A member that is undefined counts as absent.
    v.transform(withoutUndefined),
  )
}

/** @template {object} T */
function withoutUndefined(/** @type {T} */ value) {
  return /** @type {T} */ (
    Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined))
  )
}

/**
 * Checks a value: returns a clean copy, or throws what `wrong` makes of the first fault.
 *
 * @template {v.GenericSchema} Schema
 * @param {Schema} schema
 * @param {unknown} value
 * @param {(fault: Fault) => Error} wrong
 * @returns {v.InferOutput<Schema>}
 */
function check(schema, value, wrong) {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const path = (issue.path ?? []).map(({ key }) => /** @type {string | number} */ (key))
  throw wrong({ path, problem: issue.message, atName: issue.expected === 'never' })
}

/** `['rules', 2, 'match', 'header', 'x-a']` as `rules[2].match.header["x-a"]`. */
function pathText(/** @type {MemberPath} */ path) {
  const [root, ...rest] = path
  return rest.reduce((/** @type {string} */ text, member) => {
    if (typeof member === 'number') return `${text}[${member}]`
    return /^[A-Za-z_$][\w$]*$/.test(member) ? `${text}.${member}` : `${text}[${JSON.stringify(member)}]`
  }, String(root))
}

module.exports = {
  MAX_TIMER_MS,
  check,
  flag,
  isPlainObject,
  object,
  oneOf,
  pathText,
  shouldBe,
  shown,
  text,
  wholeNumber,
}
