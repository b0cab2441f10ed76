'use strict'
// The globals that an upload needs, as they are when the package is loaded: test runners replace them later, and an
// upload must neither stop with a fake clock nor fail because of mocks.

const { apply } = Reflect
const { keys } = Object
const describe = Object.prototype.toString

/** The functions that give what is in a box, and throw for what is none. */
const boxes = new Map(
  /** @type {Array<[string, () => unknown]>} */ ([
    ['String', String.prototype.valueOf],
    ['Number', Number.prototype.valueOf],
    ['Boolean', Boolean.prototype.valueOf],
  ]),
)
const { get: boxOf } = Map.prototype

function isBoxed(/** @type {unknown} */ value, /** @type {() => unknown} */ content) {
  try {
    apply(content, value, [])
    return true
  } catch {
    return false
  }
}

/**
 * The type of a value as `Object.prototype.toString` names it: `Date`, `Map`, `Object`. It throws nothing: `Unreadable` is
 * what does not say, a revoked Proxy, and what only claims to be a String, Number or Boolean is an `Object`.
 *
 * @param {unknown} value
 * @returns {string}
 */
function tag(value) {
  try {
    const name = apply(describe, value, []).slice(8, -1)
    const content = typeof value === 'object' ? apply(boxOf, boxes, [name]) : undefined
    return content && !isBoxed(value, content) ? 'Object' : name
  } catch {
    return 'Unreadable'
  }
}

const viewKeys = Uint8Array.prototype.keys

/** Throws unless the memory of a typed array is there, which an empty one does not tell otherwise. */
function validate(/** @type {object} */ typedArray) {
  apply(viewKeys, typedArray, [])
}

const toText = String
const toNumber = Number

/** What JSON writes of a boxed String, Number or Boolean, `undefined` where that throws; another value as it is. */
function unboxed(/** @type {any} */ value) {
  try {
    const name = tag(value)
    if (name === 'String') return toText(value)
    if (name === 'Number') return toNumber(value)
    if (name === 'Boolean') return apply(apply(boxOf, boxes, [name]), value, [])
    return value
  } catch {
    // Its own `toString` or `valueOf` throws.
  }
}

/**
 * A text as the engine keeps names of members: with one that it made otherwise, as those that come from the addon, each look
 * for a member begins with a look for the name.
 */
function asKey(/** @type {string} */ text) {
  return keys({ [text]: undefined })[0]
}

/**
 * What runs a function later, as Node.js has it.
 *
 * @typedef {object} Schedulers
 * @property {(run: () => void) => unknown} setImmediate
 * @property {(run: () => void) => void} queueMicrotask
 * @property {(run: () => void) => void} nextTick
 */

/** Fake timers of test runners are in the globals, and often there alone; jest's jsdom environment has no such global. */
function immediateOfNow() {
  try {
    return require('node:timers').setImmediate
  } catch {
    // A bundle that has no modules of Node's loads as far as to the addon, which says what a bundle needs.
    return globalThis.setImmediate
  }
}

/**
 * Those of the first copy of the package in this realm: a test runner that loads modules anew may have replaced them since.
 *
 * @returns {Schedulers}
 */
function schedulers() {
  const key = Symbol.for('uploadtask.schedulers')
  const known = /** @type {any} */ (globalThis)[key]
  if (known !== undefined) return known
  const value = { setImmediate: immediateOfNow(), queueMicrotask, nextTick: process.nextTick }
  // Without an exception where the global object is frozen.
  Reflect.defineProperty(globalThis, key, { value })
  return value
}

const { setImmediate, queueMicrotask: microtask, nextTick } = schedulers()

module.exports = {
  asKey,
  assign: Object.assign,
  create: Object.create,
  defineProperty: Object.defineProperty,
  entries: Object.entries,
  freeze: Object.freeze,
  fromEntries: Object.fromEntries,
  getPrototypeOf: Object.getPrototypeOf,
  isArray: Array.isArray,
  isView: ArrayBuffer.isView,
  keyFor: Symbol.for,
  keys,
  parse: JSON.parse,
  tag,
  toText,
  unboxed,
  validate,
  RealmMap: Map,
  RealmPromise: Promise,
  RealmSet: Set,
  RealmTypeError: TypeError,

  /** Calls a function when the event loop turns: after all promises that are settled by then. */
  afterThisTurn: setImmediate,
  /** Calls a function when the current code has returned. */
  afterThisCode: microtask,
  nextTick,
}
