'use strict'
// A rule's `match`, compiled once: what can be said of the request's head, and what of the received upload.

const { pathPattern, textPattern } = require('./glob.js')

/** @typedef {Pick<import('../index.js').Upload, 'method' | 'path' | 'headers' | 'fields' | 'files'>} Upload */

/** An upload's path, percent-decoded where it can be. */
function decodedPath(/** @type {Upload} */ { path }) {
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
 * @returns {(upload: Upload) => boolean}
 */
function headTest({ method, path, header = {} }) {
  const pathMatches = path === undefined ? () => true : pathPattern(path)
  const headers = namedTests(header)
  return (upload) =>
    (method === undefined || method === upload.method) &&
    pathMatches(decodedPath(upload)) &&
    headers.every(([name, test]) => test(headerValues(upload.headers, name)))
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
 * @returns {(upload: Upload) => boolean}
 */
function bodyTest({ field = {}, filename, type }) {
  const fields = namedTests(field)
  const nameMatches = filename === undefined ? () => true : textPattern(filename)
  const typeMatches = type === undefined ? () => true : textPattern(type, { anyCase: true })
  const needsFile = filename !== undefined || type !== undefined
  return (upload) =>
    fields.every(([name, test]) =>
      test(upload.fields.filter((one) => one.name === name).map((one) => one.value)),
    ) &&
    // Both are about the same file.
    (!needsFile ||
      upload.files.some(
        (file) => nameMatches(file.filename) && typeMatches(file.contentType.split(';')[0].trim()),
      ))
}

/**
 * Whether an upload is one of those that `times` and `nth` name.
 *
 * @param {import('../rules.js').Rule} rule
 * @param {number} number Of the uploads that match, from 1.
 */
function isOneOf({ times = Number.POSITIVE_INFINITY, nth }, number) {
  return number <= times && (nth === undefined || [nth].flat().includes(number))
}

module.exports = { decodedPath, headTest, bodyTest, isOneOf }
