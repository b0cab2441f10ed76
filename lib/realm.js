'use strict'
// The addon's errors, for code that runs in a realm of its own. Test runners give each test file one, and its
// `TypeError` is not the addon's.

const { assign, tag, RealmTypeError } = require('./primordials.js')

/** The result of a function of the addon; its errors become errors of this realm. @template T */
function inThisRealm(/** @type {() => T} */ run) {
  try {
    return run()
  } catch (error) {
    if (error instanceof Error || tag(error) !== 'Error') throw error
    const { name, message, code } = /** @type {NodeJS.ErrnoException} */ (error)
    const copy = name === 'TypeError' ? new RealmTypeError(message) : new Error(message)
    throw code === undefined ? copy : assign(copy, { code })
  }
}

module.exports = { inThisRealm }
