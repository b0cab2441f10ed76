'use strict'
// One upload, from its request's head to its answer.

const { describe, describeResponse, sendError } = require('./answer.js')
const { Body, failureOfDisk } = require('./body.js')
const { checkHead } = require('./check-head.js')
const {
  askForBody,
  closeConnection,
  lingerOnClose,
  onBrokenBody,
  resetConnection,
} = require('./connection.js')
const { Failure } = require('./failure.js')
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

/** Why an upload is broken off. */
const ENDS = {
  connection: 'The connection was closed',
  receiver: 'The receiver was closed',
  removed: 'The upload was removed',
  ended: 'The upload was ended in the inspector',
}

/**
 * @typedef {object} ReceptionContext
 * @property {import('./options.js').Settings} options
 * @property {import('./store.js').Store} store
 * @property {import('./rules/book.js').RuleBook} rules
 * @property {string} hop The receiver's name for the backends that it passes uploads on to.
 * @property {(event: 'start' | 'progress' | 'head' | 'end' | 'answer' | 'unanswered', upload: Upload) => void} emit
 * @property {AbortSignal} closing Aborted when the receiver closes.
 * @property {import('./traces.js').Traces} [traces] What else is kept of uploads for the inspector, where there is one.
 * @property {Map<string, { stop: (reason: 'removed' | 'ended') => void, done: Promise<void> }>} active The receptions that
 *   are under way, by the upload's id. `stop` breaks one off.
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
  const stop = (/** @type {'removed' | 'ended'} */ reason) => ending.abort(reason)
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
  const end = () => ending.abort('connection')
  const close = () => ending.abort('receiver')
  response.once('close', end)
  context.closing.addEventListener('abort', close)
  context.store.add(upload)
  context.emit('start', upload)
  context.traces?.of(upload).watch(request, response)
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
  if (upload.response === undefined) context.emit('unanswered', upload)
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
    this.trace = context.traces?.of(upload)
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
      const boundary = checkHead(this.request, this.upload, this.context.options)
      backend = this.openBackend(course.atHead)
      body = new Body(this.context, this.upload, boundary)
      await this.readBody(body, course, backend)
      await this.context.store
        .save(this.upload, { state: 'complete', endedAt: endOf(this.upload) })
        .catch((error) => {
          throw failureOfDisk(error)
        })
    } catch (error) {
      if (body && this.trace) this.trace.fault = body.standing
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
      const { message } = /** @type {Error} */ (error)
      throw new Failure(500, 'rule_failed', `${message}.`, { why: message })
    }
  }

  /** The backend to which the upload is passed on, if there is one. */
  openBackend(/** @type {Ending | undefined} */ ending) {
    const url = ending?.rule?.passthrough
    if (url === undefined) return undefined
    return new Passthrough(this.request, this.upload, String(url), this.context.hop, this.signal)
  }

  /** @param {Body} body @param {Course} course @param {Passthrough | undefined} backend */
  async readBody(body, { throttle: rate, throttledBy, atHead }, backend) {
    const { request, upload, signal } = this
    const { idleTimeout } = this.context.options
    const cutOff = () => {
      const { receivedBytes, contentLength } = upload
      const reason = /** @type {keyof typeof ENDS} */ (signal.reason ?? 'connection')
      const of = contentLength === undefined ? '' : ` of ${contentLength}`
      const message = `${ENDS[reason]} after ${receivedBytes}${of} bytes of the body.`
      const details = { reason, receivedBytes, contentLength }
      body.cutOff(new Failure(undefined, 'aborted', message, details))
    }
    if (signal.aborted) cutOff()
    signal.addEventListener('abort', cutOff, { once: true })
    request.on('error', cutOff)
    const stopListening = onBrokenBody(request, (failure) => body.fail(failure))
    askForBody(request)
    /** @type {import('node:stream').Transform[]} */
    const stages = []
    if (rate !== undefined) {
      stages.push(throttle(rate))
      if (this.trace) this.trace.throttle = { bytesPerSecond: rate, rule: throttledBy }
    }
    if (backend) {
      stages.push(backend.tee())
      this.stopWhenAnswered(body, backend)
    }
    const source = stages.reduce((from, stage) => from.pipe(stage), /** @type {any} */ (request))
    const stopWatching = watchIdle(source, request, idleTimeout, () => {
      const message = `No byte of the body has arrived for ${idleTimeout} ms (idleTimeout).`
      body.cutOff(new Failure(408, 'timeout', message, { idleTimeout }))
    })
    try {
      await body.read(source, cutOf(atHead?.rule))
    } finally {
      stopWatching()
      stopListening()
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
    this.conclude('failed', new Failure(undefined, 'not_read', message, { rule: nameOf(rule) }))
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
  async passBack(/** @type {Passthrough} */ backend, /** @type {Ending} */ ending) {
    const { request, response, signal } = this
    const { rule = {}, delay, bodyDelay } = ending
    this.trace?.expect(ending)
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
    this.trace?.expect(ending)
    exposeHeaders(this.response, names)
    await respond(this.response, ending, this.upload, this.signal, () => describe(this.upload))
    if (this.response.headersSent) this.answered(rule?.id)
    else this.response.destroy()
  }

  async breakOff(/** @type {Ending} */ ending) {
    const { rule, delay } = ending
    this.trace?.expect(ending)
    await wait(delay, this.signal)
    this.trace?.mark('brokenOff')
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
    upload.endedAt = endOf(upload)
    if (failure) {
      const { code, message, status } = failure
      upload.error = status === undefined ? { code, message } : { code, message, status }
      if (this.trace) this.trace.details = failure.details
    }
    this.context.emit('end', upload)
  }

  answered(/** @type {string | undefined} */ rule = undefined) {
    this.upload.response = describeResponse(this.response, rule)
    this.context.emit('answer', this.upload)
  }
}

/** Now. A clock that was set back does not make it end before it began. */
function endOf(/** @type {Upload} */ { startedAt }) {
  return Math.max(startedAt, Date.now())
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
    { rule: nameOf(rule) },
  )
}

function asFailure(/** @type {unknown} */ error) {
  return error instanceof Failure
    ? error
    : new Failure(500, 'internal', `The receiver failed: ${String(error)}`)
}

exports.receive = receive
