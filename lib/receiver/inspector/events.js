'use strict'
// Server-sent events (WHATWG HTML, 9.2): what happens in the receiver, to every page that is open.

/** @typedef {import('./reply.js').Response} Response */

/** How often uploads that are coming in are told of even when nothing came: their rate falls then. */
const PULSE_MS = 1000

/** How long a connection may be silent before proxies and dev servers give it up. */
const KEEP_ALIVE_MS = 15_000

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
    response.on('drain', () => this.schedule())
  }

  /** @param {string} subject @param {string} event @param {() => unknown} data */
  tell(subject, event, data) {
    this.waiting.delete(subject)
    this.waiting.set(subject, { event, data })
    this.schedule()
  }

  schedule() {
    if (this.scheduled || this.waiting.size === 0) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      this.write()
    })
  }

  write() {
    for (const [subject, { event, data }] of this.waiting) {
      if (this.response.writableNeedDrain || this.response.destroyed) return
      this.waiting.delete(subject)
      // JSON has no line ends outside of strings, and escapes those inside.
      this.response.write(`event: ${event}\ndata: ${JSON.stringify(data())}\n\n`)
    }
  }
}

/**
 * @param {import('../index.js').Receiver} receiver
 * @param {(upload: any) => unknown} summary What is told of an upload.
 */
function createEvents(receiver, summary) {
  /** @type {Set<Reader>} */
  const readers = new Set()
  /** @type {NodeJS.Timeout[]} */
  let timers = []

  function onUpload(/** @type {any} */ upload) {
    for (const reader of readers) reader.tell(`upload ${upload.id}`, 'upload', () => summary(upload))
  }

  function onRemove(/** @type {string} */ id) {
    for (const reader of readers) {
      reader.waiting.delete(`upload ${id}`)
      reader.tell(`remove ${id}`, 'remove', () => ({ id }))
    }
  }

  function onClear() {
    for (const reader of readers) reader.tell('clear', 'clear', () => ({}))
  }

  function onRules() {
    for (const reader of readers) reader.tell('rules', 'rules', () => receiver.rules.list())
  }

  /** @type {Array<[string, (value: any) => void]>} */
  const listeners = [
    ...['start', 'progress', 'head', 'end', 'answer'].map(
      (name) => /** @type {[string, (value: any) => void]} */ ([name, onUpload]),
    ),
    ['remove', onRemove],
    ['clear', onClear],
    ['rules', onRules],
  ]
  const emitter = /** @type {import('node:events').EventEmitter} */ (/** @type {unknown} */ (receiver))
  for (const [name, listener] of listeners) emitter.on(name, listener)

  function sendKeepAlive() {
    for (const { response } of readers) if (!response.writableNeedDrain) response.write(':\n\n')
  }

  function sendPulse() {
    for (const upload of receiver.uploads) if (upload.state === 'receiving') onUpload(upload)
  }

  function stopTimers() {
    for (const timer of timers) clearInterval(timer)
    timers = []
  }

  return {
    /** Begins a stream. Whoever reads it fetches the list when it opens: what was before is not repeated. */
    serve(/** @type {Response} */ response) {
      const reader = new Reader(response)
      readers.add(reader)
      if (timers.length === 0) {
        timers = [setInterval(sendKeepAlive, KEEP_ALIVE_MS).unref(), setInterval(sendPulse, PULSE_MS).unref()]
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

exports.createEvents = createEvents
