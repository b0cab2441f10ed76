'use strict'
// Uploads of this thread to other servers that a receiver takes: it has a server of its own for them.

const { intercept } = require('../interception.js')
const { URL } = require('./node-globals.js')
const { pathPattern } = require('./rules/glob.js')
const { createServer, listen } = require('./server.js')
const { shown } = require('./validate.js')

/** @typedef {import('./reception.js').ReceptionContext} ReceptionContext */

/**
 * @param {unknown} target An origin, a URL whose path is a pattern, or a function.
 * @returns {(url: URL) => unknown}
 */
function matcherOf(target) {
  if (typeof target === 'function') return /** @type {(url: URL) => unknown} */ (target)
  const text = Object(target).href ?? target
  const [, base, path] =
    typeof text === 'string' ? (/^(https?:\/\/[^/?#*]+)(\/[^?#]*)?$/i.exec(text) ?? []) : []
  if (base === undefined || !URL.canParse(base)) {
    const wanted =
      'an origin such as "https://api.example.com", a URL with a path pattern such as "https://api.example.com/files/**", or a function'
    throw new TypeError(`intercept: the target should be ${wanted}, instead of ${shown(target)}`)
  }
  const { origin } = new URL(base)
  if (path === undefined || path === '/') return (url) => url.origin === origin
  try {
    const matches = pathPattern(path)
    return (url) => url.origin === origin && matches(decoded(url.pathname))
  } catch (error) {
    throw new TypeError(`intercept: ${shown(text)} is no pattern: ${/** @type {Error} */ (error).message}`)
  }
}

/** Percent-decoded where it can be, as rules have paths. */
function decoded(/** @type {string} */ pathname) {
  try {
    return decodeURI(pathname)
  } catch {
    return pathname
  }
}

class Interceptions {
  #context
  /** @type {Set<() => void>} */
  #active = new Set()
  /** @type {import('node:http').Server | undefined} */
  #server
  /** @type {Promise<string> | undefined} */
  #listening

  constructor(/** @type {ReceptionContext} */ context) {
    this.#context = context
  }

  add(/** @type {unknown} */ target) {
    if (this.#context.closing.aborted) throw new Error('intercept: the receiver was closed; make a new one')
    const matches = matcherOf(target)
    const remove = intercept({
      serverFor: async ({ url }) => ((await matches(new URL(url))) ? this.#listen() : undefined),
      onUnhandledRequest: this.#context.options.onUnhandledRequest,
    })
    const dispose = () => {
      this.#active.delete(dispose)
      remove()
    }
    this.#active.add(dispose)
    return { dispose, [Symbol.dispose]: dispose }
  }

  /** Whether there are any. */
  get isActive() {
    return this.#active.size > 0
  }

  /** Ends all of them. */
  async close() {
    for (const dispose of [...this.#active]) dispose()
    // It may be about to listen.
    await this.#listening?.catch(() => {})
    const server = this.#server
    if (!server) return
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  }

  /** The URL of the server, which listens from the first intercepted upload on. */
  #listen() {
    if (this.#context.closing.aborted) throw new Error('the receiver that intercepts it was closed')
    this.#listening ??= this.#start()
    return this.#listening
  }

  async #start() {
    await this.#context.store.ready()
    // The inspector is served where the receiver itself listens.
    this.#server = createServer(this.#context, undefined)
    const { url } = await listen(this.#server, {}, false)
    // It is the uploads that keep the process alive.
    this.#server.unref()
    return url
  }
}

module.exports = { Interceptions }
