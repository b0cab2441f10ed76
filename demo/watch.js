'use strict'
// Starts an upload and records everything that comes back, in order.

// An upload of the demo takes seconds; one that never ends must not hang it.
const TIMEOUT_MS = 180_000

/**
 * @typedef {{ sent: string, total: string }} Names Of the bytes in a progress event.
 * @typedef {{ progress: number, sent: number, total: number }} Progress
 * @typedef {{ name: string, values: any[] }} Call
 *
 * @typedef {object} Watched
 * @property {any} task What `uploadFile` returned.
 * @property {Call[]} calls Every call of a callback or listener but progress; where there is a promise, that too.
 * @property {Progress[]} progress
 * @property {unknown} lastEvent Of the progress, as it came.
 * @property {Names} names
 * @property {string[]} order The names of all calls, progress too.
 * @property {Promise<void>} ended After `complete`, and after the promise where there is one.
 */

/** @type {Names} */
const NAMES = { sent: 'totalBytesSent', total: 'totalBytesExpectedToSend' }

/**
 * @param {(options: any) => any} uploadFile Of any of the dialects.
 * @param {object} options
 * @param {(event: Progress, task: any) => void} [onProgress]
 * @param {Names} [names]
 * @returns {Watched}
 */
function watch(uploadFile, options, onProgress, names = NAMES) {
  /** @type {Watched} */
  const watched = {
    ...{ task: undefined, calls: [], progress: [], lastEvent: undefined, names },
    ...{ order: [], ended: Promise.resolve() },
  }
  const note = (/** @type {string} */ name, /** @type {any[]} */ values) => {
    watched.order.push(name)
    watched.calls.push({ name, values })
  }
  watched.ended = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no complete() within ${TIMEOUT_MS} ms`)), TIMEOUT_MS)
    const end = () => {
      clearTimeout(timer)
      resolve()
    }
    timer.unref()
    /** @type {any} */
    let task
    // Vela may call fail and complete before uploadFile returns.
    task = uploadFile({
      ...options,
      success: (/** @type {any[]} */ ...values) => note('success', values),
      fail: (/** @type {any[]} */ ...values) => note('fail', values),
      complete: (/** @type {any[]} */ ...values) => {
        note('complete', values)
        // A second call, or one after the end, is still recorded before the report.
        if (!(task instanceof Promise)) setImmediate(end)
      },
    })
    watched.task = task
    task.onProgressUpdate((/** @type {Record<string, number>} */ event) => {
      const progress = { progress: event.progress, sent: event[names.sent], total: event[names.total] }
      watched.order.push('progress')
      watched.progress.push(progress)
      watched.lastEvent = event
      onProgress?.(progress, task)
    })
    // Vela has no such method, as on the watch.
    task.onHeadersReceived?.((/** @type {any[]} */ ...values) => note('headersReceived', values))
    if (task instanceof Promise) {
      task
        .then(
          (value) => note('resolved', [value]),
          (reason) => note('rejected', [reason]),
        )
        .then(() => setImmediate(end))
    }
  })
  return watched
}

module.exports = { watch }
