'use strict'
// The values of options, checked before anything is done.

const { InvalidArgumentError } = require('commander')

const UNITS = new Map([
  ['', 1],
  ['b', 1],
  ...['k', 'm', 'g', 't'].flatMap((letter, index) => {
    const [decimal, binary] = [1000 ** (index + 1), 1024 ** (index + 1)]
    return /** @type {Array<[string, number]>} */ ([
      [`${letter}b`, decimal],
      [`${letter}ib`, binary],
      [letter, binary],
    ])
  }),
])

/** A whole number from a minimum on. */
function wholeNumber(/** @type {number} */ minimum, /** @type {string} */ what, maximum = 2_147_483_647) {
  return (/** @type {string} */ text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value
    throw new InvalidArgumentError(`It should be ${what}: a whole number from ${minimum} to ${maximum}.`)
  }
}

/** A number of bytes: `500`, `1.5GB`, `64MiB`. */
function bytes(/** @type {string} */ text) {
  const [, digits, unit] = /^(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*)$/i.exec(text.trim()) ?? []
  const factor = UNITS.get(unit?.toLowerCase() ?? 'none')
  const value = Math.floor(Number(digits) * (factor ?? Number.NaN))
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('It should be a number of bytes, such as 500000, 64MiB or 1.5GB.')
}

/** An http(s) URL; its scheme in lower case, as all dialects take it. */
function httpUrl(/** @type {string} */ text) {
  const example = 'http://127.0.0.1:8310/upload'
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError(`It should be an http: or https: URL, such as ${example}.`)
  }
  return text.replace(/^https?/i, (scheme) => scheme.toLowerCase())
}

/** Collects `name=value`, where a name can be given once. */
function field(/** @type {string} */ text, /** @type {Array<[string, string]>} */ fields = []) {
  const end = text.indexOf('=')
  if (end < 1) throw new InvalidArgumentError('It should be name=value, such as place=Paris.')
  const name = text.slice(0, end)
  if (fields.some(([other]) => other === name)) {
    throw new InvalidArgumentError(`The field "${name}" is given twice: a form field has one value.`)
  }
  return [...fields, /** @type {[string, string]} */ ([name, text.slice(end + 1)])]
}

/** The headers that an upload writes by itself. */
const OWN_HEADERS = ['content-type', 'content-length', 'transfer-encoding', 'host', 'connection', 'expect']

/** Collects `Name: value`, where a name can be given once (RFC 9110, section 5). */
function header(/** @type {string} */ text, /** @type {Array<[string, string]>} */ headers = []) {
  const end = text.indexOf(':')
  const name = text.slice(0, Math.max(0, end))
  const value = text.slice(end + 1).trim()
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    throw new InvalidArgumentError("It should be 'Name: value', such as 'X-Token: 1234'.")
  }
  // A tab is the one control character that a value can have.
  if (/[^\P{Cc}\t]/u.test(value)) {
    throw new InvalidArgumentError(
      `The value of ${name} contains a control character, which a header cannot.`,
    )
  }
  if (OWN_HEADERS.includes(name.toLowerCase())) {
    throw new InvalidArgumentError(`${name} cannot be set: the upload writes its own.`)
  }
  if (headers.some(([other]) => other.toLowerCase() === name.toLowerCase())) {
    throw new InvalidArgumentError(
      `${name} is given twice: join its values with a comma, '${name}: one, two'.`,
    )
  }
  return [...headers, /** @type {[string, string]} */ ([name, value])]
}

/** Collects host names: without scheme and port; `.example.com` for all below it, `*` for any. */
function hostName(/** @type {string} */ text, /** @type {string[]} */ names = []) {
  if (text !== '*' && !/^\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(text)) {
    throw new InvalidArgumentError('It should be a host name alone, such as my-machine.local.')
  }
  return [...names, text]
}

/** A text that is not empty. */
function notEmpty(/** @type {string} */ text) {
  if (text === '') throw new InvalidArgumentError('It should not be empty.')
  return text
}

module.exports = { wholeNumber, bytes, httpUrl, field, header, hostName, notEmpty }
