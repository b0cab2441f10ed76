'use strict'
// The rules over HTTP: the receiver keeps them, and the rules module knows what they mean.

const { Failure } = require('../failure.js')
const { isLoopback } = require('../loopback.js')
const { asData, parseRule, parseRules } = require('../rules/index.js')
const { readBody } = require('./parameters.js')
const { send, sendJson, sendNothing } = require('./reply.js')

/** @typedef {import('./reply.js').Request} Request */
/** @typedef {import('./reply.js').Response} Response */

const MAX_BODY = 1024 * 1024

/** Named in errors: `rules.json:12:5: …`. */
const SOURCE = 'rules.json'

/**
 * Runs a check of rules; its errors are the client's.
 *
 * @template T
 * @param {() => T} check
 * @returns {T}
 */
function checked(check) {
  try {
    return check()
  } catch (error) {
    const { message, path, line, column } = /** @type {any} */ (error)
    throw new Failure(400, 'bad_rules', message, { path, line, column })
  }
}

/** A client on another machine must not make this one send uploads to where only it can. */
function requirePassthroughAllowed(
  /** @type {Request} */ { socket },
  /** @type {import('../index.js').Rule[]} */ rules,
) {
  if (isLoopback(socket.remoteAddress ?? '') || rules.every((rule) => rule.passthrough === undefined)) return
  throw new Failure(
    403,
    'passthrough_not_allowed',
    "A rule with `passthrough` is taken only from this machine: open the inspector at 127.0.0.1, or put it into the rules' file.",
  )
}

/**
 * @param {import('../index.js').Receiver} receiver
 */
function createRulesApi(receiver) {
  const { rules } = receiver
  /** What was last saved, so that its comments are there when it is edited again. */
  let saved = { text: '', list: '' }

  /** The rules for an editor: as they were written, unless they were changed otherwise since. */
  function asText() {
    const list = rules.list().map(asData)
    if (JSON.stringify(list) === saved.list) return saved.text
    return list.length === 0 ? '[]\n' : `${JSON.stringify(list, null, 2)}\n`
  }

  async function replace(/** @type {Request} */ request) {
    const text = await readBody(request, MAX_BODY)
    const parsed = checked(() => parseRules(text, SOURCE))
    requirePassthroughAllowed(request, parsed)
    checked(() => rules.set(parsed))
    saved = { text, list: JSON.stringify(rules.list()) }
  }

  async function append(/** @type {Request} */ request) {
    const text = await readBody(request, MAX_BODY)
    const rule = checked(() => parseRule(text, 'rule.json'))
    requirePassthroughAllowed(request, [rule])
    checked(() => rules.add(rule))
  }

  function removeOne(/** @type {Request} */ { method }, /** @type {string} */ id) {
    if (method !== 'DELETE')
      throw new Failure(405, 'method_not_allowed', 'A single rule can only be removed (DELETE).')
    if (!rules.remove(id)) {
      throw new Failure(404, 'not_found', 'There is no rule with this id.', { what: 'rule' })
    }
  }

  /**
   * @param {Request} request
   * @param {Response} response
   * @param {URLSearchParams} query
   * @param {string | undefined} id Of one rule.
   */
  return async function serveRules(request, response, query, id) {
    const { method } = request
    if (id !== undefined) {
      removeOne(request, id)
      return sendNothing(response)
    }
    if (method === 'DELETE') {
      rules.clear()
      return sendNothing(response)
    }
    if (method === 'PUT') await replace(request)
    else if (method === 'POST') await append(request)
    else if (method !== 'GET' && method !== 'HEAD') {
      throw new Failure(
        405,
        'method_not_allowed',
        'Rules can be read (GET), replaced (PUT), added (POST) and removed (DELETE).',
      )
    }
    if (query.get('as') === 'text') return send(response, 200, 'text/plain; charset=utf-8', asText())
    sendJson(response, rules.list().map(asData))
  }
}

module.exports = { createRulesApi }
