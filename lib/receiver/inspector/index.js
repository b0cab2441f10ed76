'use strict'
// The inspector: what arrived at a receiver, as a page and as a JSON API, under /__uploadtask/.

const { version } = require('../../../package.json')
const { Failure } = require('../failure.js')
const { chosen, serveHar, serveZip } = require('./archive/api.js')
const { serveAsset } = require('./assets.js')
const { createEventStream } = require('./event-stream.js')
const { requireIntent, requireMethod, requireOwnOrigin } = require('./guard.js')
const { mayReplay } = require('./replay/api.js')
const { protect, sendError, sendJson } = require('./reply.js')
const { createRulesApi } = require('./rules-api.js')
const { createUploadsApi, findUpload } = require('./uploads-api.js')

/** @typedef {import('./reply.js').Request} Request */
/** @typedef {import('./reply.js').Response} Response */
/** @typedef {import('./reply.js').Call} Call */

const BASE = '/__uploadtask/'

/**
 * @param {Omit<import('./reply.js').Desk, 'events'>} given
 * @param {{ path?: string }} [options] `path`: where the receiver takes uploads.
 */
function createInspector(given, { path: uploadPath = '/upload' } = {}) {
  const { receiver } = given
  const events = createEventStream(receiver, given.traces)
  const desk = { ...given, events }
  const serveUploads = createUploadsApi(desk)
  const serveRules = createRulesApi(receiver)

  function serveInfo(/** @type {Call} */ { request, response }) {
    requireMethod(request, response, 'GET', 'HEAD')
    return sendJson(response, { uploadPath, version, replay: mayReplay(desk, request) })
  }

  /** Several uploads as one file. */
  function serveArchive(/** @type {Call} */ call, /** @type {'zip' | 'har'} */ kind) {
    const uploads = chosen(receiver.uploads, call.query, (id) => findUpload(receiver, id))
    return kind === 'zip' ? serveZip(call, uploads) : serveHar(call, uploads, given.traces)
  }

  /** @returns {Promise<void> | void | undefined} Undefined when there is no such call. */
  function route(/** @type {Call} */ call, /** @type {string[]} */ [kind, ...path]) {
    const { request, response } = call
    if (kind === 'uploads') return serveUploads(call, path)
    if (kind === 'rules') return serveRules(call, path)
    if (path.length > 0) return undefined
    if (kind === 'info') return serveInfo(call)
    if (kind === 'zip' || kind === 'har') return serveArchive(call, kind)
    if (kind !== 'events') return undefined
    requireMethod(request, response, 'GET')
    return events.serve(response) ?? Promise.resolve()
  }

  async function serveApi(
    /** @type {Request} */ request,
    /** @type {Response} */ response,
    /** @type {URL} */ url,
  ) {
    protect(response)
    requireOwnOrigin(request)
    if (request.method !== 'GET' && request.method !== 'HEAD') requireIntent(request)
    const [, ...path] = url.pathname.slice(BASE.length).split('/').map(decodeSegment)
    const serving = route({ request, response, query: url.searchParams }, path)
    if (serving) return serving
    const message = 'The inspector has no such call; docs/reference/inspector.md lists them.'
    throw new Failure(404, 'not_found', message, { what: 'call' })
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
    if (!url.pathname.startsWith(BASE)) {
      throw new Failure(404, 'not_found', `The inspector is at ${BASE}`, { what: 'page' })
    }
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
