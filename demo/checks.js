'use strict'
// What must be true for the demo to succeed. Each fault becomes one sentence.

const { inspect, isDeepStrictEqual } = require('node:util')

/** @type {string[]} */
const problems = []
let count = 0

/**
 * @param {string} what
 * @param {unknown} actual
 * @param {unknown} expected
 */
function equal(what, actual, expected) {
  count += 1
  if (isDeepStrictEqual(actual, expected)) return
  const show = (/** @type {unknown} */ value) =>
    inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 3 })
  problems.push(`${what}: ${show(actual)}, expected ${show(expected)}`)
}

/**
 * @param {string} what
 * @param {boolean} condition
 */
function holds(what, condition) {
  count += 1
  if (!condition) problems.push(what)
}

/** The value of a JSON text, or undefined if it is not JSON. */
function parse(/** @type {unknown} */ text) {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}

/**
 * @param {string} who
 * @param {import('./watch.js').Watched} watched
 */
function increases(who, watched) {
  const sent = watched.progress.map((event) => event.sent)
  holds(
    `${who}: ${watched.names.sent} of the progress events does not grow`,
    sent.every((bytes, index) => index === 0 || bytes > sent[index - 1]),
  )
}

/**
 * An upload that went well, from both ends.
 *
 * @typedef {object} Sent
 * @property {string} who For the sentences.
 * @property {string} path The path of the request.
 * @property {string} label The X-Demo header.
 * @property {import('./files.js').DemoFile} file
 * @property {string} field
 * @property {string} fileName
 * @property {string} contentType
 * @property {Record<string, string>} fields As they should arrive.
 * @property {string[]} calls The callbacks, in order.
 * @property {import('./watch.js').Watched} watched
 *
 * @param {Sent} upload
 * @param {import('../lib/receiver/index.js').Upload[]} whole What arrived whole.
 */
function succeeded(upload, whole) {
  const { who, file, watched } = upload
  const arrived = whole.filter(({ path }) => path === upload.path)
  equal(`${who}: whole uploads at the server`, arrived.length, 1)
  const [received] = arrived
  const [part] = received?.files ?? []
  const fields = received?.fields.map(({ name, value }) => [name, value]) ?? []
  equal(`${who}: form key`, part?.field, upload.field)
  equal(`${who}: file name`, part?.filename, upload.fileName)
  equal(`${who}: Content-Type of the file`, part?.contentType, upload.contentType)
  equal(`${who}: form fields`, Object.fromEntries(fields), upload.fields)
  equal(`${who}: X-Demo header`, received?.headers['x-demo'], upload.label)
  equal(`${who}: bytes of the file`, part?.size, file.bytes)
  equal(`${who}: SHA-256 of the file`, part?.sha256, file.sha256)

  equal(
    `${who}: callbacks`,
    watched.calls.map(({ name }) => name),
    upload.calls,
  )
  const result = watched.calls.find(({ name }) => name === 'success')?.values[0]
  equal(`${who}: statusCode`, result?.statusCode, 201)
  equal(`${who}: data`, parse(result?.data), { bytes: file.bytes, sha256: file.sha256 })

  increases(who, watched)
  equal(`${who}: last progress event`, watched.lastEvent, {
    progress: 100,
    [watched.names.sent]: received?.contentLength,
    [watched.names.total]: received?.contentLength,
  })
  holds(
    `${who}: a progress event after success`,
    watched.order.lastIndexOf('progress') < watched.order.indexOf('success'),
  )
}

/** Where `complete` and the promise get what `success` or `fail` got. */
function sameResult(/** @type {string} */ who, /** @type {import('./watch.js').Watched} */ watched) {
  const results = watched.calls.filter(({ name }) => name !== 'headersReceived')
  for (const { name, values } of results.slice(1)) {
    equal(`${who}: number of arguments of ${name}`, values.length, 1)
    equal(`${who}: argument of ${name}`, values[0], results[0].values[0])
  }
}

module.exports = {
  problems,
  get count() {
    return count
  },
  equal,
  holds,
  increases,
  succeeded,
  sameResult,
}
