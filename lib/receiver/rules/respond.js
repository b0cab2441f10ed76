'use strict'
// Sends the answer of a rule, or the default one, as late as the rules want it.

const { setTimeout } = require('node:timers/promises')
const { promisify } = require('node:util')
const zlib = require('node:zlib')
const { newAbortController } = require('../node-globals.js')
const { beginJson, sendPieces, wholeJson } = require('../json.js')
const { check, pathText } = require('../validate.js')
const { givenSchema } = require('./check-respond.js')
const { functionFailure } = require('./rule-error.js')
const { renderAnswer, renderFailure } = require('./render-answer.js')

/**
 * @typedef {import('../rules.js').Rule} Rule
 * @typedef {import('./render-answer.js').RenderedAnswer} RenderedAnswer
 * @typedef {import('../index.js').Upload} Upload
 */

const gzip = promisify(zlib.gzip)

/**
 * Sends the answer: waits, sends the head, waits, sends the body. What the response has been given before (`setHeader`)
 * stays, unless the rule sets it.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {import('./book.js').Ending} ending One without `fault` and `passthrough`, which have no answer of their own.
 * @param {Upload} upload What templates show, and functions look at.
 * @param {AbortSignal | undefined} signal Gives up, and leaves the response as it is by then.
 * @param {() => unknown} defaultAnswer What is answered, as JSON, when the rule does not say it.
 * @param {typeof setTimeout} [sleep] For tests.
 * @returns {Promise<void>} Resolves when the answer has been handed to the system, the connection has closed, or the
 *   signal said so; never rejects.
 */
async function respond(response, ending, upload, signal, defaultAnswer, sleep = setTimeout) {
  const { rule, delay, bodyDelay } = ending
  const closing = newAbortController()
  const over = closing.signal
  const close = () => closing.abort()
  response.once('close', close)
  signal?.addEventListener('abort', close)
  if (response.destroyed || signal?.aborted) close()
  try {
    await wait(delay, over, sleep)
    if (over.aborted) return
    const { answer, isGzip } = await answerOf(rule, upload, over, defaultAnswer)
    const { status, headers } = answer
    const { bytes, rest, isCompressed } = await bodyOf(answer, isGzip)
    if (over.aborted) return

    response.setHeader('X-Content-Type-Options', 'nosniff')
    // A connection that has to be closed is closed, whatever the rule says.
    const isClosing = response.getHeader('Connection') === 'close'
    for (const [name, value] of headers) response.setHeader(name, value)
    if (isClosing) response.setHeader('Connection', 'close')
    if (isCompressed) response.setHeader('Content-Encoding', 'gzip')
    const mayHaveBody = status !== 204 && status !== 304
    if (mayHaveBody && !rest) response.setHeader('Content-Length', bytes.length)
    response.writeHead(status)
    if (bodyDelay && mayHaveBody) {
      // Not `flushHeaders`, which sends a header that is not ASCII as other bytes than `write` and `end`.
      response.write(Buffer.alloc(0))
      await wait(bodyDelay, over, sleep)
      if (over.aborted) return
    }
    await (rest ? sendPieces(response, bytes.toString(), rest, over) : send(response, bytes, over))
  } finally {
    response.off('close', close)
    signal?.removeEventListener('abort', close)
  }
}

/** Waits, until the signal is aborted at the latest. */
async function wait(
  /** @type {number | undefined} */ milliseconds,
  /** @type {AbortSignal} */ signal,
  /** @type {typeof setTimeout} */ sleep = setTimeout,
) {
  if (!milliseconds || signal.aborted) return
  await sleep(milliseconds, undefined, { signal }).catch(() => {})
}

/**
 * The answer of data, or of a function; that of one that fails says so.
 *
 * @param {Rule | undefined} rule
 * @param {Upload} upload
 * @param {AbortSignal} over
 * @param {() => unknown} defaultAnswer
 */
async function answerOf(rule, upload, over, defaultAnswer) {
  if (typeof rule?.respond !== 'function') {
    return { answer: renderAnswer(rule, upload, defaultAnswer), isGzip: rule?.respond?.gzip === true }
  }
  try {
    const result = await Promise.race([rule.respond(upload), aborted(over)])
    const given = check(givenSchema, result ?? {}, ({ path, problem }) => {
      return new Error(`what it returned is not an answer: ${pathText(['answer', ...path])} ${problem}`)
    })
    return {
      answer: renderAnswer(rule, upload, defaultAnswer, /** @type {any} */ (given)),
      isGzip: given.gzip === true,
    }
  } catch (error) {
    return { answer: renderFailure(functionFailure(rule, 'respond', error).message), isGzip: false }
  }
}

/** Resolves with nothing when the signal is aborted. @returns {Promise<undefined>} */
function aborted(/** @type {AbortSignal} */ signal) {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }))
}

/** The bytes of an answer; of long JSON that is sent as it is the first ones, and the rest. */
async function bodyOf(/** @type {RenderedAnswer} */ { body, json }, /** @type {boolean} */ isGzip) {
  const begun = json === undefined ? undefined : beginJson(json)
  if (begun?.rest && !isGzip) return { bytes: Buffer.from(begun.text), rest: begun.rest, isCompressed: false }
  const bytes = begun ? await wholeJson(begun) : Buffer.from(body)
  const isCompressed = isGzip && bytes.length > 0
  return { bytes: isCompressed ? await gzip(bytes) : bytes, rest: undefined, isCompressed }
}

/** Ends the response with these bytes. */
function send(
  /** @type {import('node:http').ServerResponse} */ response,
  /** @type {Buffer} */ bytes,
  /** @type {AbortSignal} */ over,
) {
  return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    over.addEventListener('abort', () => resolve(), { once: true })
    response.end(bytes, () => resolve())
  })
}

module.exports = { respond, wait }
