'use strict'
// `{{ fields.name }}` in the texts of an answer.

const { didYouMean } = require('../suggest.js')

/**
 * What a template can show of an upload.
 *
 * @typedef {Pick<import('../index.js').Upload, 'id' | 'method' | 'url' | 'path' | 'headers' | 'fields' | 'files'>} DescribedUpload
 *
 * @typedef {object} Reference
 * @property {string} text As it is written, without the braces.
 * @property {boolean} needsBody Whether it is known only when the request's body has been read.
 * @property {(upload: DescribedUpload) => unknown} value `undefined` where the upload has no such thing.
 */

const FILE_MEMBERS = /** @type {const} */ (['field', 'filename', 'contentType', 'size', 'sha256'])

/** @type {Record<string, (upload: DescribedUpload) => unknown>} */
const PLAIN = {
  method: (upload) => upload.method,
  path: (upload) => upload.path,
  id: (upload) => upload.id,
  now: () => new Date().toISOString(),
}

/** @type {Record<string, (name: string) => (upload: DescribedUpload) => unknown>} */
const NAMED = {
  query: (name) => (upload) =>
    new URLSearchParams(upload.url.split('?').slice(1).join('?')).get(name) ?? undefined,
  header: (name) => (upload) => {
    const key = name.toLowerCase()
    return Object.hasOwn(upload.headers, key) ? upload.headers[key] : undefined
  },
  fields: (name) => (upload) => upload.fields.find((field) => field.name === name)?.value,
}

const KINDS = [
  ...Object.keys(PLAIN),
  ...Object.keys(NAMED).map((kind) => `${kind}.NAME`),
  ...FILE_MEMBERS.map((member) => `files.0.${member}`),
]

/**
 * @param {string} text What stands between the braces.
 * @returns {Reference}
 */
function readReference(text) {
  if (Object.hasOwn(PLAIN, text)) return { text, needsBody: false, value: PLAIN[text] }
  const [kind, ...rest] = text.split('.')
  const name = rest.join('.')
  if (Object.hasOwn(NAMED, kind) && name !== '') {
    return { text, needsBody: kind === 'fields', value: NAMED[kind](name) }
  }
  if (kind === 'files') return { text, needsBody: true, value: readFileReference(text, rest) }
  const kinds = [...Object.keys(PLAIN), ...Object.keys(NAMED), 'files']
  const hint = Object.hasOwn(NAMED, kind)
    ? ` (write the name after the dot: "${kind}.NAME")`
    : didYouMean(kind, kinds)
  throw new Error(`has the unknown template {{ ${text} }}${hint}; the templates are ${KINDS.join(', ')}`)
}

/** The value of `files.0.sha256`; `rest` is what comes after `files`. */
function readFileReference(/** @type {string} */ text, /** @type {string[]} */ rest) {
  const [index, member, ...more] = rest
  if (!/^\d{1,6}$/.test(index ?? '') || member === undefined || more.length > 0) {
    throw new Error(`has the template {{ ${text} }}; write it like {{ files.0.sha256 }}, counted from 0`)
  }
  const found = FILE_MEMBERS.find((name) => name === member)
  if (!found) {
    throw new Error(
      `has the template {{ ${text} }}, and a file has no "${member}"${didYouMean(member, FILE_MEMBERS)}; ` +
        `it has ${FILE_MEMBERS.join(', ')}`,
    )
  }
  return (/** @type {DescribedUpload} */ upload) => upload.files[Number(index)]?.[found]
}

/**
 * Takes a text apart; throws an error whose text continues after the member's name.
 *
 * @param {string} text
 * @returns {Array<string | Reference>}
 */
function parseTemplate(text) {
  const parts = text.split(/\{\{([^{}]*)\}\}/)
  return parts.map((part, index) => {
    if (index % 2 === 1) return readReference(part.trim())
    if (part.includes('{{')) throw new Error('has a "{{" without its "}}"')
    return part
  })
}

/**
 * Fills a text in. What the upload does not have becomes the empty text.
 *
 * @param {string} text
 * @param {DescribedUpload} upload
 * @param {(value: string) => string} [asValue] Makes a value harmless where it is put.
 */
function render(text, upload, asValue = (value) => value) {
  return parseTemplate(text)
    .map((part) => {
      if (typeof part === 'string') return part
      const value = part.value(upload)
      return value === undefined ? '' : asValue(String(value))
    })
    .join('')
}

/** What a text becomes in JSON: the value itself, where it is nothing but a template. */
function renderMember(/** @type {string} */ text, /** @type {DescribedUpload} */ upload) {
  const [before, reference, after, ...more] = parseTemplate(text)
  const isAlone = before === '' && after === '' && more.length === 0
  const value = isAlone && typeof reference === 'object' ? reference.value(upload) : undefined
  return typeof value === 'number' ? value : render(text, upload)
}

/**
 * Fills in all texts of a JSON value; names stay as they are.
 *
 * @param {import('../rules.js').JsonValue} value
 * @param {DescribedUpload} upload
 * @returns {import('../rules.js').JsonValue}
 */
function renderJson(value, upload) {
  if (typeof value === 'string') return renderMember(value, upload)
  if (Array.isArray(value)) return value.map((item) => renderJson(item, upload))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, renderJson(item, upload)]))
}

module.exports = { parseTemplate, render, renderJson }
