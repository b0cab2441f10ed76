'use strict'
// Options as a caller gives them: their types, and the members of `header` and `formData`.

/** @typedef {Record<string, string | number>} Fields */

/** The type of a value as the platforms name it: `Undefined`, `Null`, `String`, `Array`, `Object` … */
function typeName(/** @type {unknown} */ value) {
  return Object.prototype.toString.call(value).slice(8, -1)
}

function isAbsent(/** @type {unknown} */ value) {
  return value === undefined || value === null
}

/** Whether an object has a member of its own; `Object.hasOwn` is too new for devices. */
function owns(/** @type {object} */ object, /** @type {string} */ name) {
  return Object.getOwnPropertyDescriptor(object, name) !== undefined
}

/** Sets a member, even one named `__proto__`. */
function define(/** @type {any} */ object, /** @type {string} */ name, /** @type {unknown} */ value) {
  Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true })
}

/**
 * A copy of an object in which every value went through a function; `undefined` leaves the member out.
 *
 * @param {any} object
 * @param {(value: any) => any} convert
 */
function mapFields(object, convert) {
  /** @type {Record<string, any>} */
  const copy = {}
  for (const name of Object.keys(object)) {
    const value = convert(object[name])
    if (value !== undefined) define(copy, name, value)
  }
  return copy
}

/**
 * The caller's options, each read once. The ones that are known are read wherever they are defined, the
 * others if they are enumerable.
 *
 * @param {any} options
 * @param {string[]} known
 * @returns {any}
 */
function snapshot(options, known) {
  /** @type {Record<string, any>} */
  const copy = {}
  if (typeof options !== 'object' || options === null) return copy
  for (const name in options) define(copy, name, options[name])
  for (const name of known) {
    if (name in options && !owns(copy, name)) define(copy, name, options[name])
  }
  return copy
}

/**
 * Fields of Vela and Quick App: strings and finite numbers; `null` and `undefined` are skipped.
 *
 * @param {unknown} object
 * @returns {Fields | undefined | null} `null` for anything else.
 */
function strictFields(object) {
  if (isAbsent(object)) return undefined
  if (typeName(object) !== 'Object') return null
  let valid = true
  const fields = mapFields(object, (value) => {
    if (isAbsent(value)) return undefined
    valid = valid && (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)))
    return value
  })
  return valid ? fields : null
}

/**
 * Fields of WeChat: all but numbers become text, which is what WeChat sends of them; `undefined` is skipped.
 *
 * @param {unknown} object
 * @returns {Fields | undefined | null} `null` where something cannot be made text.
 */
function textFields(object) {
  if (isAbsent(object)) return undefined
  try {
    return mapFields(object, (value) =>
      value === undefined || typeof value === 'number' ? value : String(value),
    )
  } catch (_unreadable) {
    return null
  }
}

/**
 * The name of the first header that HTTP cannot carry: its name is not a token (RFC 9110 5.6.2), or its value
 * has a control character.
 *
 * @param {Fields | undefined} header
 */
function invalidHeader(header) {
  return Object.keys(header || {}).find((name) => {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return true
    return Array.from(String(/** @type {Fields} */ (header)[name])).some((character) => {
      const code = character.charCodeAt(0)
      return (code < 32 && character !== '\t') || code === 127
    })
  })
}

module.exports = {
  typeName,
  isAbsent,
  owns,
  define,
  mapFields,
  snapshot,
  strictFields,
  textFields,
  invalidHeader,
}
