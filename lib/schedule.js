'use strict'
// The functions that schedule work, as they are when the package is loaded: test runners put fakes in place of the
// globals later, and an upload must not stand still with their clock.

module.exports = { afterThisCode: queueMicrotask, nextTick: process.nextTick }
