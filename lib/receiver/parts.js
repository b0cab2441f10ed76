'use strict'
// A multipart body cut into its parts by Dicer, the parser of @fastify/busboy. Dicer and not Busboy itself: it
// shows each part's own headers, so that nothing is skipped in silence and a field that is too long is seen at
// once, and its parts are one stream fewer for each byte to pass.

const { Dicer } = require('@fastify/busboy')

/**
 * @typedef {object} PartConsumer
 * @property {(chunk: Buffer) => void} write
 * @property {() => void} end
 *
 * @typedef {object} PartsSink
 * @property {(headers: Record<string, string[]>) => PartConsumer | undefined} part A part begins; undefined when the
 *   sink has failed.
 * @property {(reason: string) => void} broken The body is no multipart body; nothing comes after.
 * @property {() => void} finish All parts have ended, and the closing delimiter was there.
 */

class Parts {
  #dicer
  #open = 0
  #finished = false
  #stopped = false
  #sink
  /**
   * How long the pieces of bodies are that the last chunk gave.
   *
   * @type {number[]}
   */
  #pieces = []

  /**
   * @param {string} boundary
   * @param {PartsSink} sink
   */
  constructor(boundary, sink) {
    this.#sink = sink
    // Dicer never pauses then, and hands on each chunk's parts within `write`. The request is what is paused.
    const partHwm = Number.MAX_SAFE_INTEGER
    this.#dicer = new Dicer(/** @type {any} */ ({ boundary, partHwm, maxHeaderSize: 128 * 1024 }))
    this.#dicer.on('part', (part) => this.#read(part))
    this.#dicer.on('error', () => this.#break('it ends before its closing delimiter'))
    this.#dicer.on('finish', () => {
      this.#finished = true
      this.#check()
    })
  }

  /** Gives true when the whole chunk is of one part's body, and nothing else is in it. */
  push(/** @type {Buffer} */ chunk) {
    this.#pieces = []
    // After the closing delimiter there may be an epilogue (RFC 2046).
    if (!this.#stopped && this.#dicer.writable) this.#dicer.write(chunk)
    return this.#pieces.length === 1 && this.#pieces[0] === chunk.length
  }

  end() {
    if (!this.#stopped && this.#dicer.writable) this.#dicer.end()
  }

  /** Nothing is called any more. */
  stop() {
    this.#stopped = true
  }

  /** @param {import('node:stream').Readable} part */
  #read(part) {
    if (this.#stopped) return
    this.#open += 1
    /** @type {PartConsumer | undefined} */
    let consumer
    // Dicer tells the body's error by the part too.
    part.on('error', () => {})
    part.on('header', (/** @type {Record<string, string[]>} */ headers) => {
      if (!this.#stopped) consumer = this.#sink.part(headers)
    })
    part.on('data', (/** @type {Buffer} */ chunk) => {
      this.#pieces.push(chunk.length)
      if (!this.#stopped) consumer?.write(chunk)
    })
    part.on('end', () => {
      if (this.#stopped) return
      if (!consumer) return this.#break('a part has no end of its headers')
      consumer.end()
      this.#open -= 1
      this.#check()
    })
  }

  #break(/** @type {string} */ reason) {
    if (this.#stopped) return
    this.#stopped = true
    this.#sink.broken(reason)
  }

  #check() {
    if (this.#stopped || !this.#finished || this.#open > 0) return
    this.#stopped = true
    this.#sink.finish()
  }
}

exports.Parts = Parts
