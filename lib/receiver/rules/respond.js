'use strict'
// Sends the answer of a rule.

const { promisify } = require('node:util')
const zlib = require('node:zlib')
const { renderAnswer } = require('./render-answer.js')
const { wait } = require('./wait.js')

const gzip = promisify(zlib.gzip)

/**
 * Sends a rule's answer: waits, sends the head, waits, sends the body. What the response has been given before
 * (`setHeader`) stays, unless the rule sets it.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {import('../rules.js').Rule} rule One without `drop` and `reset`, which have no answer.
 * @param {import('./template.js').DescribedUpload} upload What the templates show.
 * @param {AbortSignal | undefined} signal Gives up, and leaves the response as it is by then.
 * @param {() => unknown} defaultAnswer What is answered, as JSON, when the rule does not say it.
 * @returns {Promise<void>} Resolves when the answer has been handed to the system, the connection has closed, or the
 *   signal said so; never rejects.
 */
async function respond(response, rule, upload, signal, defaultAnswer) {
  const closing = new AbortController()
  const closed = () => closing.abort()
  response.once('close', closed)
  if (response.destroyed) closed()
  const over = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal
  try {
    await wait(rule.delay ?? 0, over)
    if (over.aborted) return
    const { status, headers, body } = renderAnswer(rule, upload, defaultAnswer)
    const isCompressed = rule.answer?.gzip === true && body !== ''
    const bytes = isCompressed ? await gzip(body) : Buffer.from(body)
    if (over.aborted) return

    response.setHeader('X-Content-Type-Options', 'nosniff')
    // Of a connection that has to be closed, the rule cannot say otherwise.
    const isClosing = response.getHeader('Connection') === 'close'
    for (const [name, value] of headers) response.setHeader(name, value)
    if (isClosing) response.setHeader('Connection', 'close')
    if (isCompressed) response.setHeader('Content-Encoding', 'gzip')
    const mayHaveBody = status !== 204 && status !== 304
    if (mayHaveBody) response.setHeader('Content-Length', bytes.length)
    response.writeHead(status)
    if (rule.bodyDelay && mayHaveBody) {
      // Not `flushHeaders`, which sends a header that is not ASCII as other bytes than `write` and `end`.
      response.write(Buffer.alloc(0))
      await wait(rule.bodyDelay, over)
      if (over.aborted) return
    }
    await send(response, bytes, over)
  } finally {
    response.off('close', closed)
  }
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

module.exports = { respond }
