'use strict'
// Uploads that are sent again, over HTTP.

const { randomBytes } = require('node:crypto')
const { Failure } = require('../../failure.js')
const { isLoopback } = require('../../loopback.js')
const { clearTimeout, newAbortController, setTimeout } = require('../../node-globals.js')
const { REPLAY_HEADER } = require('../../received-upload.js')
const { requireMethod } = require('../guard.js')
const { decodeText, textCharset } = require('../kind.js')
const { readJson } = require('../parameters.js')
const { sendJson } = require('../reply.js')
const { decodeBody } = require('../source.js')
const { createForm } = require('./form.js')
const { headersOf, partsOf, replay, targetOf } = require('./plan.js')
const { MAX_ANSWER_BYTES, send } = require('./send.js')

/** @typedef {import('../reply.js').Call} Call */
/** @typedef {import('../reply.js').Desk} Desk */
/** @typedef {import('../../index.js').Upload} Upload */

/** Fields can have 16 MiB by default. */
const MAX_BODY = 20 * 1024 * 1024
/** How many replays of an upload are remembered. */
const MAX_REPLAYS = 10

/** Whether this caller may have this machine send requests. */
function mayReplay(
  /** @type {Desk} */ { allowReplay },
  /** @type {import('../reply.js').Request} */ { socket },
) {
  return allowReplay || isLoopback(socket.remoteAddress ?? '')
}

/** What is given of an answer's body: its text where it is one. */
async function shownBody(/** @type {import('./send.js').Answer} */ { bytes, size, complete, headers }) {
  const decoded = await decodeBody(bytes, headers['content-encoding'], MAX_ANSWER_BYTES)
  const charset = textCharset(decoded)
  return {
    ...{ size, kept: bytes.length, complete, charset: charset ?? null },
    ...(charset === undefined ? { base64: decoded.toString('base64') } : { text: decodeText(decoded).text }),
  }
}

/** @param {Desk} desk */
function createReplayApi(desk) {
  const { receiver, traces, closing } = desk

  /** Ends after a time, with the caller, and with the receiver. @template T @returns {Promise<T>} */
  async function within(
    /** @type {Call} */ { response },
    /** @type {number} */ timeout,
    /** @type {(signal: AbortSignal) => Promise<T>} */ run,
  ) {
    const controller = newAbortController()
    const end = () => controller.abort()
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      end()
    }, timeout)
    response.once('close', end)
    closing.addEventListener('abort', end)
    try {
      return await run(controller.signal)
    } catch (error) {
      if (!isLate) throw error
      const message = `The replay had no whole answer within ${timeout} ms (timeout).`
      throw new Failure(504, 'replay_timeout', message, { timeout })
    } finally {
      clearTimeout(timer)
      response.off('close', end)
      closing.removeEventListener('abort', end)
    }
  }

  /** The id under which a replay is listed here. */
  function cameBackAs(/** @type {string} */ mark) {
    return receiver.uploads.findLast(({ headers }) => headers[REPLAY_HEADER] === mark)?.id
  }

  return async function serveReplay(/** @type {Call} */ call, /** @type {Upload} */ upload) {
    const { request, response } = call
    requireMethod(request, response, 'POST')
    if (!mayReplay(desk, request)) {
      const message =
        'Uploads are sent again only for callers on this machine: open the inspector at 127.0.0.1, or start the receiver with --allow-replay or the option allowReplay.'
      throw new Failure(403, 'replay_not_allowed', message)
    }
    const given = /** @type {import('./plan.js').Given} */ (await readJson(request, MAX_BODY, replay))
    const { method = upload.method, timeout } = given
    const target = targetOf(request, upload, given.url)
    const { headers, leftOut } = headersOf(upload, target, given.headers)
    const form = await createForm(partsOf(upload, given))
    const mark = `${upload.id}-${randomBytes(8).toString('hex')}`
    headers.push(['X-Uploadtask-Replay', mark])

    /** @type {import('../../trace.js').Replay} */
    const record = { at: Date.now(), url: target.url, method }
    const { replays } = traces.of(upload)
    replays.push(record)
    if (replays.length > MAX_REPLAYS) replays.shift()
    try {
      const answer = await within(call, timeout, (signal) => send(target, { method, headers, form }, signal))
      const { status, statusMessage, rawHeaders, timing } = answer
      Object.assign(record, { status, upload: cameBackAs(mark) })
      const pairs = Array.from({ length: rawHeaders.length / 2 }, (_, index) =>
        rawHeaders.slice(2 * index, 2 * index + 2),
      )
      const body = await shownBody(answer)
      const { upload: cameBack } = record
      await sendJson(response, {
        status,
        statusMessage,
        headers: pairs,
        body,
        upload: cameBack,
        leftOut,
        timing,
      })
    } catch (error) {
      const { message } = /** @type {Error} */ (error)
      const code = error instanceof Failure ? error.code : 'aborted'
      Object.assign(record, { upload: cameBackAs(mark), error: { code, message } })
      throw error
    }
  }
}

module.exports = { createReplayApi, mayReplay }
