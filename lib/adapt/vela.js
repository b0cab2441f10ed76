'use strict'
// Xiaomi Vela's `@system.uploadtask`: docs/contract/vela.md.

const { codeOf, causeOf, messageOf } = require('./causes.js')
const { PROGRESS, defined, readResult } = require('./dialect.js')
const { typeName, mismatch, isAbsent, mapFields, strictFields, invalidHeader } = require('./fields.js')
const { readHeaders, lastWins } = require('./headers.js')

/** @typedef {import('./dialect.js').Dialect} Dialect */
/** @typedef {import('./dialect.js').Refusal} Refusal */
/** @typedef {import('./causes.js').Cause} Cause */

const TIMEOUT = 20000

/** The numbers of libcurl that the watch passes to `fail`. @type {Record<number, Cause>} */
const CURL_CODES = {
  6: 'connect',
  7: 'connect',
  28: 'timeout',
  35: 'connect',
  52: 'broken',
  55: 'broken',
  56: 'broken',
  60: 'connect',
}

/** Texts that apps compare literally. @type {Partial<Record<Cause, string>>} */
const TEXTS = { badUrl: 'invalid url', fileNotFound: 'invalid filename' }

/** @returns {Refusal} */
function refusal(/** @type {string} */ message, /** @type {Cause} */ cause = 'badArgument') {
  return { cause, message }
}

/**
 * The first option of a wrong type.
 *
 * @param {any} options
 * @param {unknown} given
 * @param {Array<[name: string, type: string]>} types
 * @returns {Refusal | undefined}
 */
function wrongType(options, given, types) {
  const complain = (/** @type {string} */ name, /** @type {string} */ type, /** @type {unknown} */ value) => {
    const message = `uploadFile: ${name} ${mismatch(value, type)}`
    return { cause: /** @type {Cause} */ ('badArgument'), message, wrongType: true }
  }
  if (typeName(given) !== 'Object') return complain('options', 'Object', given)
  for (const [name, type] of types) {
    const value = options[name]
    const matches = type === 'Function' ? typeof value === 'function' : typeName(value) === type
    if (!isAbsent(value) && !matches) return complain(name, type, value)
  }
}

/** Whether a host can be expected to take this for a URL: devices have no parser to ask. */
const isHttpUrl = (/** @type {unknown} */ url) => /^https?:\/\/[^/?#\s]/.test(String(url))

/**
 * Milliseconds; a number that makes no sense means the default.
 *
 * @param {unknown} timeout
 * @param {number} otherwise
 */
const readTimeout = (timeout, otherwise) =>
  typeof timeout === 'number' && timeout >= 0 && timeout < Number.POSITIVE_INFINITY ? timeout : otherwise

/** The failures of Vela and Quick App, which have the same form. */
function readFailure(
  /** @type {any[]} */ [data, code],
  /** @type {import('./causes.js').Column} */ column = 'vela',
) {
  const number = typeof code === 'string' && code !== '' ? Number(code) : code
  const message = messageOf(data, number)
  let cause = causeOf(column, number) || CURL_CODES[number] || 'connect'
  // One number stands for several causes; the text tells them apart.
  if (cause === 'badArgument' && message === TEXTS.badUrl) cause = 'badUrl'
  if (cause === 'badArgument' && message === TEXTS.fileNotFound) cause = 'fileNotFound'
  return { cause, message }
}

/** @type {Dialect} */
const vela = {
  options: ['url', 'filePath', 'name', 'header', 'formData', 'timeout', 'success', 'fail', 'complete'],
  events: [PROGRESS],
  repeats: false,
  throws: true,
  refusesAtOnce: ({ callback, arguments: [, code] }) =>
    callback === 'fail' && code === codeOf('badArgument', 'vela'),

  readOptions(options, given) {
    const wrong = wrongType(options, given, [
      ['url', 'String'],
      ['filePath', 'String'],
      ['name', 'String'],
      ['timeout', 'Number'],
      ['success', 'Function'],
      ['fail', 'Function'],
      ['complete', 'Function'],
    ])
    if (wrong) return wrong
    const { url, filePath, name, timeout } = options
    if (!isHttpUrl(url)) return refusal('invalid url', 'badUrl')
    if (!filePath) return refusal('invalid filename', 'fileNotFound')
    if (!name) return refusal('name is a required field')
    const header = strictFields(options.header)
    if (header === null || invalidHeader(header) !== undefined) return refusal('invalid headers')
    const formData = strictFields(options.formData)
    if (formData === null) return refusal('invalid formData')
    return { url, filePath, name, header, formData, timeout: readTimeout(timeout, TIMEOUT) }
  },

  writeOptions({ url, filePath, name, header, formData, timeout }) {
    // The watch cuts a number down to a 32-bit integer; as text it arrives whole.
    const whole = (/** @type {unknown} */ value) =>
      typeof value === 'number' && value !== (value | 0) ? String(value) : value
    return defined({
      url,
      filePath,
      name,
      header: header && mapFields(header, whole),
      formData: formData && mapFields(formData, whole),
      timeout,
    })
  },

  readResult(given) {
    const { headers, header } = Object(given)
    return readResult(given, readHeaders(headers || header))
  },
  writeResult: ({ statusCode, data, headers }) => ({ statusCode, data, headers: lastWins(headers || []) }),

  readFailure: (given) => readFailure(given),
  writeFailure({ cause, message }) {
    return cause === 'aborted' ? null : [TEXTS[cause] || message, codeOf(cause, 'vela')]
  },

  completeArguments: () => [],
}

module.exports = { vela, TEXTS, refusal, wrongType, isHttpUrl, readTimeout, readFailure }
