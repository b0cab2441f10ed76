'use strict'
// An upload that is handed on to a real backend while it is received, and what the backend answers.

const { URL } = require('./node-globals.js')
const http = require('node:http')
const https = require('node:https')
const { Transform } = require('node:stream')
const { pipeline } = require('node:stream/promises')
const { Failure } = require('./failure.js')

/** @typedef {import('./received-upload.js').Request} Request */
/** @typedef {import('node:http').ServerResponse} Response */

/** What goes from hop to hop (RFC 9110, 7.6.1), and what this hop does itself. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The headers that are meant for the other side, as pairs. */
function passedHeaders(/** @type {string[]} */ rawHeaders) {
  const pairs = Array.from({ length: rawHeaders.length / 2 }, (_, index) =>
    rawHeaders.slice(2 * index, 2 * index + 2),
  )
  const named = pairs
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((one) => one.trim().toLowerCase()))
  return pairs.filter(([name]) => {
    const key = name.toLowerCase()
    return !key.startsWith(':') && !HOP_BY_HOP.has(key) && !named.includes(key)
  })
}

/** Where the request goes: at a URL that is only an origin, to its own path and query. */
function targetOf(/** @type {string} */ backend, /** @type {import('./index.js').Upload} */ { url, path }) {
  const target = new URL(backend)
  if (target.pathname === '/' && target.search === '') {
    target.pathname = path
    target.search = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  }
  return target
}

class Passthrough {
  #outgoing
  /** Whether the backend still takes what comes. */
  #isOpen = true

  /**
   * @param {Request} request
   * @param {import('./index.js').Upload} upload
   * @param {string} backend
   * @param {string} hop The receiver's own name for `Via` (RFC 9110, 7.6.3): a request that has it goes in circles.
   * @param {AbortSignal} signal
   */
  constructor(request, upload, backend, hop, signal) {
    const target = targetOf(backend, upload)
    const headers = passedHeaders(request.rawHeaders)
    if (request.headers.via?.includes(hop)) {
      const message = `The rule passes the upload on to ${target.origin}, which is this receiver: give another URL.`
      throw new Failure(508, 'loop', message)
    }
    const { request: start } = target.protocol === 'https:' ? https : http
    this.#outgoing = start(target, {
      method: request.method,
      // A connection of its own: one that was kept can break without anybody's fault. It is not called closed, for
      // servers that answer early would close it at once then, and the answer would be lost.
      agent: false,
      headers: [
        ...headers,
        ['Host', target.host],
        ['Via', `1.1 ${hop}`],
        ['Connection', 'keep-alive'],
      ].flat(),
    })
    const close = () => {
      this.#isOpen = false
    }
    this.#outgoing.on('close', close)
    signal.addEventListener('abort', () => this.#outgoing.destroy(), { once: true })
    /** @type {Promise<http.IncomingMessage>} */
    this.answered = new Promise((resolve, reject) => {
      this.#outgoing.on('response', (answer) => {
        close()
        resolve(answer)
      })
      this.#outgoing.on('error', (error) => {
        close()
        const message = `The backend ${target.origin} gave no answer: ${error.message}.`
        reject(new Failure(502, 'backend_failed', message))
      })
    })
    // It is looked at when the body is there.
    this.answered.catch(() => {})
  }

  /** A stream through which the body goes: the backend gets what passes, as fast as it takes it. */
  tee() {
    const outgoing = this.#outgoing
    return new Transform({
      transform: (chunk, _encoding, callback) => {
        if (!this.#isOpen || outgoing.write(chunk)) return callback(null, chunk)
        const go = () => {
          outgoing.off('drain', go)
          outgoing.off('close', go)
          outgoing.off('response', go)
          callback(null, chunk)
        }
        outgoing.on('drain', go)
        outgoing.on('close', go)
        outgoing.on('response', go)
      },
      flush: (callback) => {
        if (this.#isOpen) outgoing.end()
        callback()
      },
    })
  }

  destroy() {
    this.#outgoing.destroy()
  }
}

/**
 * Sends the backend's answer to the client as it comes.
 *
 * @param {http.IncomingMessage} answer
 * @param {Response} response
 * @param {() => Promise<void>} [bodyWait] What comes between head and body.
 */
async function relay(answer, response, bodyWait) {
  /** @type {Map<string, { name: string, values: string[] }>} */
  const headers = new Map()
  for (const [name, value] of passedHeaders(answer.rawHeaders)) {
    const key = name.toLowerCase()
    const before = headers.get(key)
    if (before) before.values.push(value)
    else headers.set(key, { name, values: [value] })
  }
  for (const { name, values } of headers.values()) {
    response.setHeader(name, values.length === 1 ? values[0] : values)
  }
  response.statusCode = Number(answer.statusCode)
  if (answer.statusMessage && response.req.httpVersionMajor < 2) response.statusMessage = answer.statusMessage
  if (bodyWait) {
    response.write(Buffer.alloc(0))
    await bodyWait()
  }
  await pipeline(answer, response).catch(() => response.destroy())
}

exports.passedHeaders = passedHeaders
exports.Passthrough = Passthrough
exports.relay = relay
