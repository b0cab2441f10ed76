'use strict'
// One upload, from its request's head to its answer.

const { describe, describeResponse, sendError, sendJson } = require('./answer.js')
const { Body } = require('./body.js')
const { askForBody, closeConnection, lingerOnClose, resetConnection } = require('./connection.js')
const { parseParameters } = require('./part-headers.js')
const { Failure, formatBytes } = require('./failure.js')
const { watchIdle } = require('./idle.js')
const { respond, throttle } = require('./rules/index.js')
const { exposeHeaders } = require('./security.js')
const { Upload } = require('./upload.js')

/** @typedef {import('./upload.js').Request} Request */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {ReturnType<typeof import('./rules/book.js').createRuleBook>} RuleBook */
/** @typedef {NonNullable<ReturnType<RuleBook['matchHead']>>} Decision */

/**
 * @typedef {object} ReceptionContext
 * @property {import('./options.js').Settings} options
 * @property {import('./store.js').Store} store
 * @property {RuleBook} rules
 * @property {(event: 'start' | 'progress' | 'head' | 'end' | 'answer', upload: Upload) => void} emit
 * @property {AbortSignal} closing Aborted when the receiver closes.
 * @property {Map<string, { stop: () => void, done: Promise<void> }>} active The receptions that are under way, by the
 *   upload's id. `stop` breaks one off.
 */

/**
 * Takes one upload. Never rejects: what goes wrong is the upload's `error`, and an answer.
 *
 * @param {ReceptionContext} context
 * @param {Request} request
 * @param {Response} response
 */
async function receive(context, request, response) {
  const upload = new Upload(request)
  const ending = new AbortController()
  const stop = () => ending.abort('The upload was removed')
  const done = begin(context, request, response, upload, ending)
  context.active.set(upload.id, { stop, done })
  await done
  context.active.delete(upload.id)
}

async function begin(
  /** @type {ReceptionContext} */ context,
  /** @type {Request} */ request,
  /** @type {Response} */ response,
  /** @type {Upload} */ upload,
  /** @type {AbortController} */ ending,
) {
  const end = () => ending.abort('The connection was closed')
  const close = () => ending.abort('The receiver was closed')
  response.once('close', end)
  context.closing.addEventListener('abort', close)
  context.store.add(upload)
  context.emit('start', upload)
  const reception = new Reception(context, request, response, upload, ending.signal)
  try {
    await reception.run()
  } catch (error) {
    // A defect, or a response that somebody else has answered.
    if (upload.state === 'receiving') {
      reception.conclude('failed', new Failure(500, 'internal', `The receiver failed: ${String(error)}`))
    }
    response.destroy()
  } finally {
    context.closing.removeEventListener('abort', close)
    response.off('close', end)
  }
}

class Reception {
  /**
   * @param {ReceptionContext} context
   * @param {Request} request
   * @param {Response} response
   * @param {Upload} upload
   * @param {AbortSignal} signal The connection or the receiver was closed; its reason says it.
   */
  constructor(context, request, response, upload, signal) {
    this.context = context
    this.request = request
    this.response = response
    this.upload = upload
    this.signal = signal
  }

  async run() {
    const decision = this.context.rules.matchHead(this.upload)
    if (decision && endsAtHead(decision)) return this.answerAtHead(decision)
    /** @type {Body | undefined} */
    let body
    try {
      const boundary = this.checkHead()
      body = new Body(this.context, this.upload, boundary)
      await this.readBody(body, decision)
    } catch (error) {
      await body?.discard()
      return this.refuse(error, decision)
    }
    this.conclude('complete')
    if (decision && isBreaking(decision)) return this.breakOff(decision)
    const rule = this.context.rules.matchBody(this.upload, this.upload)
    if (rule) return this.answerWithRule(rule)
    return this.answer(() => sendJson(this.response, 200, describe(this.upload)))
  }

  /** The boundary of the body. Throws a Failure when the head tells that the upload cannot be taken. */
  checkHead() {
    const { headers } = this.request
    const { maxUploadBytes } = this.context.options
    const encoding = headers['content-encoding']?.trim().toLowerCase()
    if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
      const message = `The body is compressed (Content-Encoding: ${encoding}); send it as it is.`
      throw new Failure(415, 'compressed', message)
    }
    const contentType = headers['content-type']
    const { type, parameters } = parseParameters(contentType ?? '')
    if (type !== 'multipart/form-data') {
      const got = contentType === undefined ? 'there is none' : `it is "${contentType}"`
      throw new Failure(415, 'not_multipart', `The Content-Type has to be multipart/form-data; ${got}.`)
    }
    const boundary = parameters.get('boundary')
    if (!boundary) {
      throw new Failure(400, 'no_boundary', 'The Content-Type multipart/form-data names no boundary.')
    }
    if (boundary.length > 200) {
      throw new Failure(
        400,
        'bad_boundary',
        'The boundary is longer than 200 characters; RFC 2046 allows 70.',
      )
    }
    const { contentLength } = this.upload
    if (contentLength !== undefined && contentLength > maxUploadBytes) {
      const limit = `maxUploadBytes, ${formatBytes(maxUploadBytes)}`
      throw new Failure(413, 'too_large', `The body has ${contentLength} bytes, more than ${limit}.`)
    }
    const { readableDidRead, readableEnded, readableEncoding, destroyed } = this.request
    if (readableDidRead || readableEnded || destroyed) {
      const message =
        'The body was read before it came to the receiver: put its middleware before body parsers.'
      throw new Failure(500, 'already_read', message)
    }
    if (readableEncoding) {
      const message = `The body is read as text (setEncoding('${readableEncoding}')): put the receiver's middleware before that.`
      throw new Failure(500, 'already_read', message)
    }
    return boundary
  }

  /** @param {Body} body @param {Decision | undefined} decision */
  async readBody(body, decision) {
    const { request, upload, signal } = this
    const { idleTimeout } = this.context.options
    const cutOff = () => {
      const of = upload.contentLength === undefined ? '' : ` of ${upload.contentLength}`
      const message = `${signal.reason ?? 'The connection was closed'} after ${upload.receivedBytes}${of} bytes of the body.`
      body.cutOff(new Failure(undefined, 'aborted', message))
    }
    if (signal.aborted) cutOff()
    signal.addEventListener('abort', cutOff, { once: true })
    request.on('error', cutOff)
    askForBody(request)
    const at = decision?.drop ?? decision?.reset
    const cut = decision && at !== undefined ? { at, failure: failureOfRule(decision) } : undefined
    const brake = decision?.rate === undefined ? undefined : throttle(decision.rate)
    const source = brake ? request.pipe(brake) : request
    const stopWatching = watchIdle(source, request, idleTimeout, () => {
      const message = `No byte of the body has come for ${idleTimeout} ms (idleTimeout).`
      body.cutOff(new Failure(408, 'timeout', message))
    })
    try {
      await body.read(source, cut)
    } finally {
      stopWatching()
      signal.removeEventListener('abort', cutOff)
      if (brake) {
        request.unpipe(brake)
        brake.destroy()
      }
    }
  }

  /** @param {Decision} decision */
  async answerAtHead(decision) {
    const { rule } = decision
    if (isBreaking(decision)) {
      this.conclude('failed', failureOfRule(decision))
      return this.breakOff(decision)
    }
    const message = `The rule ${nameOf(rule)} answered without reading the body.`
    this.conclude('failed', new Failure(undefined, 'not_read', message))
    lingerOnClose(this.request, this.response)
    return this.answerWithRule(rule)
  }

  /** @param {import('./rules').Rule} rule */
  async answerWithRule(rule) {
    exposeHeaders(this.response, Object.keys(rule.answer?.headers ?? {}))
    await respond(this.response, rule, this.upload, this.signal, () => describe(this.upload))
    if (this.response.headersSent) this.answered(rule.id ?? rule.name)
    else this.response.destroy()
  }

  /** @param {Decision} decision */
  breakOff(decision) {
    if (decision.reset === undefined) closeConnection(this.request, this.response)
    else resetConnection(this.request, this.response)
  }

  /** @param {unknown} error @param {Decision | undefined} decision */
  refuse(error, decision) {
    const failure =
      error instanceof Failure ? error : new Failure(500, 'internal', `The receiver failed: ${String(error)}`)
    this.conclude('failed', failure)
    if (decision && isBreaking(decision) && failure.code === codeOf(decision)) return this.breakOff(decision)
    const { status, code, message } = failure
    if (status === undefined || this.signal.aborted) {
      this.response.destroy()
      return
    }
    lingerOnClose(this.request, this.response)
    this.answer(() => sendError(this.response, status, code, message))
  }

  /** The upload has ended; what is to be answered comes next. */
  conclude(
    /** @type {'complete' | 'failed'} */ state,
    /** @type {Failure | undefined} */ failure = undefined,
  ) {
    const { upload } = this
    upload.state = state
    upload.endedAt = Date.now()
    if (failure) {
      const { code, message, status } = failure
      upload.error = status === undefined ? { code, message } : { code, message, status }
    }
    this.context.emit('end', upload)
  }

  answer(/** @type {() => void} */ send) {
    send()
    this.answered()
  }

  answered(/** @type {string | undefined} */ rule = undefined) {
    this.upload.response = describeResponse(this.response, rule)
    this.context.emit('answer', this.upload)
  }
}

/** Nothing of the body is to be read. */
function endsAtHead(/** @type {Decision} */ { early, drop, reset }) {
  return early || drop === 0 || reset === 0
}

function isBreaking(/** @type {Decision} */ { drop, reset }) {
  return drop !== undefined || reset !== undefined
}

function codeOf(/** @type {Decision} */ { reset }) {
  return reset === undefined ? 'dropped' : 'reset'
}

function nameOf(/** @type {import('./rules').Rule} */ { id, name }) {
  return `"${name ?? id}"`
}

function failureOfRule(/** @type {Decision} */ decision) {
  const how = decision.reset === undefined ? 'closed' : 'reset'
  const message = `The rule ${nameOf(decision.rule)} ${how} the connection.`
  return new Failure(undefined, codeOf(decision), message)
}

exports.receive = receive
