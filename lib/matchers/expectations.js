'use strict'
// What tests assert about an upload, once for all test runners: each checks it, and describes what it found.

const { createHash } = require('node:crypto')
const { inspect, types } = require('node:util')

/**
 * @typedef {import('../receiver/index.js').Upload} Upload
 * @typedef {import('../receiver/index.js').UploadFile} UploadFile
 * @typedef {(actual: unknown, expected: unknown) => boolean} Equals
 *
 * @typedef {object} Result
 * @property {boolean} pass
 * @property {string} wanted `a file in the field "avatar" …`.
 * @property {unknown} expected
 * @property {unknown} actual What there is instead.
 */

const FILE_MEMBERS = ['filename', 'contentType', 'type', 'size', 'sha256', 'content']

function requireUpload(/** @type {any} */ value, /** @type {string} */ caller) {
  if (value && Array.isArray(value.files) && Array.isArray(value.fields)) return
  const hint = types.isPromise(value)
    ? ' a promise: write `await receiver.next()`'
    : ` ${inspect(value, { depth: 0 })}`
  throw new TypeError(`${caller}: this should be an upload, as receiver.next() returns it, but is${hint}`)
}

/** A file's member by the name that tests use. */
function memberOf(/** @type {UploadFile} */ file, /** @type {string} */ name) {
  if (name === 'type') return file.contentType.split(';')[0].trim().toLowerCase()
  // By its hash: a file can be large.
  if (name === 'content') return file.sha256
  return /** @type {any} */ (file)[name]
}

/** Unlike `test`, whatever was looked at before: with the flag g or y that goes on where it has ended. */
function fits(/** @type {RegExp} */ pattern, /** @type {unknown} */ actual) {
  return String(actual).search(pattern) !== -1
}

function isEqual(
  /** @type {UploadFile} */ file,
  /** @type {string} */ name,
  /** @type {any} */ wanted,
  /** @type {Equals} */ equals,
) {
  if (name === 'content') return createHash('sha256').update(wanted).digest('hex') === file.sha256
  const actual = memberOf(file, name)
  return types.isRegExp(wanted) ? fits(wanted, actual) : equals(actual, wanted)
}

/**
 * Whether the upload has such a file.
 *
 * @param {Upload} upload
 * @param {string | undefined} field The form field; undefined for any.
 * @param {Record<string, unknown>} wanted
 * @param {Equals} equals
 * @returns {Result}
 */
function hasFile(upload, field, wanted = {}, equals) {
  requireUpload(upload, 'toHaveFile')
  const unknown = Object.keys(wanted).find((name) => !FILE_MEMBERS.includes(name))
  if (unknown !== undefined) {
    throw new TypeError(
      `toHaveFile: ${unknown} is unknown; a file is described by ${FILE_MEMBERS.join(', ')}`,
    )
  }
  const { content } = wanted
  if (content !== undefined && typeof content !== 'string' && !types.isUint8Array(content)) {
    const what = inspect(content, { depth: 0 })
    throw new TypeError(`toHaveFile: content should be a text or a Uint8Array instead of ${what}`)
  }
  const names = Object.keys(wanted).filter((name) => wanted[name] !== undefined)
  const shown = (/** @type {UploadFile} */ file) =>
    Object.fromEntries([
      ['field', file.field],
      ...['filename', ...names.filter((name) => name !== 'filename')].map((name) => [
        name,
        memberOf(file, name),
      ]),
    ])
  return {
    pass: upload.files.some(
      (file) =>
        (field === undefined || file.field === field) &&
        names.every((name) => isEqual(file, name, wanted[name], equals)),
    ),
    wanted: field === undefined ? 'a file' : `a file in the field ${JSON.stringify(field)}`,
    expected: { ...(field === undefined ? {} : { field }), ...wanted },
    actual: upload.files.map(shown),
  }
}

/**
 * Whether the upload has such a field.
 *
 * @param {Upload} upload
 * @param {string} name
 * @param {unknown} value undefined for any.
 * @param {Equals} equals
 * @returns {Result}
 */
function hasField(upload, name, value, equals) {
  requireUpload(upload, 'toHaveField')
  const isRight = (/** @type {string} */ actual) =>
    value === undefined || (types.isRegExp(value) ? fits(value, actual) : equals(actual, value))
  return {
    pass: upload.fields.some((field) => field.name === name && isRight(field.value)),
    wanted: `the field ${JSON.stringify(name)}`,
    expected: value === undefined ? { name } : { name, value },
    actual: upload.fields,
  }
}

/**
 * Whether the request has such a header.
 *
 * @param {Upload} upload
 * @param {string} name In any letter case.
 * @param {unknown} value undefined for any.
 * @param {Equals} equals
 * @returns {Result}
 */
function hasHeader(upload, name, value, equals) {
  requireUpload(upload, 'toHaveHeader')
  const actual = upload.headers[name.toLowerCase()]
  const isRight = types.isRegExp(value) ? fits(value, actual) : equals(actual, value)
  return {
    pass: actual !== undefined && (value === undefined || isRight),
    wanted: `the header ${JSON.stringify(name)}`,
    expected: value,
    actual: actual ?? upload.headers,
  }
}

module.exports = { hasFile, hasField, hasHeader }
