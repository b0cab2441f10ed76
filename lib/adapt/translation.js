'use strict'
// From one dialect to another, as data: options towards the host, its end back to the caller.

const { typeName, unboxed } = require('./fields.js')

/** @typedef {import('./dialect.js').Dialect} Dialect */
/** @typedef {import('./dialect.js').Completion} Completion */
/** @typedef {import('./dialect.js').Refusal} Refusal */

const CALLBACKS = ['success', 'fail', 'complete']

/**
 * The options for the host; or why the caller's dialect refuses them.
 *
 * @param {Dialect} caller
 * @param {Dialect} host
 * @param {any} options A copy of what the caller gave.
 * @param {unknown} given What the caller gave, for its type.
 * @returns {{ options: any } | { refusal: Refusal }}
 */
function translateOptions(caller, host, options, given) {
  if (caller === host) {
    // The host knows best what it takes; it gets everything.
    const copy = Object.assign({}, options)
    for (const name of CALLBACKS) delete copy[name]
    const unreadable = caller.options.find((name) => typeName(copy[name]) === 'Unreadable')
    if (unreadable !== undefined) {
      const message = `parameter error: parameter.${unreadable} cannot be read;`
      return { refusal: { cause: 'badArgument', message } }
    }
    return { options: copy }
  }
  /** @type {Record<string, any>} */
  const primitives = {}
  for (const name of caller.options) primitives[name] = unboxed(options[name])
  const upload = caller.readOptions(primitives, given)
  return 'cause' in upload ? { refusal: upload } : { options: host.writeOptions(upload) }
}

/**
 * What the caller's `success` gets for what the host's gave.
 *
 * @param {Dialect} host
 * @param {Dialect} caller
 * @param {any} given
 * @param {import('./headers.js').Headers} [received] The headers of the header event, for hosts that give no
 *   others.
 */
function translateResult(host, caller, given, received) {
  const result = host.readResult(given)
  if (!result.headers) result.headers = received
  const written = caller.writeResult(result)
  // Within one dialect nothing is lost: `profile` and whatever else the host gave stays.
  return caller === host ? Object.assign({}, given, written) : written
}

/**
 * What the caller's `fail` gets for what the host's gave; `null`: it is not called.
 *
 * @param {Dialect} host
 * @param {Dialect} caller
 * @param {any[]} given
 */
function translateFailure(host, caller, given) {
  const { errMsg, errno } = Object(given[0])
  // Within one dialect a whole failure stays as it is, with numbers that the table does not have.
  if (caller === host && typeof errMsg === 'string' && typeof errno === 'number') return given
  return caller.writeFailure(host.readFailure(given))
}

/**
 * The end of an upload, from the host's dialect to the caller's.
 *
 * @param {Dialect} host
 * @param {Dialect} caller
 * @param {Completion} completion
 * @param {import('./headers.js').Headers} [received]
 * @returns {Completion | null}
 */
function translateCompletion(host, caller, completion, received) {
  if (completion.callback === 'success') {
    return {
      callback: 'success',
      arguments: [translateResult(host, caller, completion.arguments[0], received)],
    }
  }
  const values = translateFailure(host, caller, completion.arguments)
  return values && { callback: 'fail', arguments: values }
}

module.exports = { translateOptions, translateCompletion }
