'use strict'
// Sends a request, and reads the beginning of its answer.

const http = require('node:http')
const https = require('node:https')
const { performance } = require('node:perf_hooks')
const { pipeline } = require('node:stream/promises')
const { Failure } = require('../../failure.js')

/** How much of the body of an answer is kept. */
const MAX_ANSWER_BYTES = 1024 * 1024

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} statusMessage
 * @property {string[]} rawHeaders
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {Buffer} bytes The beginning of its body.
 * @property {number} size How many bytes it has, as far as it is known.
 * @property {boolean} complete Whether it has come to its end.
 * @property {{ answerStarted: number, answerEnded: number }} timing In milliseconds.
 */

/** What the system says; of several addresses that were tried, of the first. */
function causeOf(/** @type {any} */ error) {
  const [first] = error?.errors ?? []
  const { code, message } = first ?? error
  return { code: code ?? 'UNKNOWN', message: message || String(code) }
}

/**
 * @param {import('./plan.js').Target} target
 * @param {{ method: string, headers: string[][], form: Awaited<ReturnType<typeof import('./form.js').createForm>> }} message
 * @param {AbortSignal} signal Ends it.
 * @returns {Promise<Answer>} Rejects with a Failure when there is none.
 */
async function send(target, { method, headers, form }, signal) {
  const began = performance.now()
  const since = () => Math.round((performance.now() - began) * 10) / 10
  const { request } = target.options.protocol === 'https:' ? https : http
  const outgoing = request({
    ...target.options,
    ...{ method, agent: false, signal },
    headers: [
      ['Host', target.host],
      ...headers,
      ['Content-Type', form.contentType],
      ['Content-Length', String(form.length)],
      ['Connection', 'close'],
    ].flat(),
  })
  /** @type {Promise<import('node:http').IncomingMessage>} */
  const answered = new Promise((resolve, reject) => {
    outgoing.once('response', resolve)
    // A server that answers early may close its half before it has all: then this comes later, and does not matter.
    outgoing.on('error', reject)
  })
  pipeline(form.stream(), outgoing).catch(() => {})
  try {
    const response = await answered
    const answerStarted = since()
    const { bytes, size, complete } = await readBeginning(response)
    const { statusCode: status = 0, statusMessage = '', rawHeaders, headers: named } = response
    const timing = { answerStarted, answerEnded: since() }
    return { status, statusMessage, rawHeaders, headers: named, bytes, size, complete, timing }
  } catch (error) {
    if (error instanceof Failure || signal.aborted) throw error
    const { code, message } = causeOf(error)
    throw new Failure(502, 'replay_failed', `The replay to ${target.url} got no answer: ${message}.`, {
      cause: code,
    })
  } finally {
    outgoing.destroy()
  }
}

/** As much of a body as is kept; what has come of one that breaks off. */
async function readBeginning(/** @type {import('node:http').IncomingMessage} */ response) {
  const chunks = []
  let size = 0
  try {
    for await (const chunk of response) {
      chunks.push(chunk)
      size += chunk.length
      if (size > MAX_ANSWER_BYTES) break
    }
  } catch {
    return { bytes: Buffer.concat(chunks), size, complete: false }
  }
  const bytes = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES)
  const complete = size <= MAX_ANSWER_BYTES
  const announced = Number(response.headers['content-length'])
  return { bytes, size: complete || !Number.isSafeInteger(announced) ? size : announced, complete }
}

module.exports = { MAX_ANSWER_BYTES, send }
