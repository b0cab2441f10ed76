'use strict'
// The listeners of one event, in the order in which they were added.

const { capture } = require('./callbacks.js')
const { RealmMap, RealmSet } = require('./primordials.js')

/** @typedef {{ listener: Function, resource: import('node:async_hooks').AsyncResource, removed: boolean }} Registration */

/** Ends a registration, and tells observers of asynchronous resources that its own has ended. */
function release(/** @type {Registration} */ registration) {
  registration.removed = true
  registration.resource.emitDestroy()
}

class Listeners {
  /** @type {Set<Registration>} */
  #all = new RealmSet()
  /** The registrations of each function, so that thousands of them cost no search. @type {Map<Function, Registration[]>} */
  #byListener = new RealmMap()

  /** Adds a listener; one that was added before only if it may repeat. */
  add(/** @type {Function} */ listener, /** @type {boolean} */ repeats) {
    const same = this.#byListener.get(listener)
    if (same && !repeats) return undefined
    const registration = { listener, resource: capture(), removed: false }
    this.#all.add(registration)
    if (same) same.push(registration)
    else this.#byListener.set(listener, [registration])
    return registration
  }

  /** Removes the oldest registration of a listener. */
  remove(/** @type {any} */ listener) {
    const same = this.#byListener.get(listener)
    const registration = same?.shift()
    if (!same || !registration) return
    if (same.length === 0) this.#byListener.delete(listener)
    this.#all.delete(registration)
    release(registration)
  }

  /** Removes all. */
  clear() {
    for (const registration of this.#all) release(registration)
    this.#all.clear()
    this.#byListener.clear()
  }

  /** A copy, since listeners may add and remove listeners. */
  list() {
    return [...this.#all]
  }
}

module.exports = { Listeners }
