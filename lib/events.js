'use strict'
// Reads what the addon has to say: JSON, and beside it what JSON cannot say. It is parsed here, in the realm of the caller
// (test runners have one for each test file), and several times faster than the addon could make the objects.

// As it is when the package is loaded, whatever a test puts in its place.
const { parse } = JSON

/**
 * @typedef {{ callback: 'success' | 'fail', arguments: any[], completeGetsResult: boolean }} Completion
 *
 * @typedef {{ upload: number } & (
 *   | { type: 'progress' | 'headers', argument: object }
 *   | { type: 'warning', message: string }
 *   | { type: 'settled', aborted: boolean, completion?: Completion }
 * )} UploadEvent
 *
 * @typedef {(string | number)[]} Path Where a value is in an event.
 */

/** What holds the value at the end of a path. */
function holder(/** @type {any} */ event, /** @type {Path} */ path) {
  let value = event
  for (let step = 0; step < path.length - 1; step += 1) value = value[path[step]]
  return value
}

/**
 * Has each name answer in lower case too, through a property that is not enumerable: device code reads
 * `header['Content-Type']` as well as `header['content-type']`.
 */
function addLowerCase(/** @type {Record<string, unknown>} */ headers) {
  for (const name of Object.keys(headers)) {
    const lower = name.toLowerCase()
    if (lower !== name) {
      // Defined, not set: a server may send a header of the name `__proto__`.
      Object.defineProperty(headers, lower, { value: headers[name], writable: true, configurable: true })
    }
  }
}

/**
 * The events in the addon's message.
 *
 * @param {string} json
 * @param {string[]} texts The long strings.
 * @returns {any[]}
 */
function readEvents(json, texts) {
  const events = parse(json)
  let next = 0
  for (const event of events) {
    for (const path of event.texts ?? []) holder(event, path)[path[path.length - 1]] = texts[next++]
    for (const path of event.headers ?? []) addLowerCase(holder(event, path)[path[path.length - 1]])
  }
  return events
}

module.exports = { readEvents }
