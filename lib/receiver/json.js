'use strict'
// JSON in pieces: an upload can have many megabytes of characters that take six bytes each, and nothing else goes on
// while a text is made of them.

const { setImmediate } = require('node:timers/promises')

/** @typedef {import('node:http').ServerResponse} Response */

/** About how much is made, and written, at once. */
const PIECE = 64 * 1024
/** How many pieces are made at once after all, so that answers have a Content-Length. */
const AT_ONCE = 8

/** @returns {Generator<string>} */
function* fragments(/** @type {unknown} */ value) {
  if (typeof value === 'string') {
    yield '"'
    // Half of a surrogate pair becomes an escape, which is right in JSON wherever it is cut.
    for (let at = 0; at < value.length; at += PIECE / 4) {
      yield JSON.stringify(value.slice(at, at + PIECE / 4)).slice(1, -1)
    }
    yield '"'
  } else if (Array.isArray(value)) {
    yield '['
    for (const [index, item] of value.entries()) {
      if (index > 0) yield ','
      yield* fragments(item)
    }
    yield ']'
  } else if (typeof value === 'object' && value !== null) {
    yield* members(value)
  } else {
    yield JSON.stringify(value) ?? 'null'
  }
}

/** @returns {Generator<string>} */
function* members(/** @type {object} */ value) {
  let before = '{'
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    yield `${before}${JSON.stringify(name)}:`
    yield* fragments(member)
    before = ','
  }
  yield before === '{' ? '{}' : '}'
}

/**
 * The JSON of a plain value: what `JSON.stringify` gives, in pieces.
 *
 * @returns {Generator<string>}
 */
function* jsonPieces(/** @type {unknown} */ value) {
  let piece = ''
  for (const fragment of fragments(value)) {
    piece += fragment
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece
}

/**
 * Answers with JSON, piece by piece when it is long. The status and the headers are there when this returns.
 *
 * @param {Response} response With everything but the headers of the body.
 * @param {unknown} value
 * @returns {Promise<void>} Resolves when the answer has been handed to the system, or the connection has closed.
 */
function sendJson(response, value) {
  const pieces = jsonPieces(value)
  let text = ''
  for (let count = 0; count < AT_ONCE; count += 1) {
    const piece = pieces.next()
    if (piece.done) {
      response.setHeader('Content-Length', Buffer.byteLength(text))
      response.end(text)
      return Promise.resolve()
    }
    text += piece.value
  }
  return sendRest(response, text, pieces)
}

async function sendRest(
  /** @type {Response} */ response,
  /** @type {string} */ next,
  /** @type {Generator<string>} */ pieces,
) {
  let text = next
  for (;;) {
    // Others have their turn in between.
    await (response.write(text) ? setImmediate() : drained(response))
    if (response.destroyed) return
    const { done, value } = pieces.next()
    if (done) break
    text = value
  }
  response.end()
}

/** Resolves when more can be written, or nothing can any more. */
function drained(/** @type {Response} */ response) {
  return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    const end = () => {
      response.off('drain', end)
      response.off('close', end)
      resolve()
    }
    response.on('drain', end)
    response.on('close', end)
    if (response.destroyed) end()
  })
}

module.exports = { jsonPieces, sendJson }
