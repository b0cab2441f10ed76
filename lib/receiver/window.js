'use strict'

/** How many bytes before the place in question are shown, and behind it. */
const BEFORE = 512
const BEHIND = 64

/** The last bytes of a body that comes in, and its first ones: what a person wants to see when it breaks. */
class Window {
  /** @type {Buffer} */
  #beginning = Buffer.alloc(0)
  /** The end of what came before the last piece. @type {Buffer} */
  #tail = Buffer.alloc(0)
  /** How many bytes that was. */
  #passed = 0
  /** @type {Buffer} */
  #piece = Buffer.alloc(0)

  /** The next piece. It is copied from when another follows, and kept as it is until then. */
  push(/** @type {Buffer} */ piece) {
    const last = this.#piece
    if (last.length > 0) {
      this.#passed += last.length
      const tail =
        last.length >= BEFORE ? last.subarray(-BEFORE) : Buffer.concat([this.#tail, last]).subarray(-BEFORE)
      // A part of a piece would keep all of it in memory.
      this.#tail = Buffer.from(tail)
    }
    const missing = BEFORE - this.#beginning.length
    if (missing > 0) this.#beginning = Buffer.concat([this.#beginning, piece.subarray(0, missing)])
    this.#piece = piece
  }

  /** The first bytes of the body. */
  get beginning() {
    return this.#beginning
  }

  /**
   * The bytes around an offset, as far as they are still there.
   *
   * @param {number} offset In the body.
   */
  around(offset) {
    const bytes = Buffer.concat([this.#tail, this.#piece])
    const first = this.#passed - this.#tail.length
    const from = Math.min(Math.max(first, offset - BEFORE), first + bytes.length)
    return { from, bytes: Buffer.from(bytes.subarray(from - first, Math.max(0, offset + BEHIND - first))) }
  }
}

exports.BEFORE = BEFORE
exports.BEHIND = BEHIND
exports.Window = Window
