'use strict'
// What the dialects' modules have in common. Each can stand on either side of an adapter: as the
// caller's dialect it reads options and writes results and failures, as the host's it writes options and
// reads results and failures.

const { typeName } = require('./fields.js')

/** @typedef {import('./causes.js').Failure} Failure */
/** @typedef {import('./fields.js').Fields} Fields */
/** @typedef {import('./headers.js').Headers} Headers */

/**
 * An upload that no dialect owns.
 *
 * @typedef {object} Upload
 * @property {string} url
 * @property {string} filePath
 * @property {string} name
 * @property {string} [fileName] The file name on the wire, where the caller chose one.
 * @property {Fields} [header]
 * @property {Fields} [formData]
 * @property {number} timeout Milliseconds; 0 is no limit.
 *
 * @typedef {Failure & { wrongType?: boolean }} Refusal Arguments that the caller's dialect does not accept.
 * @typedef {{ statusCode: unknown, data: string, headers: Headers | undefined }} Result
 * @typedef {object} EventDescription
 * @property {'progress' | 'headers'} event
 * @property {string} on The method that adds a listener.
 * @property {string} off The method that removes one or all.
 * @property {string} chained The method of a promised task that adds one and returns the promise.
 * @property {(given: any) => any} read From what a host's listener gets.
 * @property {(argument: any) => any} write What a caller's listener gets.
 *
 * @typedef {object} Dialect
 * @property {string[]} options The options that are read even where they are not enumerable.
 * @property {EventDescription[]} events The events of its task.
 * @property {boolean} repeats Whether a listener that was added twice is called twice.
 * @property {boolean} throws Whether what a getter of the caller's options throws leaves through `uploadFile`.
 * @property {(completion: Completion) => boolean} refusesAtOnce Whether this end comes before `uploadFile`
 *   returns.
 * @property {(options: any, given: unknown) => Upload | Refusal} readOptions From a copy of the options, and
 *   what was given as them.
 * @property {(upload: Upload) => any} writeOptions
 * @property {(given: any) => Result} readResult
 * @property {(result: Result) => any} writeResult
 * @property {(given: any[]) => Failure} readFailure From what `fail` got.
 * @property {(failure: Failure) => any[] | null} writeFailure What `fail` gets; `null`: it is not called.
 * @property {(values: any[]) => any[]} completeArguments What `complete` gets after `success` or `fail` got
 *   this.
 *
 * @typedef {{ callback: 'success' | 'fail', arguments: any[] }} Completion
 */

/** @type {EventDescription} */
const PROGRESS = {
  event: 'progress',
  on: 'onProgressUpdate',
  off: 'offProgressUpdate',
  chained: 'progress',
  read: ({ progress, totalBytesSent, totalBytesExpectedToSend, totalBytesExpectedToSent }) => ({
    progress,
    totalBytesSent,
    // Taro's H5 misspells the name.
    totalBytesExpectedToSend:
      totalBytesExpectedToSend === undefined ? totalBytesExpectedToSent : totalBytesExpectedToSend,
  }),
  write: (progress) => progress,
}

/**
 * The header event of a dialect.
 *
 * @param {(given: any) => Headers | undefined} read
 * @param {(headers: Headers) => any} write
 * @returns {EventDescription}
 */
const headerEvent = (read, write) => ({
  event: 'headers',
  on: 'onHeadersReceived',
  off: 'offHeadersReceived',
  chained: 'headersReceive',
  read,
  write,
})

/** Stands for no limit where 0 means a default: the largest number that a timer takes, 24 days. */
const MAX_TIMEOUT = 2147483647

/**
 * The status, body and headers of a result, under any of the names that hosts have for them.
 *
 * @param {any} given
 * @param {Headers | undefined} headers
 * @returns {Result}
 */
function readResult(given, headers) {
  const { statusCode, code, data } = Object(given)
  const status = statusCode === undefined ? code : statusCode
  return {
    statusCode: typeof status === 'string' && status !== '' ? Number(status) : status,
    data: text(data),
    headers,
  }
}

function text(/** @type {unknown} */ data) {
  if (data === undefined || data === null) return ''
  if (typeof data !== 'object') return String(data)
  return typeName(data) === 'ArrayBuffer' || ArrayBuffer.isView(data) ? decode(data) : JSON.stringify(data)
}

/** Bytes as text. Not every device can do that. */
function decode(/** @type {any} */ bytes) {
  if (typeof TextDecoder === 'undefined') {
    throw new TypeError('its data is bytes instead of text, and there is no TextDecoder')
  }
  return new TextDecoder().decode(bytes)
}

/** The members of an object that are not `undefined`. */
function defined(/** @type {any} */ object) {
  for (const name of Object.keys(object)) if (object[name] === undefined) delete object[name]
  return object
}

module.exports = { PROGRESS, headerEvent, MAX_TIMEOUT, readResult, defined }
