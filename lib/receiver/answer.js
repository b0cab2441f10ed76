'use strict'
// The default answers: what arrived, or why it was refused; always JSON.

const { sendJson: sendPieces } = require('./json.js')

/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {import('./received-upload.js').Upload} Upload */

/** What arrived: a field that came more than once is an array. */
function describe(/** @type {Upload} */ upload) {
  /** @type {Map<string, string | string[]>} */
  const fields = new Map()
  for (const { name, value } of upload.fields) {
    const before = fields.get(name)
    if (Array.isArray(before)) before.push(value)
    else fields.set(name, before === undefined ? value : [before, value])
  }
  return {
    // Not by assignment: a field may be called `__proto__`.
    fields: Object.fromEntries(fields),
    files: upload.files.map(({ field, filename, contentType, size, sha256 }) => ({
      field,
      filename,
      contentType,
      size,
      sha256,
    })),
  }
}

/**
 * Answers with JSON.
 *
 * @param {Response} response
 * @param {number} status
 * @param {unknown} value
 * @param {Record<string, string>} [headers]
 * @returns {Promise<void>} Resolves when the answer has been handed to the system, or the connection has closed.
 */
function sendJson(response, status, value, headers = {}) {
  for (const [name, content] of Object.entries(headers)) response.setHeader(name, content)
  response.setHeader('Content-Type', 'application/json')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.statusCode = status
  return sendPieces(response, value)
}

/** Answers with an error, the same for every reason: `{ error: { code, message } }`. */
function sendError(
  /** @type {Response} */ response,
  /** @type {number} */ status,
  /** @type {string} */ code,
  /** @type {string} */ message,
  /** @type {Record<string, string>} */ headers = {},
) {
  return sendJson(response, status, { error: { code, message } }, headers)
}

/** What was sent, for the upload's `response`. */
function describeResponse(/** @type {Response} */ response, /** @type {string | undefined} */ rule) {
  const { statusCode: status } = response
  const headers = { ...response.getHeaders() }
  return rule === undefined ? { status, headers } : { status, headers, rule }
}

module.exports = { describe, sendJson, sendError, describeResponse }
