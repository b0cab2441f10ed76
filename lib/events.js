'use strict'
// Reads the addon's events: JSON, and beside it what JSON cannot hold. It is parsed here, in the realm of the caller
// (test runners have one for each test file), and several times faster than the addon could make the objects.

const { defineProperty, keys, parse } = require('./primordials.js')

/**
 * @typedef {{ callback: 'success' | 'fail', arguments: any[], completeGetsResult: boolean }} Completion
 *
 * @typedef {{ upload: number } & (
 *   | { type: 'progress' | 'headers', argument: object }
 *   | { type: 'intercept', argument: { method: string, url: string, configured: string | null } }
 *   | { type: 'read', argument: { file: number, request: number, offset: number, length: number } }
 *   | { type: 'warning', message: string }
 *   | { type: 'settled', aborted: boolean, completion?: Completion }
 * )} UploadEvent
 *
 * @typedef {(string | number)[]} Path Where a value is in the content of an event.
 */

/** What is at the end of a path; `length` of its steps are taken. */
function follow(/** @type {any} */ content, /** @type {Path} */ path, length = path.length) {
  let value = content
  for (let step = 0; step < length; step += 1) value = value[path[step]]
  return value
}

/**
 * Makes each name available in lower case too, through a property that is not enumerable: device code reads
 * `header['Content-Type']` as well as `header['content-type']`.
 */
function addLowerCase(/** @type {Record<string, unknown>} */ headers) {
  for (const name of keys(headers)) {
    const lower = name.toLowerCase()
    if (lower !== name) {
      // Defined, not set: a server may send a header of the name `__proto__`.
      defineProperty(headers, lower, { value: headers[name], writable: true, configurable: true })
    }
  }
}

/**
 * The event of this type with this content.
 *
 * @param {string} type
 * @param {number} upload
 * @param {any} content
 * @returns {any}
 */
function makeEvent(type, upload, content) {
  if (type === 'warning') return { type, upload, message: content }
  if (type !== 'settled') return { type, upload, argument: content }
  const aborted = content[0]
  if (content.length === 1) return { type, upload, aborted, completion: undefined }
  const completion = { callback: content[1], arguments: content[2], completeGetsResult: content[3] }
  return { type, upload, aborted, completion }
}

/**
 * The events in the addon's message; crates/node/src/message.rs documents the layout.
 *
 * @param {string} json
 * @param {string[]} texts The long strings.
 * @returns {any[]}
 */
function readEvents(json, texts) {
  let next = 0
  return parse(json).map((/** @type {any} */ written) => {
    const [type, upload, , textPaths, headerPaths] = written
    for (const path of textPaths) {
      // A warning is its text.
      if (path.length === 0) written[2] = texts[next++]
      else follow(written[2], path, path.length - 1)[path[path.length - 1]] = texts[next++]
    }
    for (const path of headerPaths) addLowerCase(follow(written[2], path))
    return makeEvent(type, upload, written[2])
  })
}

module.exports = { readEvents }
