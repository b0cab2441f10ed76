'use strict'

/** Bytes that come in pieces of any size, in one buffer that grows: what it costs goes by their sum alone. */
class Bytes {
  #buffer = Buffer.alloc(0)
  length = 0

  append(/** @type {Buffer} */ piece) {
    const needed = this.length + piece.length
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#buffer.length))
      this.view().copy(larger)
      this.#buffer = larger
    }
    piece.copy(this.#buffer, this.length)
    this.length = needed
  }

  /** What is there, until more is appended. */
  view() {
    return this.#buffer.subarray(0, this.length)
  }
}

exports.Bytes = Bytes
