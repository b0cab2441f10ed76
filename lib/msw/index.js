'use strict'
// `uploadtask/msw`: the handlers of an MSW server answer uploads, which MSW itself cannot see.

require('../node-version.js').requireNode()
const { AsyncResource } = require('node:async_hooks')
const http = require('node:http')
const { Readable } = require('node:stream')
const { pipeline } = require('node:stream/promises')
const { intercept } = require('../interception.js')

/**
 * @typedef {import('./index.js').HandlersSource} HandlersSource
 * @typedef {import('../interception.js').Strategy} Strategy
 * @typedef {{ test(given: { request: Request }): Promise<boolean> }} RequestHandler
 * @typedef {{ getResponse(handlers: any[], request: Request): Promise<Response | undefined>, bypass(request: Request): Request }} Msw
 */

/** @type {Strategy[]} */
const STRATEGIES = ['error', 'warn', 'bypass']

/** Those that answer requests, in their order; an MSW server has some for WebSockets too. */
function requestHandlers(/** @type {HandlersSource} */ server) {
  return /** @type {RequestHandler[]} */ (
    server.listHandlers().filter((handler) => typeof Object(handler).test === 'function')
  )
}

/** Whether one of the handlers is for a request, as far as its method and URL tell. */
async function someMatches(/** @type {RequestHandler[]} */ handlers, /** @type {Request} */ request) {
  for (const handler of handlers) {
    if (await handler.test({ request })) return true
  }
  return false
}

/** The request as MSW takes it; its body is read as a handler asks for it. */
function toRequest(
  /** @type {http.IncomingMessage} */ { method, url, rawHeaders },
  /** @type {Readable} */ body,
) {
  const headers = new Headers()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index], rawHeaders[index + 1])
  }
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const init = hasBody ? { body: Readable.toWeb(body), duplex: 'half' } : {}
  // An intercepted request names its whole URL.
  return new Request(String(url), /** @type {any} */ ({ method, headers, ...init }))
}

/** Sends what a handler has answered. */
async function send(/** @type {Response} */ answer, /** @type {http.ServerResponse} */ response) {
  // `HttpResponse.error()`: there is no connection.
  if (answer.type === 'error') return void response.destroy()
  const headers = Array.from(answer.headers).filter(([name]) => name !== 'set-cookie')
  const cookies = answer.headers.getSetCookie().map((cookie) => ['set-cookie', cookie])
  response.writeHead(answer.status, answer.statusText, [...headers, ...cookies].flat())
  if (!answer.body) return void response.end()
  await pipeline(Readable.fromWeb(/** @type {any} */ (answer.body)), response)
}

/** What the real server answers; `fetch` has decoded its body. */
async function fetchReal(/** @type {Msw} */ { bypass }, /** @type {Request} */ request) {
  const answer = await fetch(bypass(request), { redirect: 'manual' })
  const headers = new Headers(answer.headers)
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection']) {
    headers.delete(name)
  }
  const { status, statusText, body } = answer
  return new Response(body, { status, statusText, headers })
}

/**
 * What is answered to a request that a handler is for. It may leave it to the real server all the same (`passthrough()`), or
 * to nobody, by returning nothing.
 *
 * @param {Msw} msw
 * @param {RequestHandler[]} handlers
 * @param {Request} request
 * @param {Strategy} strategy
 */
async function answerTo(msw, handlers, request, strategy) {
  const answer = await msw.getResponse(handlers, request).catch(answerToError)
  if (answer && answer.headers.get('x-msw-intention') !== 'passthrough') return answer
  if (!answer && strategy !== 'bypass') {
    const message = `no handler of MSW answered ${request.method} ${request.url}`
    process.emitWarning(message, 'UploadTaskWarning')
    if (strategy === 'error') return Response.error()
  }
  return fetchReal(msw, request).catch(() => Response.error())
}

/** What MSW answers where a handler throws. */
function answerToError(/** @type {any} */ error) {
  process.emitWarning(error instanceof Error ? error : String(error))
  const { name, message, stack } = Object(error)
  return Response.json({ name, message, stack }, { status: 500, statusText: 'Unhandled Exception' })
}

/**
 * A server for one request; gives its URL.
 *
 * @param {(request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>} serve
 * @returns {Promise<string>}
 */
function serveOnce(serve) {
  return new Promise((resolve, reject) => {
    // The request takes the time that the upload takes.
    const server = http.createServer({ requestTimeout: 0 }, (request, response) => {
      request.on('error', () => {})
      response.on('error', () => {})
      serve(request, response).catch((error) => {
        process.emitWarning(error)
        response.destroy()
      })
    })
    server.on('error', reject)
    // It is the upload that keeps the process alive; aborted, it may never come.
    server.once('connection', () => server.close())
    server.listen(0, '127.0.0.1', () => {
      server.unref()
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      resolve(`http://127.0.0.1:${port}`)
    })
  })
}

/** @type {typeof import('./index.js').interceptWithMsw} */
function interceptWithMsw(server, { onUnhandledRequest: strategy = 'warn', ...unknown } = {}) {
  if (typeof Object(server).listHandlers !== 'function') {
    throw new TypeError("interceptWithMsw: the first argument should be a server of MSW's setupServer")
  }
  const [name] = Object.keys(unknown)
  if (name !== undefined)
    throw new TypeError(`interceptWithMsw: unknown option "${name}"; there is onUnhandledRequest`)
  if (!STRATEGIES.includes(strategy)) {
    throw new TypeError(`interceptWithMsw: onUnhandledRequest should be 'error', 'warn' or 'bypass'`)
  }
  /** @type {Msw} */
  const msw = require('msw')
  const dispose = intercept({
    onUnhandledRequest: strategy,
    async serverFor({ method, url }) {
      // Those of now, and here: the code that uploads may run inside of a `server.boundary`.
      const handlers = requestHandlers(server)
      if (!(await someMatches(handlers, new Request(url, { method })))) return undefined
      const serve = async (
        /** @type {http.IncomingMessage} */ incoming,
        /** @type {http.ServerResponse} */ response,
      ) => {
        await send(await answerTo(msw, handlers, toRequest(incoming, incoming), strategy), response)
      }
      return serveOnce(AsyncResource.bind(serve))
    },
  })
  return { dispose, [Symbol.dispose]: dispose }
}

exports.interceptWithMsw = interceptWithMsw
Object.defineProperty(exports, 'default', { value: exports })
