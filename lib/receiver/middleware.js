'use strict'
// Sorts the requests: the inspector's, uploads, or somebody else's.

const { URL } = require('./node-globals.js')
const { sendError } = require('./answer.js')
const { askForBody, lingerOnClose } = require('./connection.js')
const { receive } = require('./reception.js')
const {
  allowOrigin,
  answerPreflight,
  isAbsolute,
  isPreflight,
  refuseHost,
  refuseOrigin,
} = require('./security.js')

/** @typedef {import('./received-upload.js').Request} Request */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {import('./reception.js').ReceptionContext} ReceptionContext */
/** @typedef {(request: Request, response: Response, url: URL) => unknown} Inspector */

const INSPECTOR = '/__uploadtask'
const UPLOAD_METHODS = ['POST', 'PUT', 'PATCH']

/** True for `/a` and what is below it, when the path is `/a` or `/a/`. */
function isUnder(/** @type {string} */ pathname, /** @type {string} */ path) {
  const folder = path.replace(/\/+$/, '')
  return pathname === folder || pathname.startsWith(`${folder}/`)
}

/** The request's URL; Connect and Express strip the mount path from `url`. */
function urlOf(/** @type {Request} */ request) {
  const url = request.originalUrl ?? request.url ?? '/'
  // Only the path counts: one that begins with two slashes must not be read as a host.
  const base = 'http://receiver'
  try {
    return new URL(url.startsWith('/') ? base + url : url, base)
  } catch {
    return new URL(base)
  }
}

function isMultipart(/** @type {Request} */ { headers }) {
  return /^\s*multipart\/form-data\s*(?:;|$)/i.test(headers['content-type'] ?? '')
}

/**
 * Answers the request when it is the inspector's; false otherwise.
 *
 * @param {ReceptionContext} context
 * @param {Inspector | undefined} inspector
 * @param {Request} request
 * @param {Response} response
 */
function serveInspector(context, inspector, request, response) {
  const url = urlOf(request)
  if (!inspector || !isUnder(url.pathname, INSPECTOR)) return false
  if (!passes(refuseHost(request, context.options.hosts), request, response)) return true
  askForBody(request)
  inspector(request, response, url)
  return true
}

/** Answers with an error when the Host is neither one of ours nor that of an intercepted request; else true. */
function serveOnlyKnownHosts(
  /** @type {ReceptionContext} */ { options },
  /** @type {Request} */ request,
  /** @type {Response} */ response,
) {
  return isAbsolute(request) || passes(refuseHost(request, options.hosts), request, response)
}

/** Answers with what is wrong, if anything is; true when nothing is. */
function passes(
  /** @type {{ status: number, code: string, message: string } | undefined} */ refusal,
  /** @type {Request} */ request,
  /** @type {Response} */ response,
) {
  if (!refusal) return true
  lingerOnClose(request, response)
  sendError(response, refusal.status, refusal.code, refusal.message)
  return false
}

/** Takes an upload; the promise is over with its answer. */
async function serveUpload(
  /** @type {ReceptionContext} */ context,
  /** @type {Request} */ request,
  /** @type {Response} */ response,
) {
  if (!serveOnlyKnownHosts(context, request, response)) return
  if (context.options.cors) allowOrigin(request, response)
  else if (!passes(refuseOrigin(request), request, response)) return
  await receive(context, request, response)
}

/**
 * @param {ReceptionContext} context
 * @param {Inspector | undefined} inspector
 */
function createMiddleware(context, inspector) {
  const { cors, path } = context.options

  function isUpload(/** @type {Request} */ request) {
    if (!UPLOAD_METHODS.includes(request.method ?? '') || !isMultipart(request)) return false
    return path === undefined || isUnder(urlOf(request).pathname, path)
  }

  /** @type {import('./index.js').Middleware} */
  return function uploadtaskReceiver(request, response, next) {
    if (context.closing.aborted) return next()
    if (serveInspector(context, inspector, request, response)) return
    // Without a path of its own the receiver cannot know who is being asked.
    if (cors && path !== undefined && isPreflight(request) && isUnder(urlOf(request).pathname, path)) {
      if (serveOnlyKnownHosts(context, request, response)) answerPreflight(request, response)
      return
    }
    if (isUpload(request)) void serveUpload(context, request, response)
    else next()
  }
}

module.exports = { createMiddleware, serveInspector, serveOnlyKnownHosts, serveUpload, urlOf, UPLOAD_METHODS }
