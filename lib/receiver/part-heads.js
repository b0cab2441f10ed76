'use strict'
// The raw heads of a multipart body: what Dicer parses, byte for byte as it came. Dicer itself gives the headers
// in lower case, leaves out what it cannot read, and has no place for the delimiters.

const LARGEST_PART_HEAD = 64 * 1024
const HEAD_END = Buffer.from('\r\n\r\n')
const CRLF = Buffer.from('\r\n')

class PartHeads {
  #delimiter
  /**
   * The last bytes of the body, which may be the beginning of a delimiter. A body may begin with one.
   *
   * @type {Buffer}
   */
  #carry = CRLF
  /**
   * The head that is coming in, from its delimiter on; undefined within a part's body.
   *
   * @type {Buffer | undefined}
   */
  #head
  #first = true
  #closed = false
  #limit

  /**
   * @param {string} boundary
   * @param {number} limit How many bytes are kept.
   */
  constructor(boundary, limit) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
    this.#limit = limit
    /** Each part's delimiter and headers, as latin1. */
    this.text = ''
    /** How many parts have begun. */
    this.parts = 0
    /** A part's head is longer than Dicer reads. */
    this.tooLarge = false
  }

  push(/** @type {Buffer} */ chunk) {
    let rest = chunk
    while (rest.length > 0 && !this.#closed)
      rest = this.#head ? this.#readHead(this.#head, rest) : this.#skipBody(rest)
  }

  /** A chunk in which there is nothing but a part's body. */
  pass(/** @type {Buffer} */ chunk) {
    const overlap = this.#delimiter.length - 1
    if (this.#head === undefined && chunk.length >= overlap)
      this.#carry = Buffer.from(chunk.subarray(-overlap))
    else this.push(chunk)
  }

  /** Reads to the end of the next delimiter; gives what follows it. */
  #skipBody(/** @type {Buffer} */ chunk) {
    const delimiter = this.#delimiter
    const overlap = delimiter.length - 1
    const seam = Buffer.concat([this.#carry, chunk.subarray(0, overlap)])
    const atSeam = seam.indexOf(delimiter)
    const end =
      atSeam !== -1
        ? atSeam + delimiter.length - this.#carry.length
        : endOf(chunk.indexOf(delimiter), overlap + 1)
    if (end === -1) {
      // A copy: a part of a chunk would keep all of it in memory.
      this.#carry = Buffer.from((chunk.length < overlap ? seam : chunk).subarray(-overlap))
      return chunk.subarray(chunk.length)
    }
    this.#carry = chunk.subarray(0, 0)
    this.#head = this.#first ? delimiter.subarray(CRLF.length) : delimiter
    this.#first = false
    return chunk.subarray(end)
  }

  /** Reads to the end of the head; gives what follows it. */
  #readHead(/** @type {Buffer} */ before, /** @type {Buffer} */ chunk) {
    const head = Buffer.concat([before, chunk.subarray(0, LARGEST_PART_HEAD)])
    const delimiterEnd =
      head.indexOf(this.#delimiter.subarray(CRLF.length)) + this.#delimiter.length - CRLF.length
    if (head.length < delimiterEnd + 2) {
      this.#head = head
      return chunk.subarray(chunk.length)
    }
    if (head.subarray(delimiterEnd, delimiterEnd + 2).equals(Buffer.from('--'))) {
      this.#keep(head.subarray(0, delimiterEnd + 2))
      this.#closed = true
      return chunk.subarray(chunk.length)
    }
    // A delimiter within a head ends it: Dicer looks for delimiters first.
    const headEnd = endOf(head.indexOf(HEAD_END, delimiterEnd), HEAD_END.length)
    const next = head.indexOf(this.#delimiter, delimiterEnd)
    const isCut = next !== -1 && (headEnd === -1 || next < headEnd - CRLF.length)
    const end = isCut ? next : headEnd
    if ((end === -1 ? head.length : end) > LARGEST_PART_HEAD) {
      this.tooLarge = true
      this.#closed = true
    }
    if (end === -1) {
      this.#head = head
      return chunk.subarray(chunk.length)
    }
    this.#keep(head.subarray(0, end))
    this.#head = undefined
    this.parts += 1
    const consumed = end - before.length
    // A delimiter can begin with the last line end of a head, or before this chunk.
    this.#carry = isCut ? Buffer.from(before.subarray(Math.min(end, before.length))) : CRLF
    return chunk.subarray(Math.max(0, consumed))
  }

  #keep(/** @type {Buffer} */ head) {
    const room = this.#limit - this.text.length
    if (room > 0) this.text += head.toString('latin1', 0, Math.min(room, head.length))
  }
}

/** The end of what begins at `index`; -1 stays -1. */
function endOf(/** @type {number} */ index, /** @type {number} */ length) {
  return index === -1 ? -1 : index + length
}

exports.PartHeads = PartHeads
exports.LARGEST_PART_HEAD = LARGEST_PART_HEAD
