'use strict'
// A running upload as its caller sees it: callbacks, listeners, the order in which they are called.

const { call, capture, surface } = require('./callbacks.js')
const { readEvents } = require('./events.js')
const { interceptors, route } = require('./interception.js')
const { Listeners } = require('./listeners.js')
const native = require('./native.js')
const { optionReaders, readOptions } = require('./upload-options.js')
const {
  afterThisCode,
  afterThisTurn,
  assign,
  tag,
  unboxed,
  RealmMap,
  RealmTypeError,
} = require('./primordials.js')

/** @typedef {import('./events.js').Completion} Completion */
/** @typedef {InstanceType<typeof Listeners>} EventListeners */
/** @typedef {import('./events.js').UploadEvent} UploadEvent */
/** @typedef {import('./native.js').Description} Description */
/** @typedef {import('./native.js').EventDescription} EventDescription */

/** The uploads that have not ended, by the number that the addon knows them by. @type {Map<number, Upload>} */
const pending = new RealmMap()

const connection = native.connect()

/** Passes one of the addon's events to its upload. */
function tell(/** @type {UploadEvent} */ event) {
  const upload = pending.get(event.upload)
  switch (event.type) {
    case 'settled':
      // A listener that was told just before may have aborted the upload: then the abort is its end.
      if (!upload || (upload.isAborted && !event.aborted)) break
      pending.delete(event.upload)
      upload.settle(event.completion)
      break
    case 'intercept':
      upload?.route(event.argument)
      break
    case 'read':
      upload?.supply(event.argument)
      break
    case 'warning':
      process.emitWarning(event.message, 'UploadTaskWarning')
      break
    default:
      upload?.emit(event.type, event.argument)
  }
}

/** Passes the addon's events to their uploads, one by one: a fault in one keeps no other from its end. */
function dispatch(/** @type {string} */ json, /** @type {string[]} */ texts) {
  for (const event of /** @type {UploadEvent[]} */ (readEvents(json, texts))) {
    try {
      tell(event)
    } catch (error) {
      surface(error)
    }
  }
}

let launching = false

/**
 * Starts this turn's uploads when the turn of the event loop is over, as phones start them on another thread: what
 * the caller does until then, even after an `await` of something settled, is in time for the first event.
 */
function launchSoon() {
  if (launching) return
  launching = true
  afterThisTurn(() => {
    launching = false
    native.launch(connection)
  })
}

class Upload {
  /** @type {number | undefined} */
  #id
  #ended = false
  isAborted = false
  /** By the name of the event; most uploads have none. @type {Map<string, EventListeners> | undefined} */
  #listeners
  /** The argument of the newest progress event, for listeners that are added later. @type {object | undefined} */
  #progress
  #resource = capture()
  #callbacks
  #settled
  #interceptors
  #completeGetsCopy
  /** The files whose content is here. @type {import('./file-content.js').AttachedBlob[]} */
  #blobs = []

  /**
   * @param {Record<string, unknown>} callbacks
   * @param {((completion: Completion) => void) | undefined} settled Called after the callbacks.
   * @param {ReturnType<typeof interceptors>} [intercepting] Who is asked where its requests go.
   * @param {boolean} [completeGetsCopy] Whether `complete` gets an object of its own.
   */
  constructor(callbacks, settled, intercepting = [], completeGetsCopy = false) {
    this.#callbacks = callbacks
    this.#settled = settled
    this.#interceptors = intercepting
    this.#completeGetsCopy = completeGetsCopy
  }

  run(/** @type {number} */ id, /** @type {import('./file-content.js').AttachedBlob[]} */ blobs) {
    this.#id = id
    this.#blobs = blobs
    for (const { content } of blobs) native.attach(connection, content, id)
    pending.set(id, this)
    launchSoon()
  }

  /** Answers the engine, which asks where a request goes. */
  async route(/** @type {Parameters<typeof route>[1]} */ request) {
    const id = /** @type {number} */ (this.#id)
    const asked = this.#resource.runInAsyncScope(route, undefined, this.#interceptors, request)
    /** @type {import('./interception.js').Route} */
    const { server, refusal, warning } = await asked.catch((error) => ({ refusal: String(error) }))
    // An upload that has ended meanwhile wants no answer, and its number may be that of another one.
    if (this.#id !== id) return
    if (warning !== undefined) process.emitWarning(warning, 'UploadTaskWarning')
    native.intercept(connection, id, server, refusal)
  }

  /**
   * Gives the engine the slice of a Blob that it asks for, or says why there is none.
   *
   * @param {{ file: number, request: number, offset: number, length: number }} wanted
   */
  async supply({ file, request, offset, length }) {
    const { blob, content } = this.#blobs[file]
    const { readSlice } = require('./blob.js')
    const read = this.#resource.runInAsyncScope(readSlice, undefined, blob, offset, length)
    await read.then(
      (bytes) => native.supply(content, request, bytes),
      (error) => native.supply(content, request, undefined, String(error?.message ?? error)),
    )
  }

  settle(/** @type {Completion | undefined} */ completion) {
    this.#ended = true
    this.#blobs = []
    this.#id = undefined
    // A platform may call nothing after an abort.
    if (completion) {
      const result = completion.completeGetsResult ? completion.arguments.slice(0, 1) : []
      if (this.#completeGetsCopy) result[0] = assign({}, result[0])
      call(this.#resource, this.#callbacks[completion.callback], completion.arguments)
      call(this.#resource, this.#callbacks.complete, result)
      this.#settled?.(completion)
    }
    if (this.#listeners) {
      for (const listeners of this.#listeners.values()) listeners.clear()
      this.#listeners = undefined
    }
    this.#resource.emitDestroy()
  }

  abort() {
    if (this.#id === undefined || this.#ended) return
    this.#ended = true
    this.isAborted = native.abort(connection, this.#id)
  }

  on(/** @type {EventDescription} */ { event, repeats }, /** @type {unknown} */ listener) {
    if (typeof listener !== 'function' || this.#ended) return
    const listeners = this.#listeners?.get(event) ?? this.#listen(event)
    const registration = listeners.add(listener, repeats)
    if (!registration || event !== 'progress' || !this.#progress) return
    const progress = this.#progress
    afterThisCode(() => {
      if (!registration.removed && !this.#ended) call(registration.resource, listener, [progress])
    })
  }

  /** Asks the addon for events of this kind, beginning with the newest progress, if there was any. */
  #listen(/** @type {string} */ event) {
    const listeners = new Listeners()
    this.#listeners ??= new RealmMap()
    this.#listeners.set(event, listeners)
    const newest = this.#id === undefined ? null : native.listen(connection, this.#id, event)
    if (newest) this.#progress = readEvents(newest.json, newest.texts)[0].argument
    return listeners
  }

  off(/** @type {EventDescription} */ { event }, /** @type {unknown} */ listener) {
    const listeners = this.#listeners?.get(event)
    if (listener === undefined || listener === null) listeners?.clear()
    else listeners?.remove(listener)
  }

  emit(/** @type {string} */ event, /** @type {object} */ argument) {
    if (event === 'progress') this.#progress = argument
    for (const registration of this.#listeners?.get(event)?.list() ?? []) {
      if (this.#ended) return
      if (!registration.removed) call(registration.resource, registration.listener, [argument])
    }
  }
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
 * A platform's `uploadFile` in one runtime.
 *
 * @typedef {object} Platform
 * @property {object} runtime
 * @property {number} dialect
 * @property {Description} description
 * @property {string[]} [ignored] The options that the platform does not have, of those that its dialect has.
 * @property {boolean} [takesContent] Whether a file may be given in place of its path.
 * @property {import('./upload-options.js').OptionReader[]} [readers] How its options are read; made at its first upload.
 * @property {boolean} throws Whether what a getter of the caller's options throws leaves through `uploadFile`.
 * @property {boolean} [completeGetsCopy] Whether `complete` gets an object of its own.
 */

/**
 * Starts an upload.
 *
 * @param {Platform} platform
 * @param {unknown} options
 * @param {(completion: Completion) => void} [settled] Called after the callbacks, if any are called.
 */
function start(platform, options, settled) {
  const { runtime, dialect, description, completeGetsCopy } = platform
  platform.readers ??= optionReaders(platform)
  const { given, present, values, callbacks, blobs } = readOptions(platform.readers, options, platform.throws)
  const intercepting = interceptors()
  const asks = intercepting.length > 0
  // biome-ignore format: one line for each kind of argument
  const started = native.start(
    connection, dispatch, runtime, dialect,
    given, present, values, tag, unboxed, asks,
  )
  const upload = new Upload(callbacks, settled, intercepting, completeGetsCopy)
  if (typeof started === 'number') {
    upload.run(started, blobs)
  } else {
    if (typeof started.typeError === 'string' && typeof callbacks.fail !== 'function') {
      throw new RealmTypeError(started.typeError)
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
