'use strict'
// The UPLOADTASK_* variables, which override the configuration file.

const fs = require('node:fs')
const path = require('node:path')
const { ConfigurationError } = require('./configuration-error.js')
const { requirePlatform } = require('./mini-programs.js')
const { irregularKind } = require('./regular-file.js')

const PREFIX = 'UPLOADTASK_'

/**
 * @typedef {object} Overrides
 * @property {string[]} variables The names of the variables that are set.
 * @property {Record<string, any>} options Options of `createRuntime`.
 * @property {string} [dialect]
 * @property {boolean} [taro]
 * @property {import('./mini-programs.js').PlatformName} [platform]
 *
 * @typedef {(text: string, variable: string, directory: string) => any} Reader
 */

/** @type {Reader} */
const text = (value) => value

/** @type {Reader} */
const folder = (value, _variable, directory) => path.resolve(directory, value)

/** @type {Reader} */
function boolean(value, variable) {
  if (value !== 'true' && value !== 'false') {
    throw new ConfigurationError(`${variable} should be true or false instead of ${JSON.stringify(value)}`)
  }
  return value === 'true'
}

/** @type {Reader} */
function wholeNumber(value, variable) {
  if (!/^\d+$/.test(value)) {
    throw new ConfigurationError(`${variable} should be a whole number instead of ${JSON.stringify(value)}`)
  }
  return Number(value)
}

/** @type {Reader} */
const list = (value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** `https://api.example.com=http://127.0.0.1:8310`, and more of them behind commas. @type {Reader} */
function pairs(value, variable, directory) {
  return Object.fromEntries(
    list(value, variable, directory).map((/** @type {string} */ item) => {
      const [origin, server, ...more] = item.split('=').map((part) => part.trim())
      if (!origin || !server || more.length > 0) {
        throw new ConfigurationError(
          `${variable} should be pairs such as https://api.example.com=http://127.0.0.1:8310, with commas between them, instead of ${JSON.stringify(value)}`,
        )
      }
      return [origin, server]
    }),
  )
}

/** @type {Reader} */
function certificates(value, variable, directory) {
  const file = path.resolve(directory, value)
  const complain = (/** @type {string} */ problem) =>
    new ConfigurationError(`${variable} should be the path of a PEM file: ${file} ${problem}`)
  const irregular = irregularKind(file)
  if (irregular) throw complain(`is ${irregular}`)
  try {
    return fs.readFileSync(file)
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    throw complain(`cannot be read (${code})`)
  }
}

/** What each variable sets. @type {Record<string, { option: string, read: Reader }>} */
const VARIABLES = {
  UPLOADTASK_ROOT: { option: 'root', read: folder },
  UPLOADTASK_PACKAGE: { option: 'package', read: text },
  UPLOADTASK_APP_DIR: { option: 'appDir', read: folder },
  UPLOADTASK_HOST_PATHS: { option: 'hostPaths', read: boolean },
  UPLOADTASK_STRICT: { option: 'strict', read: boolean },
  UPLOADTASK_MAX_CONCURRENCY: { option: 'maxConcurrency', read: wholeNumber },
  UPLOADTASK_ON_LIMIT: { option: 'onLimit', read: text },
  UPLOADTASK_UPLOAD_TIMEOUT: {
    option: 'networkTimeout',
    read: (...values) => ({ uploadFile: wholeNumber(...values) }),
  },
  UPLOADTASK_DOMAINS: { option: 'domains', read: list },
  UPLOADTASK_INTERCEPT: { option: 'intercept', read: pairs },
  UPLOADTASK_PROXY: { option: 'proxy', read: (value) => (value === 'false' ? false : value) },
  UPLOADTASK_CA: { option: 'ca', read: certificates },
  UPLOADTASK_MAX_RESPONSE_BYTES: { option: 'maxResponseBytes', read: wholeNumber },
  UPLOADTASK_WIRE: { option: 'wire', read: text },
  UPLOADTASK_ABORT: { option: 'abort', read: text },
  UPLOADTASK_USER_AGENT: { option: 'userAgent', read: text },
  UPLOADTASK_DIALECT: { option: 'dialect', read: text },
  UPLOADTASK_TARO: { option: 'taro', read: boolean },
  UPLOADTASK_PLATFORM: {
    option: 'platform',
    read: (value, variable) => requirePlatform(variable, value, JSON.stringify(value)),
  },
}

function refuse(/** @type {string} */ variable) {
  if (variable === 'UPLOADTASK_REJECT_UNAUTHORIZED') {
    throw new ConfigurationError(
      `${variable}: no variable turns certificate verification off; ` +
        'set `rejectUnauthorized: false` in code, or trust a certificate of your own with UPLOADTASK_CA',
    )
  }
  throw new ConfigurationError(
    `${variable} is unknown; the variables are ${Object.keys(VARIABLES).join(', ')}`,
  )
}

/**
 * Reads the variables; an empty one counts as not set.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} directory What relative paths are relative to.
 * @returns {Overrides}
 */
function overrides(environment, directory) {
  const variables = Object.keys(environment).filter((name) => name.startsWith(PREFIX) && environment[name])
  /** @type {Record<string, any>} */
  const values = {}
  for (const variable of variables) {
    if (!Object.hasOwn(VARIABLES, variable)) refuse(variable)
    const { option, read } = VARIABLES[variable]
    values[option] = read(/** @type {string} */ (environment[variable]), variable, directory)
  }
  const { dialect, taro, platform, ...options } = values
  return { variables, options, dialect, taro, platform }
}

module.exports = { overrides }
