'use strict'

/** Whether an address is one of this machine's that no other can reach, or come from. */
function isLoopback(/** @type {string} */ address) {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}

module.exports = { isLoopback }
