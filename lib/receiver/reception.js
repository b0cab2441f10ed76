'use strict'
// One upload, from its request's head to its answer.

const { describe, describeResponse, sendError } = require('./answer.js')
const { Body, failureOfDisk } = require('./body.js')
const { askForBody, closeConnection, lingerOnClose, resetConnection } = require('./connection.js')
const { parseParameters } = require('./part-headers.js')
const { Failure, formatBytes } = require('./failure.js')
const { newAbortController } = require('./node-globals.js')
const { watchIdle } = require('./idle.js')
const { Passthrough, relay } = require('./passthrough.js')
const { nameOf, respond, throttle, wait } = require('./rules/index.js')
const { exposeHeaders } = require('./security.js')
const { Upload } = require('./received-upload.js')

/** @typedef {import('./received-upload.js').Request} Request */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {import('./rules').Rule} Rule */
/** @typedef {import('./rules/book.js').Course} Course */
/** @typedef {import('./rules/book.js').Ending} Ending */

/**
 * @typedef {object} ReceptionContext
 * @property {import('./options.js').Settings} options
 * @property {import('./store.js').Store} store
 * @property {import('./rules/book.js').RuleBook} rules
 * @property {string} hop The receiver's name for the backends that it passes uploads on to.
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
  const ending = newAbortController()
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
  // Once more, with the answer.
  if (upload.state === 'complete') await context.store.save(upload).catch(() => {})
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
    /** @type {Course | undefined} */
    let course
    /** @type {Body | undefined} */
    let body
    /** @type {Passthrough | undefined} */
    let backend
    try {
      course = this.askRules(() => this.context.rules.begin(this.upload))
      if (course.atHead && endsAtOnce(course.atHead)) return await this.endAtOnce(course.atHead)
      const boundary = this.checkHead()
      backend = this.openBackend(course.atHead)
      body = new Body(this.context, this.upload, boundary)
      await this.readBody(body, course, backend)
      await this.context.store
        .save(this.upload, { state: 'complete', endedAt: Date.now() })
        .catch((error) => {
          throw failureOfDisk(error)
        })
    } catch (error) {
      await body?.discard()
      return this.endFailed(asFailure(error), course?.atHead, backend)
    }
    this.conclude('complete')
    if (course.atHead) return this.endAtHead(course.atHead, backend)
    return this.endAtBody(course)
  }

  /** What rules make of the upload; a Failure where a function of theirs fails. @template T @returns {T} */
  askRules(/** @type {() => T} */ ask) {
    try {
      return ask()
    } catch (error) {
      throw new Failure(500, 'rule_failed', `${/** @type {Error} */ (error).message}.`)
    }
  }

  /** The backend to which the upload is passed on, if there is one. */
  openBackend(/** @type {Ending | undefined} */ ending) {
    const url = ending?.rule?.passthrough
    if (url === undefined) return undefined
    return new Passthrough(this.request, this.upload, String(url), this.context.hop, this.signal)
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

  /** @param {Body} body @param {Course} course @param {Passthrough | undefined} backend */
  async readBody(body, { throttle: rate, atHead }, backend) {
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
    /** @type {import('node:stream').Transform[]} */
    const stages = []
    if (rate !== undefined) stages.push(throttle(rate))
    if (backend) {
      stages.push(backend.tee())
      this.stopWhenAnswered(body, backend)
    }
    const source = stages.reduce((from, stage) => from.pipe(stage), /** @type {any} */ (request))
    const stopWatching = watchIdle(source, request, idleTimeout, () => {
      const message = `No byte of the body has arrived for ${idleTimeout} ms (idleTimeout).`
      body.cutOff(new Failure(408, 'timeout', message))
    })
    try {
      await body.read(source, cutOf(atHead?.rule))
    } finally {
      stopWatching()
      signal.removeEventListener('abort', cutOff)
      request.unpipe()
      for (const stage of stages) stage.destroy()
    }
  }

  /** A backend that answers, or fails, before it has the whole body wants no more of it. */
  stopWhenAnswered(/** @type {Body} */ body, /** @type {Passthrough} */ backend) {
    const stop = (/** @type {Failure} */ failure) => {
      const { receivedBytes, contentLength } = this.upload
      if (!this.request.complete && receivedBytes !== contentLength) body.fail(failure)
    }
    const message = 'The backend answered before it had the whole body.'
    backend.answered.then(() => stop(new Failure(undefined, 'not_read', message)), stop)
  }

  /** Nothing of the body is read. */
  async endAtOnce(/** @type {Ending} */ ending) {
    const { rule = {} } = ending
    if (rule.fault) {
      this.conclude('failed', failureOfRule(rule))
      return this.breakOff(ending)
    }
    const message = `The rule ${nameOf(rule)} answered without reading the body.`
    this.conclude('failed', new Failure(undefined, 'not_read', message))
    lingerOnClose(this.request, this.response)
    return this.answerAsRulesSay(ending)
  }

  /** The body is there, and how the upload ends was decided before. */
  endAtHead(/** @type {Ending} */ ending, /** @type {Passthrough | undefined} */ backend) {
    return backend ? this.passBack(backend, ending) : this.breakOff(ending)
  }

  /** The body is there: the rules that need it are applied. */
  async endAtBody(/** @type {Course} */ course) {
    let ending
    try {
      ending = this.askRules(() => course.atBody())
    } catch (error) {
      return this.answerFailure(asFailure(error))
    }
    return this.answerAsRulesSay(ending)
  }

  /** The body was not taken as a whole. */
  async endFailed(
    /** @type {Failure} */ failure,
    /** @type {Ending | undefined} */ atHead,
    /** @type {Passthrough | undefined} */ backend,
  ) {
    this.conclude('failed', failure)
    const { rule } = atHead ?? {}
    if (atHead && rule?.fault && failure.code === codeOf(rule.fault)) return this.breakOff(atHead)
    if (atHead && backend && failure.code === 'not_read') return this.passBack(backend, atHead)
    backend?.destroy()
    this.answerFailure(failure)
  }

  /** What the backend answers is the answer. */
  async passBack(/** @type {Passthrough} */ backend, /** @type {Ending} */ { rule = {}, delay, bodyDelay }) {
    const { request, response, signal } = this
    lingerOnClose(request, response)
    try {
      const answer = await backend.answered
      await wait(delay, signal)
      if (signal.aborted) throw new Failure(undefined, 'aborted', 'The connection was closed.')
      exposeHeaders(response, Object.keys(answer.headers))
      await relay(answer, response, bodyDelay ? () => wait(bodyDelay, signal) : undefined)
    } catch (error) {
      return this.answerFailure(asFailure(error))
    } finally {
      backend.destroy()
    }
    this.answered(rule.id)
  }

  async answerAsRulesSay(/** @type {Ending} */ ending) {
    const { rule } = ending
    const { respond: wanted } = rule ?? {}
    const names = typeof wanted === 'object' ? Object.keys(wanted.headers ?? {}) : []
    exposeHeaders(this.response, names)
    await respond(this.response, ending, this.upload, this.signal, () => describe(this.upload))
    if (this.response.headersSent) this.answered(rule?.id)
    else this.response.destroy()
  }

  async breakOff(/** @type {Ending} */ { rule, delay }) {
    await wait(delay, this.signal)
    if (rule?.fault?.reset === undefined) closeConnection(this.request, this.response)
    else resetConnection(this.request, this.response)
  }

  answerFailure(/** @type {Failure} */ { status, code, message }) {
    if (status === undefined || this.signal.aborted) {
      this.response.destroy()
      return
    }
    lingerOnClose(this.request, this.response)
    sendError(this.response, status, code, message)
    this.answered()
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

  answered(/** @type {string | undefined} */ rule = undefined) {
    this.upload.response = describeResponse(this.response, rule)
    this.context.emit('answer', this.upload)
  }
}

/** Nothing of the body is to be read. */
function endsAtOnce(/** @type {Ending} */ { rule }) {
  return rule?.early || rule?.fault?.drop === 0 || rule?.fault?.reset === 0
}

/** Where the reading ends, and with what, of a rule with a fault. */
function cutOf(/** @type {Rule | undefined} */ rule) {
  if (!rule?.fault) return undefined
  const { drop, reset } = rule.fault
  return { at: Number(drop ?? reset), failure: failureOfRule(rule) }
}

function codeOf(/** @type {import('./rules').RuleFault} */ { reset }) {
  return reset === undefined ? 'dropped' : 'reset'
}

function failureOfRule(/** @type {Rule} */ rule) {
  const how = rule.fault?.reset === undefined ? 'closed' : 'reset'
  return new Failure(
    undefined,
    codeOf(rule.fault ?? { drop: 0 }),
    `The rule ${nameOf(rule)} ${how} the connection.`,
  )
}

function asFailure(/** @type {unknown} */ error) {
  return error instanceof Failure
    ? error
    : new Failure(500, 'internal', `The receiver failed: ${String(error)}`)
}

exports.receive = receive
