'use strict'
// A rule's `match`, compiled once: what can be said of the request's head, and what of the received upload.

const { pathPattern, textPattern } = require('./glob.js')

/**
 * What a rule looks at when the head has come; node's request is one.
 *
 * @typedef {object} RequestHead
 * @property {string} [method]
 * @property {string} [url]
 * @property {string} [originalUrl] As Connect and Express have it: `url` before a mount point was taken off.
 * @property {import('node:http').IncomingHttpHeaders} headers
 *
 * @typedef {Pick<import('./template.js').DescribedUpload, 'fields' | 'files'>} ReceivedBody
 */

/**
 * A request's path without the query, percent-decoded where it can be.
 *
 * @param {RequestHead} request
 */
function pathOf({ originalUrl, url }) {
  // A client of a proxy sends the whole URL (RFC 9112, 3.2.2).
  const path = (originalUrl ?? url ?? '/').replace(/^https?:\/\/[^/?]*/i, '').replace(/[?#].*$/s, '') || '/'
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

/**
 * A test of the texts that a name has: none if it is not there.
 *
 * @param {string | boolean} wanted
 * @returns {(values: string[]) => boolean}
 */
function valuesTest(wanted) {
  if (typeof wanted === 'boolean') return (values) => values.length > 0 === wanted
  const matches = textPattern(wanted)
  return (values) => values.some(matches)
}

/**
 * @param {Record<string, string | boolean>} named
 * @returns {Array<[string, (values: string[]) => boolean]>}
 */
function namedTests(named) {
  return Object.entries(named).map(([name, wanted]) => [name, valuesTest(wanted)])
}

/**
 * @param {import('../rules.js').RuleMatch} match
 * @returns {(request: RequestHead) => boolean}
 */
function headTest({ method, path, header = {} }) {
  const pathMatches = path === undefined ? () => true : pathPattern(path)
  const headers = namedTests(header)
  return (request) =>
    (method === undefined || method === request.method) &&
    pathMatches(pathOf(request)) &&
    headers.every(([name, test]) => test(headerValues(request.headers, name)))
}

/** @returns {string[]} */
function headerValues(
  /** @type {import('node:http').IncomingHttpHeaders} */ headers,
  /** @type {string} */ name,
) {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  return value === undefined ? [] : [value].flat()
}

/**
 * @param {import('../rules.js').RuleMatch} match
 * @returns {(body: ReceivedBody) => boolean}
 */
function bodyTest({ field = {}, filename, type }) {
  const fields = namedTests(field)
  const nameMatches = filename === undefined ? () => true : textPattern(filename)
  const typeMatches = type === undefined ? () => true : textPattern(type, { anyCase: true })
  const needsFile = filename !== undefined || type !== undefined
  return (body) =>
    fields.every(([name, test]) =>
      test(body.fields.filter((one) => one.name === name).map((one) => one.value)),
    ) &&
    // Both are about the same file.
    (!needsFile ||
      body.files.some(
        (file) =>
          nameMatches(file.filename ?? '') && typeMatches((file.contentType ?? '').split(';')[0].trim()),
      ))
}

/**
 * Whether a request is one of those that `nth` names.
 *
 * @param {import('../rules.js').RuleMatch['nth']} nth
 * @param {number} number From 1.
 */
function isNth(nth, number) {
  return nth === undefined || [nth].flat().includes(number)
}

module.exports = { headTest, bodyTest, isNth }
