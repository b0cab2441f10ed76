'use strict'
// Functions of the caller's, called in the asynchronous context that they were given in.

const { AsyncResource } = require('node:async_hooks')
const { nextTick } = require('./primordials.js')

// One for all of them: there are several in an upload.
const byHand = { requireManualDestroy: true }

/** The asynchronous context of now. */
function capture() {
  return new AsyncResource('UploadTask', byHand)
}

/** Throws an error where nobody is between it and `uncaughtException`. */
function surface(/** @type {unknown} */ error) {
  nextTick(() => {
    throw error
  })
}

/** Calls a function of the caller's: what it throws is nobody's failure but its own, and surfaces once. */
function call(
  /** @type {AsyncResource} */ resource,
  /** @type {unknown} */ callback,
  /** @type {any[]} */ values,
) {
  if (typeof callback !== 'function') return
  try {
    resource.runInAsyncScope(/** @type {any} */ (callback), undefined, ...values)
  } catch (error) {
    try {
      // In the caller's context, so that a handler of `uncaughtException` is told whose exception it is.
      resource.runInAsyncScope(surface, undefined, error)
    } catch {
      // The context itself cannot be entered.
      surface(error)
    }
  }
}

module.exports = { capture, surface, call }
