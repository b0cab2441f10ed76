'use strict'
// The Quick App alliance's `@system.uploadtask`: docs/contract/quickapp.md. As Vela's, but for what is said
// here.

const { codeOf } = require('./causes.js')
const { PROGRESS, defined, headerEvent, readResult } = require('./dialect.js')
const {
  typeName,
  unboxed,
  mismatch,
  isAbsent,
  owns,
  define,
  mapFields,
  strictFields,
  invalidHeader,
} = require('./fields.js')
const { readHeaders, arrays } = require('./headers.js')
const { TEXTS: VELA_TEXTS, refusal, wrongType, isHttpUrl, readTimeout, readFailure } = require('./vela.js')

/** @typedef {import('./dialect.js').Dialect} Dialect */
/** @typedef {import('./dialect.js').Refusal} Refusal */
/** @typedef {import('./fields.js').Fields} Fields */
/** @typedef {import('./causes.js').Cause} Cause */
/** @typedef {{ filePath: string, name: string, fileName?: string }} File */

/** Texts that apps compare literally. @type {Partial<Record<Cause, string>>} */
const TEXTS = Object.assign({ aborted: 'Canceled' }, VELA_TEXTS)

/** Whether a value is an array; a revoked Proxy of one is none. */
function isList(/** @type {unknown} */ value) {
  return typeName(value) !== 'Unreadable' && Array.isArray(value)
}

/**
 * Members of an entry of a list, as primitives; an entry that cannot be read has none.
 *
 * @param {any} entry
 * @param {string[]} names
 */
function readMembers(entry, names) {
  /** @type {Record<string, any>} */
  const members = {}
  const object = typeName(entry) === 'Unreadable' ? {} : Object(entry)
  for (const name of names) members[name] = unboxed(object[name])
  return members
}

/**
 * The one file of the options, by `filePath` or in the older list.
 *
 * @param {any} options
 * @returns {File | Refusal}
 */
function readFile({ filePath, name, files }) {
  const list = isAbsent(files) ? [] : files
  if (!isList(list)) {
    return refusal(`uploadFile: files ${mismatch(files, 'Array')}`)
  }
  if (list.length > 0 && filePath) return refusal('filePath and files exclude each other: give one of them')
  if (list.length === 0) {
    if (!filePath) return refusal('invalid filename')
    return name ? { filePath, name } : refusal('name is a required field')
  }
  if (list.length > 1) {
    return refusal(
      `files has ${list.length} entries, but the host of this adapter takes one file at a time: ` +
        'call uploadFile for each',
    )
  }
  const members = readMembers(list[0], ['uri', 'name', 'filename', 'type'])
  for (const member of Object.keys(members)) {
    const value = members[member]
    if (!isAbsent(value) && typeof value !== 'string') {
      return refusal(`invalid files: ${member} ${mismatch(value, 'String')}`)
    }
  }
  const { uri, name: key, filename } = members
  if (!uri) return refusal('invalid filename: each of files wants a uri')
  return defined({ filePath: uri, name: key || 'file', fileName: filename || undefined })
}

/**
 * The entries of the older `data`: a list of names and values, or an object.
 *
 * @param {any} data
 * @returns {Array<{ name: unknown, value: unknown }> | null} `null` for what is neither.
 */
function readEntries(data) {
  if (isList(data)) {
    // Holes count as entries without a name.
    return Array.from(data, (entry) => {
      const { name, value } = readMembers(entry, ['name', 'value'])
      return { name, value }
    })
  }
  return typeName(data) === 'Object' ? Object.keys(data).map((name) => ({ name, value: data[name] })) : null
}

/**
 * The form fields, `formData` before the older `data`.
 *
 * @param {any} options
 * @returns {{ fields: Fields | undefined } | Refusal}
 */
function readFormData({ formData, data }) {
  const fields = strictFields(formData)
  if (fields === null) return refusal('invalid formData')
  if (isAbsent(data)) return { fields }
  const entries = readEntries(data)
  if (entries === null) return refusal('invalid data')
  /** @type {Fields | undefined} */
  let all = fields
  for (const { name, value } of entries) {
    const field = strictFields({ value })
    if (typeof name !== 'string' || !field) return refusal('invalid data')
    if (field.value === undefined) continue
    if (all === undefined) all = {}
    if (owns(all, name)) {
      return refusal(
        `the form field "${name}" is given twice, but the host of this adapter takes each name once`,
      )
    }
    define(all, name, field.value)
  }
  return { fields: all }
}

/** @type {Dialect} */
const quickapp = {
  options: [
    ...['url', 'filePath', 'name', 'files', 'header', 'formData', 'data', 'method', 'timeout'],
    ...['success', 'fail', 'complete'],
  ],
  events: [PROGRESS, headerEvent((given) => readHeaders(given), arrays)],
  repeats: false,
  throws: true,
  refusesAtOnce: () => false,

  readOptions(options, given) {
    const wrong = wrongType(options, given, [
      ['url', 'String'],
      ['filePath', 'String'],
      ['name', 'String'],
      ['method', 'String'],
      ['timeout', 'Number'],
      ['success', 'Function'],
      ['fail', 'Function'],
      ['complete', 'Function'],
    ])
    if (wrong) return wrong
    const { url, method } = options
    if (!isHttpUrl(url)) return refusal('invalid url', 'badUrl')
    const file = readFile(options)
    if ('cause' in file) return file
    const header = strictFields(options.header)
    if (header === null || invalidHeader(header) !== undefined) return refusal('invalid headers')
    const formData = readFormData(options)
    if ('cause' in formData) return formData
    if (method && method.toUpperCase() !== 'POST') {
      return refusal(`the method ${method} cannot be used: the host of this adapter uploads by POST only`)
    }
    // A Quick App's upload ends by itself after 30 s of silence; no other host has an option for that.
    const timeout = readTimeout(options.timeout, 0)
    return defined(Object.assign({ url }, file, { header, formData: formData.fields, timeout }))
  },

  writeOptions({ url, filePath, name, fileName, header, formData, timeout }) {
    const value = (/** @type {unknown} */ field) =>
      typeof field === 'number' && !Number.isFinite(field) ? String(field) : field
    const file =
      fileName === undefined ? { filePath, name } : { files: [{ uri: filePath, name, filename: fileName }] }
    const fields = {
      header: header && mapFields(header, value),
      formData: formData && mapFields(formData, value),
      timeout,
    }
    return defined(Object.assign({ url }, file, fields))
  },

  // Documents say `headers`, hapjs gives `header`.
  readResult(given) {
    const { headers, header } = Object(given)
    return readResult(given, readHeaders(headers || header))
  },
  writeResult: ({ statusCode, data, headers }) => ({ statusCode, data, headers: arrays(headers || []) }),

  readFailure(given) {
    const failure = readFailure(given, 'quickapp')
    return failure.message === TEXTS.aborted && given[1] === codeOf('aborted', 'quickapp')
      ? { cause: 'aborted', message: failure.message }
      : failure
  },
  writeFailure: ({ cause, message }) => [TEXTS[cause] || message, codeOf(cause, 'quickapp')],

  completeArguments: (values) => values.slice(0, 1),
}

module.exports = { quickapp }
