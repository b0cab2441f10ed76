'use strict'

/** Whether an address belongs to this machine alone: no other can reach it, or come from it. */
function isLoopback(/** @type {string} */ address) {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}

module.exports = { isLoopback }
