'use strict'
// Reads the addon's events: JSON, and beside it what JSON cannot hold. It is parsed here, in the realm of the caller
// (test runners have one for each test file), and several times faster than the addon could make the objects.

const { memberNames } = require('./native.js')
const { asKey, defineProperty, fromEntries, keys, parse, RealmMap } = require('./primordials.js')

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

/** How many of them are kept: a server chooses the names of headers whose values are long. */
const MAX_PLACES = 100

/**
 * What is where in the content of an event, by the text that says so.
 *
 * @type {Map<string, { texts: Path[], headers: Path[], unnamed: Path[] }>}
 */
const knownPlaces = new RealmMap()

/** Most events of a platform have the same places, so they are read once. */
function readPlaces(/** @type {string} */ text) {
  let places = knownPlaces.get(text)
  if (places === undefined) {
    const [texts, headers, unnamed] = parse(text)
    places = { texts, headers, unnamed }
    if (knownPlaces.size < MAX_PLACES) knownPlaces.set(text, places)
  }
  return places
}

/** Puts a value at the end of a path in the content of an event. */
function put(/** @type {any[]} */ written, /** @type {Path} */ path, /** @type {unknown} */ value) {
  const last = path.length - 1
  if (last < 0) written[2] = value
  else follow(written[2], path, last)[path[last]] = value
}

/**
 * Objects whose members come without their names, by the number of their shape: the names, and an object that has them.
 *
 * @type {{ names: string[], model: Record<string, unknown> }[]}
 */
const shapes = []

/** Asks for the names of the members of a shape. */
function learn(/** @type {number} */ shape) {
  const model = fromEntries(memberNames(shape).map((name) => [name, undefined]))
  shapes[shape] = { names: keys(model), model }
  return shapes[shape]
}

/** An object from `[shape, relative, ...values]`; crates/node/src/shape.rs writes it. */
function named(/** @type {any[]} */ written) {
  const { names, model } = shapes[written[0]] ?? learn(written[0])
  const relative = written[1]
  const first = written[2]
  // A copy has room for all members from the start.
  const object = { ...model }
  for (let index = 0; index < names.length; index += 1) {
    const value = written[index + 2]
    object[names[index]] = (relative & (1 << index)) === 0 ? value : first + value
  }
  return object
}

/**
 * Makes each name available in lower case too, through a property that is not enumerable: device code reads
 * `header['Content-Type']` as well as `header['content-type']`.
 */
function addLowerCase(/** @type {Record<string, unknown>} */ headers) {
  for (const name of keys(headers)) {
    const lower = lowerCase(name)
    if (lower !== name) {
      // Defined, not set: a server may send a header of the name `__proto__`.
      defineProperty(headers, lower, { value: headers[name], writable: true, configurable: true })
    }
  }
}

/** How many names of headers are known at most: servers send the same ones each time, or what they like. */
const MAX_NAMES = 1000

/** The names of headers in lower case: to define a property by a text that is new each time takes longer. */
const lowerCases = new RealmMap()

function lowerCase(/** @type {string} */ name) {
  let lower = lowerCases.get(name)
  if (lower === undefined) {
    lower = asKey(name.toLowerCase())
    if (lowerCases.size < MAX_NAMES) lowerCases.set(name, lower)
  }
  return lower
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
  const events = parse(json)
  let next = 0
  for (let index = 0; index < events.length; index += 1) {
    const written = events[index]
    if (written.length > 3) {
      const places = readPlaces(written[3])
      // A path begins within the content: that of a warning, which is its text, is empty.
      for (const path of places.texts) put(written, path, texts[next++])
      for (const path of places.unnamed) put(written, path, named(follow(written[2], path)))
      for (const path of places.headers) addLowerCase(follow(written[2], path))
    }
    events[index] = makeEvent(written[0], written[1], written[2])
  }
  return events
}

module.exports = { readEvents }
