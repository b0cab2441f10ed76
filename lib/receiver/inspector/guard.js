'use strict'
// Who may call the API. The Host header is checked before by the receiver; here it is about foreign pages in the
// developer's own browser, which can send requests to loopback but cannot set headers on them without CORS.

const { HttpError } = require('./reply.js')

/** @typedef {import('./reply.js').Request} Request */

/** Refuses calls of foreign pages. */
function requireOwnOrigin(/** @type {Request} */ { headers }) {
  const { origin } = headers
  // HTTP/2 has it as `:authority`.
  const host = headers.host ?? headers[':authority']
  // Browsers send `Sec-Fetch-Site` where they send no `Origin`: a plain GET, an event stream, an image.
  const foreign =
    origin === undefined
      ? headers['sec-fetch-site'] === 'cross-site'
      : !URL.canParse(origin) || new URL(origin).host !== host
  if (!foreign) return
  throw new HttpError(
    403,
    'FOREIGN_ORIGIN',
    `The API answers its own page and programs, not the page ${origin ?? 'of another site'}.`,
  )
}

/** Refuses what a form or a link of a foreign page could send as well. */
function requireIntent(/** @type {Request} */ { headers }) {
  const contentType = headers['content-type']?.split(';')[0].trim().toLowerCase()
  if (contentType === 'application/json' || headers['x-uploadtask'] === '1') return
  throw new HttpError(
    403,
    'INTENT_MISSING',
    'A call that changes something needs the header "X-Uploadtask: 1" or "Content-Type: application/json".',
  )
}

module.exports = { requireOwnOrigin, requireIntent }
