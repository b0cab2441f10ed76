'use strict'

const { didYouMean } = require('./rules/suggest.js')

const GIBIBYTE = 1024 ** 3
const MEBIBYTE = 1024 ** 2

/**
 * The options of `createReceiver`, all of them known.
 *
 * @typedef {Required<Omit<import('./index.js').ReceiverOptions, 'directory' | 'path' | 'rules'>>
 *   & Pick<import('./index.js').ReceiverOptions, 'directory' | 'path' | 'rules'>} Settings
 */

const CHECKS = {
  directory: nonEmptyText,
  keep: flag,
  maxUploadBytes: count,
  maxTotalBytes: count,
  maxUploads: count,
  maxFields: count,
  maxFieldBytes: count,
  rules: () => undefined,
  hosts: hostNames,
  cors: flag,
  inspector: flag,
  path: absolutePath,
}

function nonEmptyText(/** @type {unknown} */ value) {
  return typeof value === 'string' && value !== '' ? undefined : 'a string that is not empty'
}

function flag(/** @type {unknown} */ value) {
  return typeof value === 'boolean' ? undefined : 'true or false'
}

function count(/** @type {unknown} */ value) {
  const isCount = value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && Number(value) > 0)
  return isCount ? undefined : 'a whole number from 1, or Infinity'
}

function hostNames(/** @type {unknown} */ value) {
  const isList =
    Array.isArray(value) &&
    value.every((host) => typeof host === 'string' && /^(?:\*|\.?[^\s:/*]+)$/.test(host))
  return isList ? undefined : 'an array of host names without ports, like ["dev.example.com", ".example.net"]'
}

function absolutePath(/** @type {unknown} */ value) {
  return typeof value === 'string' && value.startsWith('/') ? undefined : 'a path that begins with a slash'
}

/**
 * @param {unknown} given
 * @param {string} [caller] What begins an error's text.
 * @returns {Settings}
 */
function readOptions(given = {}, caller = 'createReceiver') {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError(`${caller}: the options have to be an object`)
  }
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(CHECKS, name)) {
      throw new TypeError(`${caller}: unknown option "${name}"${didYouMean(name, Object.keys(CHECKS))}`)
    }
    const wanted = value === undefined ? undefined : CHECKS[/** @type {keyof typeof CHECKS} */ (name)](value)
    if (wanted !== undefined) throw new TypeError(`${caller}: ${name} has to be ${wanted}`)
  }
  /** @type {import('./index.js').ReceiverOptions} */
  const {
    directory,
    keep = directory !== undefined,
    maxUploadBytes = 2 * GIBIBYTE,
    maxTotalBytes = 4 * GIBIBYTE,
    maxUploads = 1000,
    maxFields = 1000,
    maxFieldBytes = MEBIBYTE,
    rules,
    hosts = [],
    cors = true,
    inspector = true,
    path,
  } = given
  return {
    directory,
    keep,
    maxUploadBytes,
    maxTotalBytes,
    maxUploads,
    maxFields,
    maxFieldBytes,
    rules,
    hosts: [...hosts],
    cors,
    inspector,
    path,
  }
}

module.exports = { readOptions }
