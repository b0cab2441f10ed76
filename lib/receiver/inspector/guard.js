'use strict'
// Who may call the API. The receiver has checked the Host header before; this is about foreign pages in the
// developer's own browser, which can send requests to loopback but cannot set headers on them without CORS.

const { Failure } = require('../failure.js')
const { isForeign } = require('../security.js')

/** @typedef {import('./reply.js').Request} Request */

/** Refuses calls of foreign pages. */
function requireOwnOrigin(/** @type {Request} */ request) {
  if (!isForeign(request)) return
  throw new Failure(
    403,
    'foreign_origin',
    `The API answers its own page and programs, not the page ${request.headers.origin ?? 'of another site'}.`,
  )
}

/** Refuses what a form or a link of a foreign page could send as well. */
function requireIntent(/** @type {Request} */ { headers }) {
  const contentType = headers['content-type']?.split(';')[0].trim().toLowerCase()
  if (contentType === 'application/json' || headers['x-uploadtask'] === '1') return
  throw new Failure(
    403,
    'intent_missing',
    'A call that changes something needs the header "X-Uploadtask: 1" or "Content-Type: application/json".',
  )
}

/** Allows these methods only; others get a 405 that names them. */
function requireMethod(
  /** @type {Request} */ request,
  /** @type {import('./reply.js').Response} */ response,
  /** @type {string[]} */ ...methods
) {
  if (methods.includes(request.method ?? '')) return
  response.setHeader('Allow', methods.join(', '))
  const message = `Only ${methods.join(', ')} can be used here.`
  throw new Failure(405, 'method_not_allowed', message, { methods })
}

module.exports = { requireIntent, requireMethod, requireOwnOrigin }
