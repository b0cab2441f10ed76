'use strict'

/**
 * The range that a request asks for (RFC 9110, 14.2). Undefined if the whole file is to be sent: without a range,
 * with one that cannot be read or is of another version, and with several, which a server may ignore.
 *
 * @param {import('./reply.js').Request} request
 * @param {number} size
 * @param {string} etag
 * @returns {{ start: number, end: number } | 'unsatisfiable' | undefined}
 */
function rangeOf({ headers, method }, size, etag) {
  const match = /^bytes=\s*(?:(\d+)-(\d*)|-(\d+))\s*$/i.exec(headers.range ?? '')
  if (!match || method !== 'GET') return undefined
  const condition = headers['if-range']
  if (condition !== undefined && condition !== etag) return undefined
  const [, first, last, suffix] = match
  const start = suffix === undefined ? Number(first) : Math.max(0, size - Number(suffix))
  const end = suffix === undefined && last !== '' ? Math.min(Number(last), size - 1) : size - 1
  if (suffix === undefined && last !== '' && Number(last) < start) return undefined
  return start > end ? 'unsatisfiable' : { start, end }
}

exports.rangeOf = rangeOf
