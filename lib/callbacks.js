'use strict'
// Calls the caller's functions in the asynchronous context in which they were given.

const { AsyncResource } = require('node:async_hooks')
const { nextTick } = require('./primordials.js')

// One for all of them: there are several in an upload.
const byHand = { requireManualDestroy: true }

/** The current asynchronous context. */
function capture() {
  return new AsyncResource('UploadTask', byHand)
}

/** Throws an error with nothing between it and `uncaughtException`. */
function surface(/** @type {unknown} */ error) {
  nextTick(() => {
    throw error
  })
}

/** Calls one of the caller's functions: an exception affects nothing else, and surfaces once. */
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
