'use strict'
// The rules over HTTP: the receiver keeps them, and the rules module knows what they mean.

const v = require('valibot')
const schema = require('../../../rules.schema.json')
const { Failure } = require('../failure.js')
const { isLoopback } = require('../loopback.js')
const { asData, parseRule, parseRules } = require('../rules/index.js')
const { flag, object } = require('../validate.js')
const { requireMethod } = require('./guard.js')
const { readBody, readJson } = require('./parameters.js')
const { send, sendJson, sendNothing } = require('./reply.js')
const { RulesText } = require('./rules-text.js')

/** @typedef {import('./reply.js').Request} Request */
/** @typedef {import('./reply.js').Call} Call */

const MAX_BODY = 1024 * 1024

/** Named in errors: `rules.json:12:5: …`. */
const SOURCE = 'rules.json'

const change = object('the members of this call', { enabled: flag })
const list = v.array(v.string('should be an array of ids'), 'should be an array of ids')

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
function createRulesApi({ rules }) {
  const text = new RulesText(() => rules.list())

  function requireRule(/** @type {string} */ id) {
    const rule = rules.list().find((one) => one.id === id)
    if (rule) return rule
    throw new Failure(404, 'not_found', 'There is no rule with this id.', { what: 'rule' })
  }

  async function serveAll(/** @type {Call} */ { request, response, query }) {
    requireMethod(request, response, 'GET', 'HEAD', 'PUT', 'POST', 'DELETE')
    if (request.method === 'DELETE') {
      rules.clear()
      return sendNothing(response)
    }
    if (request.method === 'PUT') {
      const given = await readBody(request, MAX_BODY)
      const parsed = checked(() => parseRules(given, SOURCE))
      requirePassthroughAllowed(request, parsed)
      checked(() => rules.set(parsed))
      text.save(given)
    } else if (request.method === 'POST') {
      const given = await readBody(request, MAX_BODY)
      const rule = checked(() => parseRule(given, 'rule.json'))
      requirePassthroughAllowed(request, [rule])
      checked(() => rules.add(rule))
    }
    if (query.get('as') === 'text') return send(response, 200, 'text/plain; charset=utf-8', text.toString())
    await sendJson(response, rules.list().map(asData))
  }

  async function serveOne(/** @type {Call} */ { request, response }, /** @type {string} */ id) {
    requireMethod(request, response, 'PATCH', 'DELETE')
    requireRule(id)
    if (request.method === 'DELETE') rules.remove(id)
    else {
      const { enabled } = await readJson(request, MAX_BODY, change)
      // A rule that passes uploads on may be turned off from anywhere.
      if (enabled) requirePassthroughAllowed(request, [requireRule(id)])
      text.enable(id, enabled, () => rules.enable(id, enabled))
    }
    sendNothing(response)
  }

  async function serveOrder(/** @type {Call} */ { request, response }) {
    const ids = await readJson(request, MAX_BODY, list)
    text.order(() => checked(() => rules.order(ids)))
    sendNothing(response)
  }

  /**
   * @param {Call} call
   * @param {string[]} path What follows `rules`.
   * @returns {Promise<void> | undefined} Undefined when there is no such call.
   */
  return function serveRules(call, [id, ...rest]) {
    const { request, response } = call
    if (rest.length > 0) return undefined
    if (id === undefined) return serveAll(call)
    // An id may be one of these words: it is changed and removed, and never read.
    if (id === 'order' && request.method === 'PUT') return serveOrder(call)
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (id === 'hits' && isRead) return sendJson(response, rules.hits())
    if (id === 'schema' && isRead) return sendJson(response, schema)
    return serveOne(call, id)
  }
}

module.exports = { createRulesApi }
