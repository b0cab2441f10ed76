'use strict'
// The addon's errors, for code that runs in a realm of its own. Test runners give each test file one, and its
// `TypeError` is not the addon's.

/** The result of a function of the addon; its errors become errors of this realm. @template T */
function inThisRealm(/** @type {() => T} */ run) {
  try {
    return run()
  } catch (error) {
    if (error instanceof Error || Object.prototype.toString.call(error) !== '[object Error]') throw error
    const { name, message, code } = /** @type {NodeJS.ErrnoException} */ (error)
    const copy = name === 'TypeError' ? new TypeError(message) : new Error(message)
    throw code === undefined ? copy : Object.assign(copy, { code })
  }
}

module.exports = { inThisRealm }
