'use strict'
// The globals that an upload needs, as they are when the package is loaded: test runners replace them later, and an
// upload must neither stop with a fake clock nor fail because of mocks.

// jest's jsdom environment has no such global. Where there is one it serves, so that a bundle loads as far as to the addon,
// which says what a bundle needs.
const setImmediate = globalThis.setImmediate ?? require('node:timers').setImmediate

const { apply } = Reflect
const describe = Object.prototype.toString

/** The type of a value as `Object.prototype.toString` names it: `Date`, `Map`, `Object`. */
const tag = (/** @type {unknown} */ value) => apply(describe, value, []).slice(8, -1)

module.exports = {
  assign: Object.assign,
  create: Object.create,
  defineProperty: Object.defineProperty,
  entries: Object.entries,
  freeze: Object.freeze,
  fromEntries: Object.fromEntries,
  isArray: Array.isArray,
  keyFor: Symbol.for,
  keys: Object.keys,
  parse: JSON.parse,
  tag,
  toText: String,
  RealmMap: Map,
  RealmPromise: Promise,
  RealmSet: Set,
  RealmTypeError: TypeError,

  /** Calls a function when the event loop turns: after all promises that are settled by then. */
  afterThisTurn: setImmediate,
  /** Calls a function when the current code has returned. */
  afterThisCode: queueMicrotask,
  nextTick: process.nextTick,
}
