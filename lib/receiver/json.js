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
 * The beginning of a value's JSON, and the rest when it is long.
 *
 * @returns {{ text: string, rest?: Generator<string> }}
 */
function beginJson(/** @type {unknown} */ value) {
  const rest = jsonPieces(value)
  let text = ''
  for (let count = 0; count < AT_ONCE; count += 1) {
    const piece = rest.next()
    if (piece.done) return { text }
    text += piece.value
  }
  return { text, rest }
}

/** All of it, made a bit in each turn. */
async function wholeJson(/** @type {{ text: string, rest?: Iterable<string> }} */ { text, rest = [] }) {
  const pieces = [Buffer.from(text)]
  for (const piece of rest) {
    pieces.push(Buffer.from(piece))
    await setImmediate()
  }
  return Buffer.concat(pieces)
}

/**
 * Answers with JSON, piece by piece when it is long. The status and the headers are there when this returns.
 *
 * @param {Response} response With everything but the headers of the body.
 * @param {unknown} value
 * @returns {Promise<void>} Resolves when the answer has been handed to the system, or the connection has closed.
 */
function sendJson(response, value) {
  const { text, rest } = beginJson(value)
  if (rest) return sendPieces(response, text, rest)
  response.setHeader('Content-Length', Buffer.byteLength(text))
  response.end(text)
  return Promise.resolve()
}

/**
 * Sends pieces as the connection takes them, and ends the response.
 *
 * @param {Response} response
 * @param {string} first
 * @param {Iterable<string>} rest
 * @param {AbortSignal} [signal] Gives up, and closes the connection.
 */
async function sendPieces(response, first, rest, signal) {
  const stop = () => response.destroy()
  signal?.addEventListener('abort', stop)
  try {
    if (signal?.aborted) stop()
    await written(response, first)
    for (const piece of rest) {
      if (response.destroyed) return
      await written(response, piece)
    }
    response.end()
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

/** Resolves when more can be written, or nothing can any more; others have their turn before. */
function written(/** @type {Response} */ response, /** @type {string} */ text) {
  if (response.destroyed || response.write(text)) return setImmediate()
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

module.exports = { beginJson, jsonPieces, sendJson, sendPieces, wholeJson }
