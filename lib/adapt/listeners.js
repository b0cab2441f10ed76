'use strict'
// The listeners of one upload, and how the caller's functions are called.

/** Runs a function when the current code has returned. */
function later(/** @type {() => void} */ run) {
  Promise.resolve().then(run)
}

/**
 * Calls one of the caller's functions. An exception surfaces by itself and stops nothing else.
 *
 * @param {unknown} callback
 * @param {any[]} values
 */
function call(callback, values) {
  if (typeof callback !== 'function') return
  try {
    callback(...values)
  } catch (error) {
    later(() => {
      throw error
    })
  }
}

/**
 * The listeners of an upload, by event.
 *
 * @param {boolean} repeats Whether a function that was added twice is called twice.
 */
function createListeners(repeats) {
  /** @type {Map<string, Array<{ listener: unknown, removed: boolean }>>} */
  const registered = new Map()
  const of = (/** @type {string} */ event) => registered.get(event) || []

  return {
    add(/** @type {string} */ event, /** @type {unknown} */ listener) {
      const registrations = of(event)
      if (!repeats && registrations.some((registration) => registration.listener === listener)) return
      registrations.push({ listener, removed: false })
      registered.set(event, registrations)
    },
    /** Removes one registration of a listener; without a listener, all. */
    remove(/** @type {string} */ event, /** @type {unknown} */ listener) {
      const registrations = of(event)
      const all = listener === undefined || listener === null
      const start = all ? 0 : registrations.findIndex((registration) => registration.listener === listener)
      if (start === -1) return
      for (const registration of registrations.splice(start, all ? registrations.length : 1)) {
        registration.removed = true
      }
    },
    clear() {
      registered.forEach((registrations) => {
        for (const registration of registrations) registration.removed = true
      })
      registered.clear()
    },
    emit(/** @type {string} */ event, /** @type {any} */ argument) {
      // A copy, since listeners may add and remove listeners.
      for (const registration of of(event).slice()) {
        if (!registration.removed) call(registration.listener, [argument])
      }
    },
  }
}

module.exports = { later, call, createListeners }
