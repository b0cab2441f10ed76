'use strict'
// Options as a caller gives them: their types, and the members of `header` and `formData`.

/** @typedef {Record<string, string | number>} Fields */

/** Stands for what cannot be read, or made the primitive that it boxes: `typeName` names it by its class. */
class Unreadable {
  get [Symbol.toStringTag]() {
    return 'Unreadable'
  }
}
const UNREADABLE = new Unreadable()

/** The functions that give what is in a box, and throw for what is none. */
const BOXES = new Map(
  /** @type {Array<[string, () => unknown]>} */ ([
    ['String', String.prototype.valueOf],
    ['Number', Number.prototype.valueOf],
    ['Boolean', Boolean.prototype.valueOf],
  ]),
)

function isBoxed(/** @type {unknown} */ value, /** @type {() => unknown} */ content) {
  try {
    content.call(value)
    return true
  } catch (_other) {
    return false
  }
}

/**
 * The type of a value as the platforms name it: `Undefined`, `Null`, `String`, `Array`, `Object` … It throws nothing:
 * `Unreadable` is what does not say, and what only claims to be a String, Number or Boolean is an `Object`.
 *
 * @param {unknown} value
 * @returns {string}
 */
function typeName(value) {
  try {
    const name = Object.prototype.toString.call(value).slice(8, -1)
    const content = typeof value === 'object' ? BOXES.get(name) : undefined
    return content && !isBoxed(value, content) ? 'Object' : name
  } catch (_unreadable) {
    return 'Unreadable'
  }
}

/** Of a boxed String, Number or Boolean what JSON writes of it; another value as it is. */
function unboxed(/** @type {any} */ value) {
  if (typeof value !== 'object' || value === null) return value
  try {
    const name = typeName(value)
    if (name === 'Unreadable') return UNREADABLE
    if (name === 'String') return String(value)
    if (name === 'Number') return Number(value)
    return name === 'Boolean' ? Boolean.prototype.valueOf.call(value) : value
  } catch (_unreadable) {
    return UNREADABLE
  }
}

/** What is wrong with a value that is of another type than `wanted`: the rest of a sentence that begins with its name. */
function mismatch(/** @type {unknown} */ value, /** @type {string} */ wanted) {
  const instead = typeName(value)
  return instead === 'Unreadable' ? 'cannot be read' : `should be ${wanted} instead of ${instead}`
}

/** Whether a value is a Proxy that was revoked: of such alone does `isArray` throw. */
function isRevoked(/** @type {unknown} */ value) {
  try {
    Array.isArray(value)
    return false
  } catch (_revoked) {
    return true
  }
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
 * @param {boolean} throws Whether what a getter throws leaves through here.
 * @returns {any}
 */
function snapshot(options, known, throws) {
  /** @type {Record<string, any>} */
  const copy = {}
  if (typeof options !== 'object' || options === null || isRevoked(options)) return copy
  const read = (/** @type {() => void} */ reading, /** @type {string} */ name = '') => {
    try {
      reading()
    } catch (error) {
      if (throws) throw error
      if (name !== '') define(copy, name, UNREADABLE)
    }
  }
  read(() => {
    for (const name in options) read(() => define(copy, name, options[name]), name)
  })
  for (const name of known) {
    read(() => {
      if (!owns(copy, name) && name in options) define(copy, name, options[name])
    }, name)
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
  const fields = mapFields(object, (given) => {
    const value = unboxed(given)
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
    return mapFields(object, (given) => {
      const value = typeName(given) === 'Number' ? Number(given) : given
      return value === undefined || typeof value === 'number' ? value : String(value)
    })
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
  unboxed,
  mismatch,
  strictFields,
  textFields,
  invalidHeader,
}
