'use strict'
// Which uploads of this thread go to another server than their URL names: whoever intercepts says so here, and each
// upload asks when it starts, and again for each redirect.

const { freeze, keyFor } = require('./primordials.js')

/**
 * @typedef {{ method: string, url: string }} Request One that is about to be sent.
 * @typedef {'error' | 'warn' | 'bypass'} Strategy
 *
 * @typedef {object} Interceptor
 * @property {(request: Request) => string | undefined | Promise<string | undefined>} serverFor The URL of the server that
 *   takes the request; undefined when it is none of this interceptor's.
 * @property {Strategy} onUnhandledRequest What becomes of requests that nobody takes.
 *
 * @typedef {{ server?: string, refusal?: string, warning?: string }} Route
 */

/** By this name all copies of the package in a realm share the list: test runners load a module more than once. */
const KEY = keyFor('uploadtask.interceptors')

const world = /** @type {Record<symbol, readonly Interceptor[] | undefined>} */ (
  /** @type {unknown} */ (globalThis)
)

/** Those of now, the newest first. The list is never changed: an upload keeps the one that it began with. */
function interceptors() {
  return world[KEY] ?? []
}

/** Adds an interceptor; gives what removes it. */
function intercept(/** @type {Interceptor} */ interceptor) {
  world[KEY] = freeze([interceptor, ...interceptors()])
  return () => {
    world[KEY] = freeze(interceptors().filter((one) => one !== interceptor))
  }
}

/** Whether a URL leads to this machine: what goes there does not reach the network. */
function isLoopback(/** @type {string} */ url) {
  const [, host = ''] = /^https?:\/\/(\[[^\]]*\]|[^/:?#]*)/.exec(url) ?? []
  return /^(?:(?:.*\.)?localhost\.?|127(?:\.\d+){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]+\])$/.test(host)
}

/**
 * Where a request goes.
 *
 * @param {readonly Interceptor[]} list
 * @param {Request & { configured: string | null }} request `configured`: the server that the configuration has for it.
 * @returns {Promise<Route>} `server`: the URL of the one that takes it; none: that of the request's own URL.
 */
async function route(list, { method, url, configured }) {
  for (const interceptor of list) {
    const server = await interceptor.serverFor({ method, url })
    if (server !== undefined) return { server }
  }
  if (configured !== null) return { server: configured }
  if (isLoopback(url)) return {}
  const strategies = list.map(({ onUnhandledRequest }) => onUnhandledRequest)
  if (strategies.includes('error')) {
    return { refusal: `${method} ${url} is not intercepted, and onUnhandledRequest is 'error'` }
  }
  if (strategies.includes('warn')) {
    return {
      warning: `${method} ${url} is not intercepted and goes to the network (see onUnhandledRequest)`,
    }
  }
  return {}
}

module.exports = { intercept, interceptors, route }
