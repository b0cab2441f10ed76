'use strict'
// The uploads over HTTP: the list, one of them, its files and its answer.

const v = require('valibot')
const { Failure } = require('../failure.js')
const { isLoopback } = require('../loopback.js')
const { flag, object, shouldBe } = require('../validate.js')
const { serveHar, serveZip } = require('./archive/api.js')
const { viewOf } = require('./content.js')
const { requireMethod } = require('./guard.js')
const { listUploads } = require('./list.js')
const { readJson } = require('./parameters.js')
const { createReplayApi } = require('./replay/api.js')
const { sendJson, sendNothing } = require('./reply.js')
const { rowOf, wholeOf } = require('./rows.js')
const { decodeBody, sourceOf, withFile } = require('./source.js')
const { MAX_ANSWER_BYTES } = require('../trace.js')

/** @typedef {import('./reply.js').Call} Call */
/** @typedef {import('./reply.js').Desk} Desk */

/** How long a note can be, in characters. */
const MAX_NOTE = 1000
/** More than a note can take, however it is escaped. */
const MAX_BODY = 16 * 1024

const note = shouldBe(`a text of at most ${MAX_NOTE} characters`)
const marks = object('the members of this call', {
  pinned: v.optional(flag),
  note: v.optional(v.pipe(v.string(note), v.maxLength(MAX_NOTE, note))),
})

/** @param {Desk} desk */
function createUploadsApi(desk) {
  const { receiver, traces, events, clear, end } = desk
  const replay = createReplayApi(desk)

  async function serveList(/** @type {Call} */ { request, response, query }) {
    requireMethod(request, response, 'GET', 'HEAD', 'DELETE')
    if (request.method === 'DELETE') {
      await clear()
      return sendNothing(response)
    }
    await sendJson(response, await listUploads(receiver.uploads, traces, query))
  }

  async function serveOne(/** @type {Call} */ { request, response }, /** @type {string} */ id) {
    requireMethod(request, response, 'GET', 'HEAD', 'PATCH', 'DELETE')
    const upload = findUpload(receiver, id)
    const trace = traces.of(upload)
    if (request.method === 'DELETE') {
      await receiver.remove(id)
      return sendNothing(response)
    }
    if (request.method === 'PATCH') {
      const { pinned, note } = await readJson(request, MAX_BODY, marks)
      // It may have been removed meanwhile.
      findUpload(receiver, id)
      trace.pinned = pinned ?? trace.pinned
      trace.note = note ?? trace.note
      events.tellRow(upload)
      return sendJson(response, rowOf(upload, trace))
    }
    await sendJson(response, wholeOf(upload, trace, isLoopback(request.socket.remoteAddress ?? '')))
  }

  /** Breaks off what is not over yet. */
  async function serveEnd(/** @type {Call} */ { request, response }, /** @type {string} */ id) {
    requireMethod(request, response, 'POST')
    findUpload(receiver, id)
    if (!(await end(id))) {
      throw new Failure(409, 'not_receiving', 'This upload has been answered already; delete it instead.')
    }
    sendNothing(response)
  }

  async function serveReplay(/** @type {Call} */ call, /** @type {string} */ id) {
    await replay(call, findUpload(receiver, id))
  }

  async function serveFile(
    /** @type {Call} */ call,
    /** @type {string} */ id,
    /** @type {string} */ index,
    /** @type {string} */ view,
  ) {
    requireMethod(call.request, call.response, 'GET', 'HEAD')
    const file = findUpload(receiver, id).files.find((one) => String(one.index) === index)
    if (file === undefined) {
      throw new Failure(404, 'not_found', 'This upload has no such file.', { what: 'file' })
    }
    const serve = viewOf(view)
    await withFile(file, (source) => serve({ ...call, source }))
  }

  async function serveAnswer(/** @type {Call} */ call, /** @type {string} */ id, /** @type {string} */ view) {
    requireMethod(call.request, call.response, 'GET', 'HEAD')
    const upload = findUpload(receiver, id)
    const { answer, isWatched } = traces.of(upload)
    if (!upload.response || !isWatched) {
      const message = 'There is no answer to this upload, or none that was kept.'
      throw new Failure(404, 'not_found', message, { what: 'response' })
    }
    const serve = viewOf(view)
    const isRaw = view === '' || view === 'hex'
    const encoding = upload.response.headers['content-encoding']
    const bytes = isRaw ? answer : await decodeBody(answer, encoding, MAX_ANSWER_BYTES)
    await serve({ ...call, source: sourceOf(bytes, `response-${id}${isRaw ? '' : '-decoded'}`) })
  }

  /**
   * @param {Call} call
   * @param {Array<string | undefined>} path What follows `uploads`.
   * @returns {Promise<void> | undefined} Undefined when there is no such call.
   */
  return function serveUploads(call, [id, part, ...rest]) {
    if (id === undefined) return serveList(call)
    if (part === undefined) return serveOne(call, id)
    const [first, second = ''] = rest
    if (part === 'files' && first !== undefined && rest.length <= 2) return serveFile(call, id, first, second)
    if (part === 'response' && rest.length <= 1) return serveAnswer(call, id, first ?? '')
    if (part === 'zip' && rest.length === 0) return serveZip(call, [findUpload(receiver, id)])
    if (part === 'har' && rest.length === 0) return serveHar(call, [findUpload(receiver, id)], traces)
    if (part === 'replay' && rest.length === 0) return serveReplay(call, id)
    if (part === 'end' && rest.length === 0) return serveEnd(call, id)
    return undefined
  }
}

/** An upload that is listed; a Failure when there is none. */
function findUpload(/** @type {Desk['receiver']} */ receiver, /** @type {string} */ id) {
  const upload = receiver.get(id)
  if (upload) return upload
  const message = 'There is no upload with this id; it may have been removed.'
  throw new Failure(404, 'not_found', message, { what: 'upload' })
}

module.exports = { createUploadsApi, findUpload }
