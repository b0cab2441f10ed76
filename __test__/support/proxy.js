'use strict'
// A real HTTP proxy on loopback: absolute form for http, CONNECT for https. It alone knows the names under `.test`.

const http = require('node:http')
const net = require('node:net')
const { listen } = require('./listen')

/**
 * @typedef {object} ProxyRequest
 * @property {string} method
 * @property {string} target What stands in the request line.
 * @property {import('node:http').IncomingHttpHeaders} headers
 *
 * @typedef {object} ProxyOptions
 * @property {Record<string, number>} [names] The port on loopback of each host name.
 * @property {string} [credentials] `user:password` that it asks for; without it everybody may pass.
 * @property {(socket: import('node:net').Socket) => void} [onConnect] Answers CONNECT instead of the proxy itself.
 */

/**
 * @param {import('node:test').TestContext | null} context Closes the proxy after this test.
 * @param {ProxyOptions} [options]
 */
async function startProxy(context, { names = {}, credentials, onConnect } = {}) {
  /** @type {ProxyRequest[]} */
  const requests = []
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set()
  let connections = 0
  const keep = (/** @type {import('node:net').Socket} */ socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
  }
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
  const isWelcome = (/** @type {import('node:http').IncomingMessage} */ { headers }) =>
    !wanted || headers['proxy-authorization'] === wanted
  const take = (/** @type {import('node:http').IncomingMessage} */ { method = '', url = '', headers }) =>
    requests.push({ method, target: url, headers })
  /** Where a host and port lead, or `undefined` when the proxy does not know the host. */
  const portOf = (/** @type {string} */ host, /** @type {number} */ port) =>
    names[host] ?? (['127.0.0.1', 'localhost', '[::1]'].includes(host) ? port : undefined)

  const server = http.createServer((request, response) => {
    take(request)
    if (!isWelcome(request)) {
      response.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="proxy"' }).end('who are you?')
      return
    }
    const { hostname, port: given, pathname, search } = new URL(request.url ?? '', 'http://no-absolute-form')
    const port = portOf(hostname, Number(given))
    if (port === undefined) {
      response.writeHead(502).end(`unknown host ${hostname}`)
      return
    }
    const { 'proxy-authorization': _own, 'proxy-connection': _old, ...headers } = request.headers
    const outgoing = http.request(
      { host: '127.0.0.1', port, path: pathname + search, method: request.method, headers, agent: false },
      (incoming) => {
        response.writeHead(incoming.statusCode ?? 502, incoming.rawHeaders)
        incoming.pipe(response)
      },
    )
    outgoing.on('error', () => response.destroy())
    request.pipe(outgoing)
  })
  server.on('connection', (socket) => {
    connections += 1
    keep(socket)
  })
  server.on('connect', (request, /** @type {import('node:net').Socket} */ socket, head) => {
    take(request)
    const refuse = (/** @type {string} */ status, /** @type {string} */ header = '') =>
      socket.end(`HTTP/1.1 ${status}\r\n${header}Content-Length: 2\r\n\r\nno`)
    if (!isWelcome(request)) {
      refuse('407 Proxy Authentication Required', 'Proxy-Authenticate: Basic realm="proxy"\r\n')
      return
    }
    if (onConnect) {
      onConnect(socket)
      return
    }
    const { hostname, port: given } = new URL(`http://${request.url}`)
    const port = portOf(hostname, Number(given))
    if (port === undefined) {
      refuse('502 Bad Gateway')
      return
    }
    const outgoing = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      outgoing.write(head)
      socket.pipe(outgoing).pipe(socket)
    })
    keep(outgoing)
    outgoing.on('error', () => socket.destroy())
  })
  const { port, close } = await listen(context, server, () => {
    for (const socket of sockets) socket.destroy()
  })
  return {
    port,
    /** Without the credentials that it may ask for. */
    url: `http://127.0.0.1:${port}`,
    /** What was asked of the proxy, in the order of arrival. */
    requests,
    get connections() {
      return connections
    },
    close,
  }
}

module.exports = { startProxy }
