'use strict'
// The inspector: what arrived at a receiver, as a page and as a JSON API, under /__uploadtask/.

const { serveAsset } = require('./assets.js')
const { views, numberParameter } = require('./content.js')
const { createEventStream } = require('./event-stream.js')
const { requireIntent, requireOwnOrigin } = require('./guard.js')
const { Failure } = require('../failure.js')
const { isLoopback } = require('../loopback.js')
const { protect, sendError, sendJson, sendNothing } = require('./reply.js')
const { rowOf } = require('./rows.js')
const { createRulesApi } = require('./rules-api.js')
const { Search } = require('./search.js')

/** @typedef {import('./reply.js').Request} Request */
/** @typedef {import('./reply.js').Response} Response */

const BASE = '/__uploadtask/'

/** How many uploads a page of the list has, and can have at most. */
const PAGE_ROWS = 100
const MAX_ROWS = 200
/** How long a search can be, in characters. */
const MAX_QUERY_LENGTH = 1000
const STATES = ['receiving', 'complete', 'failed']

/** All of an upload. Where its files are is for readers on the same machine only, whose curl can read them there. */
function whole(/** @type {any} */ upload, /** @type {boolean} */ withPaths) {
  const json = upload.toJSON()
  if (!withPaths) return json
  const files = json.files.map((/** @type {any} */ file, /** @type {number} */ index) => ({
    ...file,
    file: upload.files[index].file,
  }))
  return { ...json, files }
}

/** Allows these methods only; others get a 405 that names them. */
function requireMethod(
  /** @type {Request} */ request,
  /** @type {Response} */ response,
  /** @type {string[]} */ ...methods
) {
  if (methods.includes(request.method ?? '')) return
  response.setHeader('Allow', methods.join(', '))
  throw new Failure(405, 'method_not_allowed', `Only ${methods.join(', ')} can be used here.`)
}

/**
 * @param {import('../index.js').Receiver} receiver
 * @param {{ path?: string }} [options] `path`: where the receiver takes uploads.
 */
function createInspector(receiver, { path: uploadPath = '/upload' } = {}) {
  const events = createEventStream(receiver)
  const serveRules = createRulesApi(receiver)

  function findUpload(/** @type {string} */ id) {
    const upload = receiver.get(id)
    if (upload) return upload
    throw new Failure(404, 'not_found', 'There is no upload with this id; it may have been removed.')
  }

  /** The uploads before one, newest first; all of them without it. */
  function uploadsBefore(/** @type {string | null} */ before) {
    const uploads = receiver.uploads.reverse()
    if (before === null) return uploads
    const at = uploads.findIndex(({ id }) => id === before)
    if (at !== -1) return uploads.slice(at + 1)
    throw new Failure(
      404,
      'not_found',
      'There is no upload with the id of "before"; it may have been removed.',
    )
  }

  /** One page of the list. */
  async function listUploads(/** @type {URLSearchParams} */ query) {
    const limit = numberParameter(query, 'limit', PAGE_ROWS, MAX_ROWS)
    const state = query.get('state')
    if (state !== null && !STATES.includes(state)) {
      throw new Failure(400, 'bad_parameter', `"state" should be one of ${STATES.join(', ')}.`)
    }
    const words = query.get('q') ?? ''
    if (words.length > MAX_QUERY_LENGTH) {
      throw new Failure(400, 'bad_parameter', `"q" should have at most ${MAX_QUERY_LENGTH} characters.`)
    }
    const search = new Search(words)
    const rows = []
    for (const upload of uploadsBefore(query.get('before'))) {
      if (rows.length === limit) break
      if (state !== null && upload.state !== state) continue
      if (await search.finds(/** @type {any} */ (upload))) rows.push(rowOf(/** @type {any} */ (upload)))
    }
    return rows
  }

  async function serveUploads(
    /** @type {Request} */ request,
    /** @type {Response} */ response,
    /** @type {URLSearchParams} */ query,
  ) {
    requireMethod(request, response, 'GET', 'HEAD', 'DELETE')
    if (request.method === 'DELETE') {
      await receiver.clear()
      return sendNothing(response)
    }
    await sendJson(response, await listUploads(query))
  }

  async function serveUpload(
    /** @type {Request} */ request,
    /** @type {Response} */ response,
    /** @type {string} */ id,
  ) {
    requireMethod(request, response, 'GET', 'HEAD', 'DELETE')
    const upload = findUpload(id)
    if (request.method === 'DELETE') {
      await receiver.remove(id)
      return sendNothing(response)
    }
    await sendJson(response, whole(upload, isLoopback(request.socket.remoteAddress ?? '')))
  }

  async function serveFile(
    /** @type {Request} */ request,
    /** @type {Response} */ response,
    /** @type {URLSearchParams} */ query,
    /** @type {string[]} */ [id, index, view = ''],
  ) {
    requireMethod(request, response, 'GET', 'HEAD')
    const file = findUpload(id).files.find((/** @type {any} */ one) => String(one.index) === index)
    if (file === undefined) throw new Failure(404, 'not_found', 'This upload has no such file.')
    if (!Object.hasOwn(views, view)) {
      throw new Failure(404, 'not_found', 'A file can be seen as kind, preview, text and hex.')
    }
    const serve = views[/** @type {keyof typeof views} */ (view)]
    await serve({ file, request, response, query })
  }

  async function serveApi(
    /** @type {Request} */ request,
    /** @type {Response} */ response,
    /** @type {URL} */ url,
  ) {
    protect(response)
    requireOwnOrigin(request)
    if (request.method !== 'GET' && request.method !== 'HEAD') requireIntent(request)
    const [, kind, id, ...rest] = url.pathname.slice(BASE.length).split('/').map(decodeSegment)
    if (kind === 'uploads' && id === undefined) return serveUploads(request, response, url.searchParams)
    if (kind === 'uploads' && rest.length === 0) return serveUpload(request, response, id)
    if (kind === 'uploads' && rest[0] === 'files' && (rest.length === 2 || rest.length === 3)) {
      return serveFile(request, response, url.searchParams, [id, ...rest.slice(1)])
    }
    if (kind === 'events' && id === undefined) {
      requireMethod(request, response, 'GET')
      return events.serve(response)
    }
    if (kind === 'info' && id === undefined) {
      requireMethod(request, response, 'GET', 'HEAD')
      return sendJson(response, { uploadPath })
    }
    if (kind === 'rules' && rest.length === 0) return serveRules(request, response, url.searchParams, id)
    throw new Failure(
      404,
      'not_found',
      'The inspector has no such call; docs/reference/inspector.md lists them.',
    )
  }

  async function serve(
    /** @type {Request} */ request,
    /** @type {Response} */ response,
    /** @type {URL} */ url,
  ) {
    if (`${url.pathname}/` === BASE) {
      protect(response)
      response.setHeader('Location', `${url.pathname.slice(1)}/`)
      response.statusCode = 308
      response.end()
      return
    }
    if (!url.pathname.startsWith(BASE)) throw new Failure(404, 'not_found', `The inspector is at ${BASE}`)
    const path = url.pathname.slice(BASE.length)
    if (path.startsWith('api/')) return serveApi(request, response, url)
    protect(response)
    requireMethod(request, response, 'GET', 'HEAD')
    await serveAsset(response, path)
  }

  /**
   * Answers a request under /__uploadtask/. The Host header has been checked before.
   *
   * @param {Request} request
   * @param {Response} response
   * @param {URL} url The request's, with nothing stripped from its path.
   */
  async function inspector(request, response, url) {
    try {
      await serve(request, response, url)
    } catch (error) {
      sendError(response, error)
    }
    // What is left of a request's body must not be taken for the next request.
    request.resume()
  }

  /** Ends the event streams. */
  inspector.close = () => events.close()
  return inspector
}

function decodeSegment(/** @type {string} */ segment) {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new Failure(400, 'bad_url', 'The path has a % that is not an escape.')
  }
}

module.exports = { createInspector, BASE }
