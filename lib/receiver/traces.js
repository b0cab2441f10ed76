'use strict'

const { Trace } = require('./trace.js')

/** @typedef {import('./index.js').Upload} Upload */

/** How much of the bodies of all answers is kept. */
const MAX_ALL_ANSWER_BYTES = 32 * 1024 * 1024

/** What is kept of each upload besides the upload itself. */
class Traces {
  /** By the upload's id, in the order in which they began. @type {Map<string, Trace>} */
  #all = new Map()
  #answerBytes = 0

  /** That of an upload; one from before a restart gets an empty one. */
  of(/** @type {Pick<Upload, 'id'>} */ { id }) {
    const known = this.#all.get(id)
    if (known) return known
    const trace = new Trace((bytes) => this.#keptAnswer(bytes))
    this.#all.set(id, trace)
    return trace
  }

  /** Whether an upload is to stay as long as there are others. */
  isPinned(/** @type {string} */ id) {
    return this.#all.get(id)?.pinned === true
  }

  /** Something happened to an upload. */
  tell(/** @type {string} */ event, /** @type {Upload} */ upload) {
    const isEnd = event === 'end'
    if (!isEnd && event !== 'progress') return
    const trace = this.of(upload)
    trace.sample(upload.receivedBytes, isEnd)
    if (isEnd) trace.mark('ended')
  }

  /** The upload is no longer listed. */
  delete(/** @type {Pick<Upload, 'id'>} */ { id }) {
    this.#all.get(id)?.dropAnswer()
    this.#all.delete(id)
  }

  #keptAnswer(/** @type {number} */ bytes) {
    this.#answerBytes += bytes
    for (const trace of this.#all.values()) {
      if (this.#answerBytes <= MAX_ALL_ANSWER_BYTES) return
      if (trace.answerKept > 0) trace.dropAnswer()
    }
  }
}

exports.MAX_ALL_ANSWER_BYTES = MAX_ALL_ANSWER_BYTES
exports.Traces = Traces
