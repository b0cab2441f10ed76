'use strict'
// WeChat's `wx.uploadFile`, which is `Taro.uploadFile` too: docs/contract/wechat.md.

const { codeOf, causeOf, messageOf } = require('./causes.js')
const { PROGRESS, MAX_TIMEOUT, defined, headerEvent, readResult } = require('./dialect.js')
const { typeName, mismatch, isAbsent, textFields, invalidHeader } = require('./fields.js')
const { readHeaders, joined, cookiesOf } = require('./headers.js')

/** @typedef {import('./dialect.js').Dialect} Dialect */
/** @typedef {import('./causes.js').Cause} Cause */

const TIMEOUT = 60000

/** Texts that apps compare literally, after `uploadFile:fail `. @type {Partial<Record<Cause, string>>} */
const TEXTS = {
  aborted: 'abort',
  timeout: 'timeout',
  fileNotFound: 'createUploadTask:fail file not found',
  domainNotAllowed: 'url not in domain list',
  tooManyTasks: 'exceed max task count',
}

/** The options that are checked for their type, in the order of the error's text. */
const TYPES = [
  { name: 'url', type: 'String', required: true },
  { name: 'filePath', type: 'String', required: true },
  { name: 'name', type: 'String', required: true },
  { name: 'header', type: 'Object', required: false },
  { name: 'formData', type: 'Object', required: false },
  { name: 'timeout', type: 'Number', required: false },
]

const isHttpUrl = (/** @type {string} */ url) => /^\s*https?:[/\\]*[^/\\?#\s]/i.test(url)

/** @type {Dialect} */
const wx = {
  options: [
    ...['url', 'filePath', 'name', 'header', 'formData', 'timeout', 'fileName'],
    ...['success', 'fail', 'complete'],
  ],
  events: [
    PROGRESS,
    headerEvent(
      ({ header }) => readHeaders(header),
      (headers) => ({ header: joined(headers) }),
    ),
  ],
  repeats: true,
  throws: false,
  refusesAtOnce: () => false,

  readOptions(options) {
    const problems = TYPES.filter(({ name, type, required }) => {
      const value = options[name]
      return typeName(value) !== type && (required || !isAbsent(value))
    }).map(({ name, type }) => `parameter.${name} ${mismatch(options[name], type)};`)
    if (problems.length > 0) {
      return { cause: 'badArgument', message: `parameter error: ${problems.join('')}` }
    }
    const { url, filePath, name, timeout, fileName } = options
    if (!isHttpUrl(url)) return { cause: 'badUrl', message: `invalid url "${url}"` }
    const header = textFields(options.header)
    const formData = textFields(options.formData)
    if (header === null || formData === null) {
      const option = header === null ? 'header' : 'formData'
      return {
        cause: 'badArgument',
        message: `parameter error: parameter.${option} cannot be made a string;`,
      }
    }
    const invalid = invalidHeader(header)
    if (invalid !== undefined) return { cause: 'badArgument', message: `invalid header "${invalid}"` }
    if (filePath === '') return { cause: 'fileNotFound', message: 'file not found' }
    return {
      url,
      filePath,
      name,
      fileName: typeof fileName === 'string' && fileName !== '' ? fileName : undefined,
      header,
      formData,
      timeout: !(timeout > 0) ? TIMEOUT : timeout < MAX_TIMEOUT ? timeout : 0,
    }
  },

  writeOptions({ url, filePath, name, fileName, header, formData, timeout }) {
    return defined({
      url,
      filePath,
      name,
      header,
      formData,
      timeout: timeout === 0 ? MAX_TIMEOUT : Math.min(timeout, MAX_TIMEOUT),
      fileName,
    })
  },

  readResult(given) {
    const { header, headers, cookies } = Object(given)
    return readResult(given, readHeaders(header || headers, cookies))
  },
  writeResult({ statusCode, data, headers }) {
    const all = headers || []
    return { errMsg: 'uploadFile:ok', statusCode, data, header: joined(all), cookies: cookiesOf(all) }
  },

  readFailure([given]) {
    const { errno } = Object(given)
    const message = messageOf(given, errno)
    const fixed = /** @type {Cause[]} */ (Object.keys(TEXTS)).find((cause) => TEXTS[cause] === message)
    return { cause: causeOf('wechat', errno) || fixed || 'connect', message }
  },
  writeFailure({ cause, message }) {
    return [{ errMsg: `uploadFile:fail ${TEXTS[cause] || message}`, errno: codeOf(cause, 'wechat') }]
  },

  completeArguments: (values) => values,
}

module.exports = { wx }
