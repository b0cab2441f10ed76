'use strict'
// The receiver on its own: every request is the inspector's, an upload, or an error that says what can be done here.

const http = require('node:http')
const net = require('node:net')
const os = require('node:os')
const { sendError } = require('./answer.js')
const { answerClientErrors } = require('./client-error.js')
const { expectBody, lingerOnClose } = require('./connection.js')
const { isLoopback } = require('./loopback.js')
const { serveInspector, serveOnlyKnownHosts, serveUpload, urlOf, UPLOAD_METHODS } = require('./middleware.js')
const { readListenOptions } = require('./options.js')
const { answerPreflight, isPreflight } = require('./security.js')

/** @typedef {import('./received-upload.js').Request} Request */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {import('./reception.js').ReceptionContext} ReceptionContext */
/** @typedef {import('./middleware.js').Inspector} Inspector */

const ALLOW = [...UPLOAD_METHODS, 'OPTIONS'].join(', ')

/** A request that is neither an upload nor the inspector's. */
function serveOther(
  /** @type {Request} */ request,
  /** @type {Response} */ response,
  /** @type {boolean} */ hasInspector,
) {
  const { method } = request
  const { pathname } = urlOf(request)
  lingerOnClose(request, response)
  if (method === 'GET' || method === 'HEAD') {
    if (pathname === '/' && hasInspector) {
      response.writeHead(302, { Location: '/__uploadtask/', 'Content-Length': 0 })
      return response.end()
    }
    const where = hasInspector ? '; what arrived is at /__uploadtask/' : ''
    return sendError(response, 404, 'not_found', `Uploads are received here, by POST, PUT and PATCH${where}.`)
  }
  if (method === 'OPTIONS') {
    response.writeHead(204, { Allow: ALLOW })
    return response.end()
  }
  const message = `Uploads are received by POST, PUT and PATCH, not by ${method}.`
  sendError(response, 405, 'method_not_allowed', message, { Allow: ALLOW })
}

/**
 * A watch, or a rule, may take its time for a body: `idleTimeout` says what is too long. Without a limit for
 * requests Node.js has none for their heads either, unless it is told.
 */
const TIMEOUTS = { requestTimeout: 0, headersTimeout: 60_000 }

/**
 * @param {ReceptionContext} context
 * @param {Inspector | undefined} inspector
 * @param {import('node:http').ServerOptions} [timeouts] For tests.
 */
function createServer(context, inspector, timeouts = TIMEOUTS) {
  function serve(/** @type {Request} */ request, /** @type {Response} */ response) {
    note(request, response)
    response.on('error', () => {})
    if (serveInspector(context, inspector, request, response)) return
    if (UPLOAD_METHODS.includes(request.method ?? '')) return void serveUpload(context, request, response)
    if (!serveOnlyKnownHosts(context, request, response)) return
    if (context.options.cors && isPreflight(request)) return answerPreflight(request, response)
    serveOther(request, response, inspector !== undefined)
  }

  const server = http.createServer(timeouts, serve)
  const note = answerClientErrors(server)
  // The body is asked for when it is going to be read.
  server.on('checkContinue', (request, response) => {
    expectBody(request, response)
    serve(request, response)
  })
  return server
}

/** What to do about an address that cannot be used. */
function explain(
  /** @type {NodeJS.ErrnoException} */ error,
  /** @type {string} */ host,
  /** @type {number} */ port,
) {
  const at = `${bracketed(host)}:${port}`
  switch (error.code) {
    case 'EADDRINUSE':
      return `${at} is in use by another program: choose another port, or 0 for any that is free`
    case 'EACCES':
      return `${at} needs rights that this program does not have: choose a port from 1024 up`
    case 'EADDRNOTAVAIL':
      return `${host} is not an address of this machine: use 127.0.0.1 for this machine only, 0.0.0.0 for all of its addresses`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} has no address: use 127.0.0.1 for this machine only, 0.0.0.0 for all of its addresses`
    default:
      return `cannot listen at ${at}: ${error.message}`
  }
}

function bracketed(/** @type {string} */ address) {
  return net.isIPv6(address) ? `[${address}]` : address
}

/** The addresses under which a server can be reached, this machine's own first. */
function listAddresses(/** @type {import('node:net').AddressInfo} */ { address }) {
  if (address !== '0.0.0.0' && address !== '::') return [{ address, lan: !isLoopback(address) }]
  const all = Object.values(os.networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => !one.internal && (one.family === 'IPv4' || address === '::'))
    // A link-local address is of no use without the name of the interface, which URLs cannot have.
    .filter((one) => !one.address.startsWith('fe80:'))
    .sort((one, other) => Number(one.family === 'IPv6') - Number(other.family === 'IPv6'))
  return [{ address: '127.0.0.1', lan: false }, ...all.map((one) => ({ address: one.address, lan: true }))]
}

/**
 * Starts listening.
 *
 * @param {http.Server} server
 * @param {import('./index.js').ListenOptions} options
 * @param {boolean} hasInspector
 * @returns {Promise<import('./index.js').Listening>}
 */
function listen(server, options, hasInspector) {
  const { port, host } = readListenOptions(options)
  return new Promise((resolve, reject) => {
    const onError = (/** @type {NodeJS.ErrnoException} */ error) => {
      reject(
        Object.assign(new Error(`listen: ${explain(error, host, port)}`, { cause: error }), {
          code: error.code,
        }),
      )
    }
    server.once('error', onError)
    server.listen({ port, host }, () => {
      server.off('error', onError)
      // A connection that could not be taken, for lack of descriptors for example: the others go on.
      server.on('error', (error) => process.emitWarning(error))
      const bound = /** @type {import('node:net').AddressInfo} */ (server.address())
      const urls = listAddresses(bound).map(({ address, lan }) => {
        const url = `http://${bracketed(address)}:${bound.port}`
        return { url, inspector: hasInspector ? `${url}/__uploadtask/` : undefined, address, lan }
      })
      resolve({ url: urls[0].url, inspector: urls[0].inspector, urls, port: bound.port })
    })
  })
}

module.exports = { createServer, listen }
