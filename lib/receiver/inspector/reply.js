'use strict'
// What all answers of the inspector have in common.

const { Failure } = require('../failure.js')
const { sendJson: sendPieces } = require('../json.js')

/** @typedef {import('node:http').IncomingMessage & { originalUrl?: string }} Request */
/** @typedef {import('node:http').ServerResponse} Response */

/**
 * @typedef {object} Call A call of the API.
 * @property {Request} request
 * @property {Response} response
 * @property {URLSearchParams} query
 *
 * @typedef {object} Desk What the API is about.
 * @property {import('../index.js').Receiver} receiver
 * @property {import('../traces.js').Traces} traces
 * @property {ReturnType<typeof import('./event-stream.js').createEventStream>} events
 * @property {() => Promise<void>} clear Removes what has ended and is not pinned.
 * @property {(id: string) => Promise<boolean>} end Breaks off an upload that is not answered yet; false when it was.
 * @property {boolean} allowReplay Whether uploads may be sent again for callers on other machines.
 * @property {AbortSignal} closing
 */

/** Nothing that is not the page itself may run, load or be framed, whatever a browser takes it for. */
const INERT = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Headers of every answer; `policy` is its Content-Security-Policy. */
function protect(/** @type {Response} */ response, policy = INERT) {
  response.setHeader('Content-Security-Policy', policy)
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('Cache-Control', 'no-store')
}

/** A short answer. The body is left out for HEAD by `node:http` itself. */
function send(
  /** @type {Response} */ response,
  /** @type {number} */ status,
  /** @type {string} */ contentType,
  /** @type {string | Buffer} */ body,
) {
  response.statusCode = status
  response.setHeader('Content-Type', contentType)
  response.setHeader('Content-Length', Buffer.byteLength(body))
  response.end(body)
}

/** Resolves when the answer has been handed to the system, or the connection has closed. */
function sendJson(
  /** @type {Response} */ response,
  /** @type {unknown} */ value,
  /** @type {number} */ status = 200,
) {
  response.statusCode = status
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  return sendPieces(response, value)
}

function sendNothing(/** @type {Response} */ response) {
  response.statusCode = 204
  response.end()
}

/** Answers with an error; a connection whose head is out already is ended instead. */
function sendError(/** @type {Response} */ response, /** @type {unknown} */ error) {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const known = error instanceof Failure
  const { status = 500, code, details } = known ? error : { code: 'internal', details: {} }
  const message = error instanceof Error ? error.message : String(error)
  sendJson(response, { error: { ...details, code, message } }, status)
}

exports.protect = protect
exports.send = send
exports.sendJson = sendJson
exports.sendNothing = sendNothing
exports.sendError = sendError
