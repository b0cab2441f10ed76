'use strict'
// Server-sent events (WHATWG HTML, 9.2): what happens in the receiver, to every page that is open.

// Not the global ones, which a test's environment may have replaced.
const { performance } = require('node:perf_hooks')
const timers = require('node:timers')
const { asData } = require('../rules/index.js')
const { progressOf, rowOf } = require('./rows.js')

/** @typedef {import('./reply.js').Response} Response */

/** How often uploads in progress are reported even when nothing came: their rate falls then. */
const PULSE_MS = 1000

/** How long a connection may be silent before proxies and dev servers give it up. */
const KEEP_ALIVE_MS = 15_000

/** A reader that has taken nothing for this long is gone, or never reads. */
const STUCK_MS = 30_000

/** How many messages may wait for a reader; it is told to fetch the list again instead of more. */
const MAX_WAITING = 1000

/** How many messages are written before others have their turn. */
const MAX_AT_ONCE = 100

/**
 * One reader. What it has not yet been given is kept by subject, so that a slow one gets the newest state of an
 * upload instead of a growing queue of old ones.
 */
class Reader {
  /** @param {Response} response */
  constructor(response) {
    this.response = response
    /** @type {Map<string, { event: string, data: () => unknown }>} */
    this.waiting = new Map()
    this.scheduled = false
    /** Since when it takes nothing. @type {number | undefined} */
    this.stuckSince = undefined
    response.on('drain', () => {
      this.stuckSince = undefined
      this.schedule()
    })
  }

  /** @param {string} subject @param {string} event @param {() => unknown} data */
  tell(subject, event, data) {
    // A row has the progress in it.
    if (event === 'progress' && this.waiting.get(subject)?.event === 'upload') return
    this.waiting.delete(subject)
    this.waiting.set(subject, { event, data })
    if (this.waiting.size > MAX_WAITING) {
      this.waiting.clear()
      this.waiting.set('reset', { event: 'reset', data: () => ({}) })
    }
    this.schedule()
  }

  schedule() {
    if (this.scheduled || this.waiting.size === 0) return
    this.scheduled = true
    timers.setImmediate(() => {
      this.scheduled = false
      this.write()
    })
  }

  write() {
    let count = 0
    for (const [subject, { event, data }] of this.waiting) {
      if (this.response.writableNeedDrain || this.response.destroyed) return
      if (count === MAX_AT_ONCE) return this.schedule()
      count += 1
      this.waiting.delete(subject)
      // JSON has no line ends outside of strings, and escapes those inside.
      this.response.write(`event: ${event}\ndata: ${JSON.stringify(data())}\n\n`)
    }
  }

  /** Cuts it off when it has not read for long; else keeps its connection alive. */
  check(/** @type {number} */ now) {
    if (!this.response.writableNeedDrain) {
      this.response.write(':\n\n')
      return
    }
    this.stuckSince ??= now
    if (now - this.stuckSince >= STUCK_MS) this.response.destroy()
  }
}

/**
 * @param {import('../index.js').Receiver} receiver
 * @param {import('../traces.js').Traces} traces
 */
function createEventStream(receiver, traces) {
  /** @type {Set<Reader>} */
  const readers = new Set()
  /** @type {NodeJS.Timeout[]} */
  let intervals = []

  function onHits() {
    if (readers.size === 0 || receiver.rules.list().length === 0) return
    for (const reader of readers) reader.tell('hits', 'hits', () => receiver.rules.hits())
  }

  function onUpload(/** @type {any} */ upload) {
    for (const reader of readers) {
      reader.tell(`upload ${upload.id}`, 'upload', () => rowOf(upload, traces.of(upload)))
    }
  }

  function onProgress(/** @type {any} */ upload) {
    for (const reader of readers) reader.tell(`upload ${upload.id}`, 'progress', () => progressOf(upload))
  }

  function onRemove(/** @type {string} */ id) {
    for (const reader of readers) {
      reader.waiting.delete(`upload ${id}`)
      reader.tell(`remove ${id}`, 'remove', () => ({ id }))
    }
  }

  function onClear() {
    // The pinned ones may have stayed.
    const event = receiver.uploads.some(({ id }) => traces.isPinned(id)) ? 'reset' : 'clear'
    for (const reader of readers) reader.tell(event, event, () => ({}))
  }

  function onRules() {
    for (const reader of readers) reader.tell('rules', 'rules', () => receiver.rules.list().map(asData))
  }

  /** @type {Array<[string, (value: any) => void]>} */
  const listeners = [
    ...['start', 'head', 'end', 'answer'].map(
      (name) => /** @type {[string, (value: any) => void]} */ ([name, onUpload]),
    ),
    ['progress', onProgress],
    ['remove', onRemove],
    ['clear', onClear],
    ['rules', onRules],
    ['end', onHits],
    ['answer', onHits],
  ]
  const emitter = /** @type {import('node:events').EventEmitter} */ (/** @type {unknown} */ (receiver))
  for (const [name, listener] of listeners) emitter.on(name, listener)

  function sendKeepAlive() {
    for (const reader of readers) reader.check(performance.now())
  }

  function sendPulse() {
    for (const upload of receiver.uploads) if (upload.state === 'receiving') onProgress(upload)
  }

  function stopTimers() {
    for (const interval of intervals) timers.clearInterval(interval)
    intervals = []
  }

  return {
    /** A row has changed. */
    tellRow: onUpload,

    /** Begins a stream. Its reader fetches the list when it opens: earlier events are not repeated. */
    serve(/** @type {Response} */ response) {
      const reader = new Reader(response)
      readers.add(reader)
      if (intervals.length === 0) {
        intervals = [
          timers.setInterval(sendKeepAlive, KEEP_ALIVE_MS).unref(),
          timers.setInterval(sendPulse, PULSE_MS).unref(),
        ]
      }
      response.on('close', () => {
        readers.delete(reader)
        if (readers.size === 0) stopTimers()
      })
      response.statusCode = 200
      response.setHeader('Content-Type', 'text/event-stream; charset=utf-8')
      // `no-transform` keeps the compression of dev servers from holding events back.
      response.setHeader('Cache-Control', 'no-store, no-transform')
      response.setHeader('X-Accel-Buffering', 'no')
      response.write('retry: 1000\n\n')
    },

    close() {
      for (const [name, listener] of listeners) emitter.off(name, listener)
      stopTimers()
      for (const { response } of readers) response.end()
    },
  }
}

exports.createEventStream = createEventStream
