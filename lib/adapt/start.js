'use strict'
// One upload of an adapter, from the caller's call to the caller's callbacks.

const { messageOf } = require('./causes.js')
const { snapshot } = require('./fields.js')
const { later, call, createListeners } = require('./listeners.js')
const { translateOptions, translateCompletion } = require('./translation.js')

/** @typedef {import('./dialect.js').Completion} Completion */
/** @typedef {import('./dialect.js').Dialect} Dialect */
/** @typedef {import('./dialect.js').EventDescription} EventDescription */
/** @typedef {{ uploadFile: (options: any) => any }} Implementation */

/** The method of a host's task that adds a listener; Taro's H5 has the chained one only. */
function subscription(/** @type {any} */ task, /** @type {EventDescription | undefined} */ event) {
  const names = event ? [event.on, event.chained] : []
  const name = names.find((candidate) => task && typeof task[candidate] === 'function')
  return name === undefined
    ? undefined
    : (/** @type {(argument: any) => void} */ listener) => task[name](listener)
}

/**
 * Starts an upload of the caller's dialect on a host of another one.
 *
 * @param {Dialect} caller
 * @param {Dialect} host
 * @param {Implementation} implementation
 * @param {unknown} given The caller's options.
 * @param {(completion: Completion) => void} [settled] Called after the callbacks, if any are called.
 * @param {string[]} [ignored] The options that the caller's platform does not have, of those that its dialect has.
 */
function start(caller, host, implementation, given, settled, ignored = []) {
  const options = snapshot(given, caller.options, caller.throws)
  for (const name of ignored) delete options[name]
  const listeners = createListeners(caller.repeats)
  /** The host's own task, if it has one. @type {any} */
  let task
  let started = false
  let ended = false
  /** Events that the host is asked for. @type {string[]} */
  const subscribed = []
  /** @type {import('./headers.js').Headers | undefined} */
  let received

  const hostEvent = (/** @type {string} */ name) => host.events.find(({ event }) => event === name)

  /** Passes one of the host's events on, as soon as it has a listener. */
  function subscribe(/** @type {EventDescription} */ { event, write }) {
    const description = hostEvent(event)
    const add = subscription(task, description)
    if (!add || !description || subscribed.indexOf(event) !== -1) return
    try {
      add((argument) => {
        if (ended) return
        /** @type {any} */
        let read
        try {
          read = description.read(Object(argument))
        } catch (_unreadable) {
          // The result has the same headers, and fails for them.
          return
        }
        if (event === 'headers') received = read
        listeners.emit(event, write(read || []))
      })
      subscribed.push(event)
    } catch (_unsupported) {
      // A host may throw for an event that it does not have.
    }
  }

  /** @param {Completion} completion */
  function deliver(completion) {
    call(options[completion.callback], completion.arguments)
    call(options.complete, caller.completeArguments(completion.arguments))
    if (settled) settled(completion)
  }

  /** Ends the upload: nothing comes after it. @param {Completion | null} completion `null`: nothing is called. */
  function end(completion) {
    ended = true
    listeners.clear()
    if (completion) deliver(completion)
  }

  /**
   * The end in the caller's dialect. There is always one, whatever the host gave: a result that cannot be read is a
   * failure.
   *
   * @param {Completion} completion
   * @returns {Completion | null}
   */
  function translate(completion) {
    try {
      return translateCompletion(host, caller, completion, received)
    } catch (error) {
      const what = completion.callback === 'success' ? 'result' : 'failure'
      const [reason] = messageOf(error, undefined).split('\n')
      const message = `the host's ${what} could not be read: ${reason}`
      const values = caller.writeFailure({ cause: 'connect', message })
      return values && { callback: 'fail', arguments: values }
    }
  }

  /** The host's end, taken once; a host may report it twice, by a callback and by a promise. */
  function receive(/** @type {Completion} */ completion) {
    if (ended) return
    const translated = translate(completion)
    // A host may call back at once; the caller's dialect says whether it does so too.
    if (!started && !(translated && caller.refusesAtOnce(translated))) {
      later(() => receive(completion))
      return
    }
    const headers = caller.events.find(({ event }) => event === 'headers')
    const succeeded = translated && translated.callback === 'success'
    if (succeeded && headers && subscribed.indexOf('headers') === -1) {
      const result = host.readResult(completion.arguments[0])
      listeners.emit('headers', headers.write(result.headers || []))
      // A listener may have aborted.
      if (ended) return
    }
    end(translated)
  }

  function refuse(/** @type {import('./dialect.js').Refusal} */ refusal) {
    if (refusal.wrongType && typeof options.fail !== 'function') throw new TypeError(refusal.message)
    const values = caller.writeFailure(refusal)
    if (!values) return end(null)
    const completion = { callback: /** @type {'fail'} */ ('fail'), arguments: values }
    ended = true
    if (caller.refusesAtOnce(completion)) deliver(completion)
    else later(() => deliver(completion))
  }

  function abort() {
    if (ended) return
    ended = true
    listeners.clear()
    const values = caller.writeFailure({ cause: 'aborted', message: 'abort' })
    if (values) later(() => deliver({ callback: 'fail', arguments: values }))
    if (task && typeof task.abort === 'function') call(() => task.abort(), [])
  }

  const translated = translateOptions(caller, host, options, given)
  if ('refusal' in translated) {
    refuse(translated.refusal)
  } else {
    try {
      task = implementation.uploadFile(
        Object.assign(translated.options, {
          success: (/** @type {any[]} */ ...values) => receive({ callback: 'success', arguments: values }),
          fail: (/** @type {any[]} */ ...values) => receive({ callback: 'fail', arguments: values }),
        }),
      )
    } catch (error) {
      // Hosts throw for arguments only, and the caller's dialect has its own way to say so.
      if (!ended) refuse({ cause: 'badArgument', message: messageOf(error, undefined) })
    }
    if (task && typeof task.then === 'function') {
      // Taro's promise rejects in addition to the callbacks, and stand-ins for Taro have only the promise.
      task.then(
        (/** @type {any} */ value) => {
          if (Object(value).statusCode !== undefined) receive({ callback: 'success', arguments: [value] })
        },
        (/** @type {any} */ reason) => receive({ callback: 'fail', arguments: [reason] }),
      )
    }
    // Some hosts give the headers in this event only.
    for (const description of caller.events.concat(host.events)) {
      if (description.event === 'headers') subscribe(description)
    }
  }
  started = true

  /** @type {Record<string, (...values: any[]) => any>} */
  const methods = {
    abort() {
      abort()
    },
  }
  for (const description of caller.events) {
    methods[description.on] = (listener) => {
      if (typeof listener !== 'function' || ended) return
      listeners.add(description.event, listener)
      subscribe(description)
    }
    methods[description.off] = (listener) => listeners.remove(description.event, listener)
  }
  return { task: methods, callbacks: options }
}

module.exports = { start }
