'use strict'

const v = require('valibot')
const {
  MAX_TIMER_MS,
  check,
  flag,
  object,
  oneOf,
  pathText,
  shouldBe,
  text,
  wholeNumber,
} = require('./validate.js')

const GIBIBYTE = 1024 ** 3
const MEBIBYTE = 1024 ** 2

/**
 * The options of `createReceiver`, all of them known.
 *
 * @typedef {Required<Omit<import('./index.js').ReceiverOptions, 'directory' | 'path' | 'rules'>>
 *   & Pick<import('./index.js').ReceiverOptions, 'directory' | 'path' | 'rules'>} Settings
 */

/** A limit that can be lifted. */
const limit = v.custom(
  (value) => value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && Number(value) >= 1),
  shouldBe('a whole number, 1 or more, or Infinity,'),
)

const idleTime = v.custom(
  (value) =>
    value === Number.POSITIVE_INFINITY ||
    (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= MAX_TIMER_MS),
  shouldBe(`a whole number of milliseconds, 1 to ${MAX_TIMER_MS}, or Infinity,`),
)

const hostName = v.pipe(
  v.string(shouldBe('a host name')),
  v.regex(/^(?:\*|\.?[^\s:/*]+)$/, shouldBe('a host name without a port, like "dev.example.com",')),
)

const absolutePath = v.pipe(
  v.string(shouldBe('a path that begins with a slash')),
  v.startsWith('/', shouldBe('a path that begins with a slash')),
)

const receiverOptions = object('the options', {
  directory: v.optional(text),
  keep: v.optional(flag),
  maxUploadBytes: v.optional(limit, 2 * GIBIBYTE),
  maxTotalBytes: v.optional(limit, 4 * GIBIBYTE),
  maxUploads: v.optional(limit, 1000),
  maxFields: v.optional(limit, 1000),
  maxFieldBytes: v.optional(limit, MEBIBYTE),
  // Longer texts make bad keys for a map: V8 takes their length for their hash.
  maxNameBytes: v.optional(wholeNumber('a whole number of bytes', 1, 16_383), 4096),
  idleTimeout: v.optional(idleTime, 120_000),
  // Checked where they are used.
  rules: v.optional(v.unknown()),
  hosts: v.optional(v.array(hostName, shouldBe('an array of host names, like [".example.net"],')), []),
  cors: v.optional(flag, true),
  inspector: v.optional(flag, true),
  allowReplay: v.optional(flag, false),
  onUnhandledRequest: v.optional(oneOf(['error', 'warn', 'bypass']), 'warn'),
  path: v.optional(absolutePath),
})

const listenOptions = object('the options', {
  port: v.optional(wholeNumber('a whole number', 0, 65535), 0),
  host: v.optional(text, '127.0.0.1'),
})

/** An error in options: `createReceiver: maxFields should be …`. */
function wrongOption(/** @type {string} */ caller) {
  return (/** @type {import('./validate.js').Fault} */ { path, problem }) =>
    new TypeError(`${caller}: ${path.length === 0 ? 'the options' : pathText(path)} ${problem}`)
}

/**
 * @param {unknown} given
 * @param {string} [caller] The beginning of error messages.
 * @returns {Settings}
 */
function readOptions(given = {}, caller = 'createReceiver') {
  const options = /** @type {Settings} */ (check(receiverOptions, given, wrongOption(caller)))
  return { ...options, keep: options.keep ?? options.directory !== undefined }
}

/** The options of `listen`. */
function readListenOptions(/** @type {unknown} */ given = {}) {
  return check(listenOptions, given, wrongOption('listen'))
}

module.exports = { readOptions, readListenOptions, wrongOption }
