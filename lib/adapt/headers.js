'use strict'
// The headers of a response: each platform has its own shape for them.

const { define, owns } = require('./fields.js')

/**
 * A name and its values in the order of arrival, for each header.
 *
 * @typedef {Array<[name: string, values: string[]]>} Headers
 */

const isSetCookie = (/** @type {string} */ name) => name.toLowerCase() === 'set-cookie'

/** `XMLHttpRequest.getAllResponseHeaders()`, which Taro's H5 passes on as it is. */
function parseLines(/** @type {string} */ text) {
  /** @type {Headers} */
  const headers = []
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.push([line.slice(0, colon).trim(), [line.slice(colon + 1).trim()]])
  }
  return headers
}

/**
 * Reads the headers of any host: a map of strings, of arrays, or lines of text.
 *
 * @param {unknown} given
 * @param {unknown} [cookies] The values of Set-Cookie one by one, where the host tells them apart.
 * @returns {Headers | undefined} Nothing where the host gave no headers.
 */
function readHeaders(given, cookies) {
  const separate = Array.isArray(cookies) && cookies.length > 0 ? cookies.map(String) : undefined
  if (typeof given === 'string') return parseLines(given)
  if (given === null || typeof given !== 'object') return separate && [['Set-Cookie', separate]]
  const map = /** @type {Record<string, unknown>} */ (given)
  /** @type {Headers} */
  const headers = []
  for (const name of Object.keys(map)) {
    const value = map[name]
    const values = Array.isArray(value) ? value.map(String) : [String(value)]
    if (values.length > 0) headers.push([name, values])
  }
  if (separate) {
    const known = headers.find(([name]) => isSetCookie(name))
    if (known) known[1] = separate
    else headers.push(['Set-Cookie', separate])
  }
  return headers
}

/**
 * A map of headers. Each name also answers as `content-type` and as `Content-Type`, whatever the host wrote: code for
 * devices reads both. The extra names are not enumerable, so that only code that asks for them sees them.
 *
 * @param {Headers} headers
 * @param {(values: string[]) => unknown} merge
 * @returns {any}
 */
function writeHeaders(headers, merge) {
  const map = {}
  for (const [name, values] of headers) define(map, name, merge(values))
  for (const [name, values] of headers) {
    const lower = name.toLowerCase()
    for (const alias of [lower, lower.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase())]) {
      if (!owns(map, alias)) {
        Object.defineProperty(map, alias, { value: merge(values), configurable: true, writable: true })
      }
    }
  }
  return map
}

/** The last of several values. Vela. */
const lastWins = (/** @type {Headers} */ headers) =>
  writeHeaders(headers, (values) => values[values.length - 1])

/** Several values as an array, one as a string. Quick App. */
const arrays = (/** @type {Headers} */ headers) =>
  writeHeaders(headers, (values) => (values.length === 1 ? values[0] : values))

/** Several values joined by commas. WeChat. */
const joined = (/** @type {Headers} */ headers) => writeHeaders(headers, (values) => values.join(','))

/** The values of Set-Cookie. WeChat. */
function cookiesOf(/** @type {Headers} */ headers) {
  /** @type {string[]} */
  const cookies = []
  return cookies.concat(...headers.filter(([name]) => isSetCookie(name)).map(([, values]) => values))
}

module.exports = { readHeaders, lastWins, arrays, joined, cookiesOf }
