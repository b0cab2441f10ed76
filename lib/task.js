'use strict'
// A running upload as its caller sees it: callbacks, listeners, the order in which they are called.

const { AsyncResource } = require('node:async_hooks')
const { readEvents } = require('./events.js')
const native = require('./native.js')
const { afterThisCode, nextTick } = require('./schedule.js')

/** @typedef {import('./events.js').Completion} Completion */
/** @typedef {import('./events.js').UploadEvent} UploadEvent */
/** @typedef {import('./native.js').Description} Description */
/** @typedef {import('./native.js').EventDescription} EventDescription */
/** @typedef {{ listener: Function, resource: AsyncResource, removed: boolean }} Registration */

/** The uploads that have not ended, by the number that the addon knows them by. @type {Map<number, Upload>} */
const pending = new Map()

const connection = native.connect()

/** Tells the uploads what the addon has to say. */
function dispatch(/** @type {string} */ json, /** @type {string[]} */ texts) {
  for (const event of /** @type {UploadEvent[]} */ (readEvents(json, texts))) {
    const upload = pending.get(event.upload)
    switch (event.type) {
      case 'settled':
        // A listener that was told just before may have aborted the upload: then the abort is its end.
        if (!upload || (upload.isAborted && !event.aborted)) break
        pending.delete(event.upload)
        upload.settle(event.completion)
        break
      case 'warning':
        process.emitWarning(event.message, 'UploadTaskWarning')
        break
      default:
        upload?.emit(event.type, event.argument)
    }
  }
}

let launching = false

/** Has the uploads of this tick started when the caller's code has returned. */
function launchSoon() {
  if (launching) return
  launching = true
  afterThisCode(() => {
    launching = false
    native.launch(connection)
  })
}

/** Calls a function of the caller's: what it throws is nobody's failure but its own, and surfaces once. */
function call(
  /** @type {AsyncResource} */ resource,
  /** @type {unknown} */ callback,
  /** @type {any[]} */ values,
) {
  if (typeof callback !== 'function') return
  try {
    resource.runInAsyncScope(/** @type {any} */ (callback), undefined, ...values)
  } catch (error) {
    // In the caller's context, so that a handler of `uncaughtException` is told whose exception it is.
    resource.runInAsyncScope(() => {
      nextTick(() => {
        throw error
      })
    })
  }
}

// One for all of them: there are several in an upload.
const byHand = { requireManualDestroy: true }

/** The asynchronous context of now. */
function capture() {
  return new AsyncResource('UploadTask', byHand)
}

/** Ends registrations; who watches asynchronous resources learns that theirs have ended. */
function release(/** @type {Registration[]} */ registrations) {
  for (const registration of registrations) {
    registration.removed = true
    registration.resource.emitDestroy()
  }
}

class Upload {
  /** @type {number | undefined} */
  #id
  #ended = false
  isAborted = false
  /** @type {Map<string, Registration[]>} */
  #listeners = new Map()
  #resource = capture()
  #callbacks
  #settled

  /**
   * @param {Record<string, unknown>} callbacks
   * @param {((completion: Completion) => void) | undefined} settled Called after the callbacks.
   */
  constructor(callbacks, settled) {
    this.#callbacks = callbacks
    this.#settled = settled
  }

  run(/** @type {number} */ id) {
    this.#id = id
    pending.set(id, this)
    launchSoon()
  }

  settle(/** @type {Completion | undefined} */ completion) {
    this.#ended = true
    this.#id = undefined
    // A platform may say nothing at the end, to an abort.
    if (completion) {
      call(this.#resource, this.#callbacks[completion.callback], completion.arguments)
      const result = completion.completeGetsResult ? completion.arguments.slice(0, 1) : []
      call(this.#resource, this.#callbacks.complete, result)
      this.#settled?.(completion)
    }
    for (const registrations of this.#listeners.values()) release(registrations)
    this.#listeners.clear()
    this.#resource.emitDestroy()
  }

  abort() {
    if (this.#id === undefined || this.#ended) return
    this.#ended = true
    this.isAborted = native.abort(connection, this.#id)
  }

  on(/** @type {EventDescription} */ { event, repeats }, /** @type {unknown} */ listener) {
    if (typeof listener !== 'function' || this.#ended) return
    const registrations = this.#listeners.get(event) ?? []
    if (!repeats && registrations.some((registration) => registration.listener === listener)) return
    if (!this.#listeners.has(event)) {
      this.#listeners.set(event, registrations)
      if (this.#id !== undefined) native.listen(connection, this.#id, event)
    }
    registrations.push({ listener, resource: capture(), removed: false })
  }

  off(/** @type {EventDescription} */ { event }, /** @type {unknown} */ listener) {
    const registrations = this.#listeners.get(event) ?? []
    const all = listener === undefined || listener === null
    const start = all ? 0 : registrations.findIndex((registration) => registration.listener === listener)
    if (start === -1) return
    release(registrations.splice(start, all ? registrations.length : 1))
  }

  emit(/** @type {string} */ event, /** @type {object} */ argument) {
    // A copy, since listeners may add and remove listeners.
    for (const registration of [...(this.#listeners.get(event) ?? [])]) {
      if (this.#ended) return
      if (!registration.removed) call(registration.resource, registration.listener, [argument])
    }
  }
}

/** Reads the options of a dialect, in its order: each once, whatever the options are. */
function readOptions(/** @type {Description} */ description, /** @type {any} */ options) {
  /** @type {unknown[]} */
  const values = []
  /** @type {Record<string, unknown>} */
  const callbacks = {}
  for (const { name, isCallback } of description.options) {
    const value = options?.[name]
    values.push(value)
    if (isCallback) callbacks[name] = value
  }
  return { values, callbacks }
}

/**
 * The task of an upload: functions that work detached.
 *
 * @returns {Record<string, (...values: any[]) => any>}
 */
function createTask(/** @type {Description} */ description, /** @type {Upload} */ upload) {
  /** @type {Record<string, (...values: any[]) => any>} */
  const task = { abort: () => upload.abort() }
  for (const event of description.events) {
    task[event.on] = (listener) => upload.on(event, listener)
    task[event.off] = (listener) => upload.off(event, listener)
  }
  return task
}

/**
 * Starts an upload.
 *
 * @param {object} runtime
 * @param {number} dialect
 * @param {Description} description
 * @param {unknown} options
 * @param {(completion: Completion) => void} [settled] Called after the callbacks, where there is an end to tell of.
 */
function start(runtime, dialect, description, options, settled) {
  const { values, callbacks } = readOptions(description, options)
  const started = native.start(connection, dispatch, runtime, dialect, options, values)
  const upload = new Upload(callbacks, settled)
  if (typeof started === 'number') {
    upload.run(started)
  } else {
    if (typeof started.typeError === 'string' && typeof callbacks.fail !== 'function') {
      throw new TypeError(started.typeError)
    }
    upload.settle(readEvents(started.json, started.texts)[0].completion)
  }
  return { task: createTask(description, upload), callbacks }
}

/** A task of an upload that never started. */
function inertTask(/** @type {Description} */ description) {
  const upload = new Upload({}, undefined)
  upload.settle(undefined)
  return createTask(description, upload)
}

module.exports = { start, inertTask }
