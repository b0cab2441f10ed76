'use strict'
// What is sent, and where to, when an upload is sent again.

const http = require('node:http')
const v = require('valibot')
const { Failure } = require('../../failure.js')
const { URL } = require('../../node-globals.js')
const { passedHeaders } = require('../../passthrough.js')
const { object, oneOf, shouldBe, shown, wholeNumber } = require('../../validate.js')

/** @typedef {import('../../index.js').Upload} Upload */
/** @typedef {import('./form.js').Part} Part */

/** For how long a replay is waited for, in milliseconds. */
const TIMEOUT = { preset: 60_000, max: 600_000 }
/** How long a URL can be, in characters. */
const MAX_URL = 8192
/** How many headers, fields and files a call can give. */
const MAX_ITEMS = 10_000
const TOO_MANY = `should have at most ${MAX_ITEMS} items`

const string = v.string(shouldBe('a text'))
const contentType = v.pipe(
  string,
  v.check((text) => !/\p{Cc}/u.test(text), shouldBe('a text on one line')),
)

/**
 * @template {v.GenericSchema} Item
 * @param {Item} item
 * @param {string} what
 */
function listOf(item, what) {
  const short = v.check((/** @type {unknown[]} */ list) => list.length <= MAX_ITEMS, TOO_MANY)
  return v.pipe(v.array(item, shouldBe(what)), short)
}

const header = v.tuple([string, string], shouldBe('a pair of texts'))
const field = object('the members of a field', { name: string, value: string })
const file = object('the members of a file', {
  index: wholeNumber('the number of a file', 0),
  field: v.optional(string),
  filename: v.optional(string),
  contentType: v.optional(contentType),
})

const replay = object('the members of this call', {
  url: v.optional(v.pipe(string, v.maxLength(MAX_URL, shouldBe(`a text of at most ${MAX_URL} characters`)))),
  method: v.optional(oneOf(['POST', 'PUT', 'PATCH'])),
  headers: v.optional(listOf(header, 'an array of pairs')),
  fields: v.optional(listOf(field, 'an array of fields')),
  files: v.optional(listOf(file, 'an array of files')),
  timeout: v.optional(wholeNumber('a whole number of milliseconds', 1, TIMEOUT.max), TIMEOUT.preset),
})

/**
 * @typedef {object} Given What `replay` leaves of a call.
 * @property {string} [url]
 * @property {'POST' | 'PUT' | 'PATCH'} [method]
 * @property {Array<[string, string]>} [headers]
 * @property {Array<{ name: string, value: string }>} [fields]
 * @property {Array<{ index: number, field?: string, filename?: string, contentType?: string }>} [files]
 * @property {number} timeout
 */

/** What is made anew, besides that which is meant for one hop. */
const OWN = ['host', 'content-type', 'content-length', 'x-uploadtask-replay']
/** What is not for others than those to whom it was sent. */
const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization']

/**
 * Where a replay goes.
 *
 * @typedef {object} Target
 * @property {string} url As people read it.
 * @property {string} host What the Host header says.
 * @property {import('node:https').RequestOptions} options For `node:http` and `node:https`.
 * @property {boolean} isOwn Whether it is this receiver.
 */

/** This receiver, by the very address and port at which it was called. @returns {Target} */
function ownTarget(/** @type {import('../reply.js').Request} */ request, /** @type {string} */ path) {
  const { localAddress: host, localPort: port } = request.socket
  if (host === undefined) {
    throw new Failure(400, 'bad_url', 'This receiver does not know its own address: give a "url".')
  }
  const isSecure = 'encrypted' in request.socket
  const name = String(request.headers.host ?? request.headers[':authority'])
  const protocol = isSecure ? 'https:' : 'http:'
  return {
    url: `${protocol}//${name}${path}`,
    // A dev server's certificate is one that it has made itself; this is the same process.
    host: name,
    options: { protocol, host, port, path, rejectUnauthorized: false },
    isOwn: true,
  }
}

/** @returns {Target} */
function targetOf(
  /** @type {import('../reply.js').Request} */ request,
  /** @type {Upload} */ upload,
  /** @type {string | undefined} */ given,
) {
  if (given === undefined || /^\/(?!\/)/.test(given)) {
    // An upload that was intercepted has its whole URL.
    return ownTarget(request, given ?? upload.url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^(?!\/)/, '/'))
  }
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    const wanted = 'an http: or https: URL, or a path of this receiver'
    throw new Failure(400, 'bad_url', `"url" should be ${wanted}, instead of ${shown(given)}.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure(400, 'bad_url', '"url" has a password in it: give a header "Authorization" instead.')
  }
  const { protocol, hostname, port, pathname, search, host } = url
  const name = hostname.replace(/^\[|\]$/g, '')
  return {
    url: `${url.origin}${pathname}${search}`,
    host,
    options: { protocol, host: name, port, path: pathname + search },
    isOwn: false,
  }
}

/** The headers that go out, in pairs, and the names of those that do not. */
function headersOf(
  /** @type {Upload} */ upload,
  /** @type {Target} */ target,
  /** @type {Given['headers']} */ given,
) {
  for (const [index, [name, value]] of (given ?? []).entries()) {
    try {
      http.validateHeaderName(name)
      http.validateHeaderValue(name, value)
    } catch (error) {
      const path = `headers[${index}]`
      const message = `${path} cannot be sent: ${/** @type {Error} */ (error).message}.`
      throw new Failure(400, 'bad_body', message, { path })
    }
  }
  const all = given ?? upload.rawHeaders
  const isSameHost = target.isOwn || upload.headers.host === target.host
  const kept = passedHeaders(all.flat()).filter(([name]) => {
    const key = name.toLowerCase()
    return !OWN.includes(key) && (given !== undefined || isSameHost || !CREDENTIALS.includes(key))
  })
  const names = new Set(kept.map(([name]) => name.toLowerCase()))
  const leftOut = all.map(([name]) => name).filter((name) => !names.has(name.toLowerCase()))
  return { headers: kept, leftOut: [...new Set(leftOut)] }
}

/** @returns {Part[]} */
function partsOf(/** @type {Upload} */ upload, /** @type {Given} */ { fields, files }) {
  const chosen = (files ?? upload.files).map((one) => {
    const source = upload.files[one.index]
    if (source === undefined) {
      const message = `"files" names the file ${one.index}, and this upload has ${upload.files.length}.`
      throw new Failure(400, 'bad_body', message, { path: 'files' })
    }
    const { field = source.field, filename = source.filename, contentType = source.contentType } = one
    return { field, filename, contentType, source }
  })
  if (fields || files) return [...(fields ?? upload.fields), ...chosen]
  // As they came: what is no file, in its order, is a field.
  /** @type {Part[]} */
  const parts = [...upload.fields]
  for (const file of chosen) parts.splice(file.source.part, 0, file)
  return parts
}

module.exports = { headersOf, partsOf, replay, targetOf }
