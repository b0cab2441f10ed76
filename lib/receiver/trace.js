'use strict'
// What is kept of an upload for those who look at it: when things happened, what was answered, where it broke.

const { performance } = require('node:perf_hooks')

/** How much of the body of an answer is kept. */
const MAX_ANSWER_BYTES = 1024 * 1024
const MAX_SAMPLES = 128

/** @typedef {import('./received-upload.js').Request} Request */
/** @typedef {import('node:http').ServerResponse} Response */

/**
 * @typedef {'firstByte' | 'lastByte' | 'ended' | 'answerStarted' | 'answerBody' | 'answerEnded' | 'brokenOff'} Mark
 *
 * @typedef {object} Fault Where the reading of a body has stopped.
 * @property {number} offset How many bytes of the body were fine.
 * @property {string} place What was being read: a `preamble`, `delimiter`, `headers`, `field`, `file` or `epilogue`.
 * @property {number} [part] Its number, from 0.
 * @property {number} from Where in the body the bytes begin.
 * @property {string} bytes In base64.
 * @property {string} [beginning] The first bytes of the body, when no part was found in it.
 *
 * @typedef {object} Replay An upload that was sent again from here.
 * @property {number} at Milliseconds since 1970.
 * @property {string} url
 * @property {string} method
 * @property {number} [status]
 * @property {string} [upload] The id under which it came back.
 * @property {{ code: string, message: string }} [error] Why there was no answer.
 */

class Trace {
  #began = performance.now()
  /** @type {Partial<Record<Mark, number>>} */
  #marks = {}
  /** Milliseconds and bytes, in turn. @type {number[]} */
  #samples = []
  /** The least time between two samples. */
  #interval = 0
  /** What is kept of the answer's body. @type {Buffer[]} */
  #answer = []
  /** How many bytes that are. */
  answerKept = 0
  #onKept
  /** How many bytes the body of the answer had. */
  answerSize = 0
  /** Whether more of it is to be kept. */
  #keeping = true
  pinned = false
  note = ''
  /** The parameters of the upload's error. @type {object} */
  details = {}
  /** @type {Fault | undefined} */
  fault
  /** @type {Replay[]} */
  replays = []
  /** @type {{ bytesPerSecond: number, rule?: string } | undefined} */
  throttle
  /** @type {{ milliseconds: number, rule?: string } | undefined} */
  #delay
  /** @type {{ milliseconds: number, rule?: string } | undefined} */
  #bodyDelay

  /** @param {(bytes: number) => void} onKept Called when more of the answer is kept, or less. */
  constructor(onKept) {
    this.#onKept = onKept
  }

  /** Whether anything was seen; not of uploads from before a restart. */
  get isWatched() {
    return this.#samples.length > 0 || Object.keys(this.#marks).length > 0
  }

  /** Watches the request, and what is answered. */
  watch(/** @type {Request} */ request, /** @type {Response} */ response) {
    request.once('end', () => this.mark('lastByte'))
    response.once('finish', () => this.mark('answerEnded'))
    response.once('close', () => this.#pack())
    const { write, end } = response
    // HTTP/2 writes what it ends with.
    let isEnding = false
    const look = (/** @type {unknown} */ chunk, /** @type {unknown} */ encoding) => {
      if (isEnding) return
      const isText = typeof chunk === 'string'
      if (isText || chunk instanceof Uint8Array) {
        const charset = /** @type {BufferEncoding} */ (typeof encoding === 'string' ? encoding : 'utf8')
        this.#addAnswer(
          isText
            ? Buffer.from(chunk, charset)
            : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength),
        )
      } else this.#addAnswer(Buffer.alloc(0))
    }
    response.write = /** @type {typeof write} */ (
      (/** @type {any[]} */ ...values) => {
        look(values[0], values[1])
        return write.apply(response, /** @type {any} */ (values))
      }
    )
    response.end = /** @type {typeof end} */ (
      (/** @type {any[]} */ ...values) => {
        look(values[0], values[1])
        isEnding = true
        return end.apply(response, /** @type {any} */ (values))
      }
    )
  }

  /** This happens now, unless it has happened. */
  mark(/** @type {Mark} */ name) {
    this.#marks[name] ??= this.#now()
  }

  /** What a rule puts before the answer. */
  expect(/** @type {import('./rules/book.js').Ending} */ { delay, delayedBy, bodyDelay, bodyDelayedBy }) {
    if (delay) this.#delay = { milliseconds: delay, rule: delayedBy }
    if (bodyDelay) this.#bodyDelay = { milliseconds: bodyDelay, rule: bodyDelayedBy }
  }

  /** So many bytes of the body have come. */
  sample(/** @type {number} */ receivedBytes, isLast = false) {
    const now = this.#now()
    if (receivedBytes > 0) this.#marks.firstByte ??= now
    const samples = this.#samples
    if (!isLast && samples.length > 0 && now - samples[samples.length - 2] < this.#interval) return
    if (samples.length === 2 * MAX_SAMPLES) {
      this.#samples = samples.filter((_, index) => index % 4 < 2)
      this.#interval = Math.max(1, (2 * now) / MAX_SAMPLES)
    }
    this.#samples.push(now, receivedBytes)
  }

  /** What is kept of the answer's body. */
  get answer() {
    return Buffer.concat(this.#answer)
  }

  /** Keeps no more of the answer's body, and nothing of what was kept. */
  dropAnswer() {
    this.#keeping = false
    this.#onKept(-this.answerKept)
    this.#answer = []
    this.answerKept = 0
  }

  /** When things happened, in milliseconds since the head of the request was there. */
  get timing() {
    const samples = []
    for (let at = 0; at < this.#samples.length; at += 2) samples.push(this.#samples.slice(at, at + 2))
    const { throttle } = this
    return { ...this.#marks, delay: this.#delay, bodyDelay: this.#bodyDelay, throttle, samples }
  }

  #addAnswer(/** @type {Buffer} */ bytes) {
    this.mark('answerStarted')
    if (bytes.length === 0) return
    this.mark('answerBody')
    this.answerSize += bytes.length
    const kept = bytes.subarray(0, MAX_ANSWER_BYTES - this.answerKept)
    if (!this.#keeping || kept.length === 0) return
    this.#answer.push(kept)
    this.answerKept += kept.length
    this.#onKept(kept.length)
  }

  /** What was a part of something larger no longer keeps it in memory. */
  #pack() {
    if (this.answerKept > 0) this.#answer = [Buffer.concat(this.#answer)]
  }

  #now() {
    return Math.round((performance.now() - this.#began) * 10) / 10
  }
}

exports.MAX_ANSWER_BYTES = MAX_ANSWER_BYTES
exports.MAX_SAMPLES = MAX_SAMPLES
exports.Trace = Trace
