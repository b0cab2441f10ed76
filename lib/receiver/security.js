'use strict'
// Which requests are answered. A page of a foreign host can make its own name point to this machine (DNS rebinding)
// and then is of the same origin as the receiver for the browser; its requests still carry that name as their Host.

const net = require('node:net')
const { URL } = require('./node-globals.js')

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */

/** `localhost:8080`, `[::1]`, `Example.com.` → the name alone, in lower case; undefined when it is none. */
function parseHost(/** @type {string} */ host) {
  const match = /^(?:\[([0-9a-f:.%a-z]+)\]|([^\s:/?#@[\]\\]+))(?::\d{0,5})?$/i.exec(host)
  return (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, '')
}

/** Names that no name server outside of this machine resolves, and addresses, which need none. */
function isLocal(/** @type {string} */ name) {
  return name === 'localhost' || name.endsWith('.localhost') || net.isIP(name) !== 0
}

/** `hosts`: a name, `.example.com` for it and all names below, `*` for any. */
function isAllowed(/** @type {string} */ name, /** @type {string[]} */ hosts) {
  return hosts.some((host) => {
    if (host === '*') return true
    const allowed = host.toLowerCase()
    return allowed.startsWith('.') ? name === allowed.slice(1) || name.endsWith(allowed) : name === allowed
  })
}

/**
 * What is wrong with the request's Host; undefined when nothing is.
 *
 * @param {Request} request
 * @param {string[]} hosts
 */
function refuseHost(request, hosts) {
  // HTTP/2 has it as `:authority`.
  const host = request.headers.host ?? /** @type {string | undefined} */ (request.headers[':authority'])
  if (host === undefined || host === '') {
    return { status: 400, code: 'no_host', message: 'The request has no Host header.' }
  }
  const name = parseHost(host)
  if (name === undefined) {
    return { status: 400, code: 'bad_host', message: 'The Host header is not a host name.' }
  }
  if (isLocal(name) || isAllowed(name, hosts)) return undefined
  return {
    status: 421,
    code: 'host_not_allowed',
    message:
      `This receiver does not answer to the host name "${name}", to be safe from DNS rebinding. ` +
      `To allow it: --allow-host ${name} on the command line, or hosts: ['${name}'] in createReceiver's options.`,
  }
}

/**
 * Whether the request names its whole URL (RFC 9112, 3.2.2), and its Host is that of the URL. Intercepted uploads come so.
 * A browser writes it only to a proxy that it was told to use: no page can make it do so by a name of its own.
 */
function isAbsolute(/** @type {Request & { originalUrl?: string }} */ request) {
  const url = request.originalUrl ?? request.url ?? ''
  return /^https?:\/\//i.test(url) && URL.canParse(url) && new URL(url).host === request.headers.host
}

/** Whether a page of another origin has sent this. */
function isForeign(/** @type {Request} */ { headers }) {
  const { origin } = headers
  // Browsers send `Sec-Fetch-Site` where they send no `Origin`: a plain GET, an event stream, an image.
  if (origin === undefined) return headers['sec-fetch-site'] === 'cross-site'
  // HTTP/2 has it as `:authority`.
  const host = headers.host ?? headers[':authority']
  return !URL.canParse(origin) || new URL(origin).host !== host
}

/**
 * What is wrong with the sender of an upload, when pages of other origins may not send any.
 *
 * @param {Request} request
 */
function refuseOrigin(request) {
  if (!isForeign(request)) return undefined
  const page = request.headers.origin ?? 'another site'
  return {
    status: 403,
    code: 'foreign_origin',
    message: `Pages of other origins may not upload here, and this one is from ${page}: createReceiver has the option cors.`,
  }
}

/** Lets the page that sent an upload, whatever its origin, read the answer. Uploads only, never the inspector. */
function allowOrigin(/** @type {Request} */ request, /** @type {Response} */ response) {
  const { origin } = request.headers
  appendVary(response, 'Origin')
  if (origin === undefined) return
  // Not `*`: a page that sends cookies (`withCredentials`) could not read the answer.
  response.setHeader('Access-Control-Allow-Origin', origin)
  response.setHeader('Access-Control-Allow-Credentials', 'true')
}

/** Lets that page read headers of the answer. */
function exposeHeaders(/** @type {Response} */ response, /** @type {string[]} */ names) {
  if (names.length > 0 && response.hasHeader('Access-Control-Allow-Origin')) {
    response.setHeader('Access-Control-Expose-Headers', names.join(', '))
  }
}

/** A browser's question before an upload: `OPTIONS` with an origin and a method. */
function isPreflight(/** @type {Request} */ { method, headers }) {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  )
}

/** Answers that question: yes, with these headers too. */
function answerPreflight(/** @type {Request} */ request, /** @type {Response} */ response) {
  allowOrigin(request, response)
  appendVary(response, 'Access-Control-Request-Headers')
  response.setHeader('Access-Control-Allow-Methods', 'POST, PUT, PATCH')
  const requested = request.headers['access-control-request-headers']
  if (requested !== undefined) response.setHeader('Access-Control-Allow-Headers', requested)
  response.setHeader('Access-Control-Max-Age', '600')
  response.statusCode = 204
  response.end()
}

function appendVary(/** @type {Response} */ response, /** @type {string} */ name) {
  const before = [response.getHeader('Vary') ?? []].flat().join(', ')
  response.setHeader('Vary', before === '' ? name : `${before}, ${name}`)
}

module.exports = {
  isAbsolute,
  isForeign,
  refuseHost,
  refuseOrigin,
  allowOrigin,
  exposeHeaders,
  isPreflight,
  answerPreflight,
}
