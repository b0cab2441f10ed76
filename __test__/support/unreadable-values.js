'use strict'
// Values that a program may pass and nobody can read.

/** A getter, or a method, that throws. @returns {never} */
function refuse() {
  throw new Error('thrown by the caller')
}

/** A Proxy that throws whatever is done with it. @returns {any} */
function revoked(/** @type {any} */ target = {}) {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

module.exports = { refuse, revoked }
