'use strict'
// A multipart body, cut into its parts (RFC 2046, 5.1). No existing parser will do: the raw heads are shown to
// people, who are also told what is wrong with a body, and the cost of a byte must not depend on who sends it, or in
// which pieces.

const { Bytes } = require('./bytes.js')

/** How long the headers of a part may be. */
const MAX_PART_HEAD = 64 * 1024

const CRLF = Buffer.from('\r\n')
const HEAD_END = Buffer.from('\r\n\r\n')
const CLOSE = Buffer.from('--')
const [CR, LF, SPACE, TAB] = Buffer.from('\r\n \t')

/** What can be wrong with a body, for programs and for people. */
const REASONS = {
  lf: 'its lines end with LF alone, and have to end with CRLF (RFC 2046)',
  no_end: 'it ends before its closing delimiter',
  no_boundary: 'it ends before its closing delimiter; the boundary of the Content-Type is nowhere in it',
  endless_headers: 'the headers of a part have no end',
  no_line_end: 'a delimiter is followed by something other than a line end, so a part has no headers',
}

/**
 * @typedef {object} PartConsumer
 * @property {(chunk: Buffer) => void} write
 * @property {() => void} end
 *
 * @typedef {object} PartsSink
 * @property {(raw: string) => void} head The delimiter and the headers of a part, or the closing delimiter, as latin1.
 * @property {(headers: string) => PartConsumer | undefined} part A part begins; undefined when the sink has failed.
 * @property {(why: string, reason: string) => void} broken The body is not a multipart body, for people and for programs;
 *   nothing comes after.
 * @property {() => void} tooLarge The headers of a part are larger than `MAX_PART_HEAD`; nothing comes after.
 * @property {() => void} finish All parts have ended, and the closing delimiter was there.
 */

class Multipart {
  #sink
  #delimiter
  /** Before the first delimiter, or in the body of a part; else behind a delimiter. */
  #inBody = true
  /**
   * The end of what has come, when it is the beginning of a delimiter. A body may begin with a delimiter, and so may that
   * of a part: the line end that belongs to it has been there already.
   *
   * @type {Buffer}
   */
  #held = CRLF
  /** How much of it is of what was before. */
  #foreign = CRLF.length
  /** What follows a delimiter: the rest of its line, and the headers. */
  #head = new Bytes()
  /** The delimiter before it, as it came. @type {Buffer} */
  #opening = CRLF
  /** Where the headers begin in it; 0 while the delimiter's line is read. */
  #headersAt = 0
  /** How far it was looked through. */
  #searched = 0
  /** @type {PartConsumer | undefined} */
  #consumer
  #hasLfDelimiter = false
  #stopped = false
  /** How many bytes of the body have been read. */
  #at = 0
  /** How many of them came before the head. */
  #headAt = 0
  /** How many parts have begun. */
  #count = 0
  #finished = false

  /**
   * @param {string} boundary
   * @param {PartsSink} sink
   */
  constructor(boundary, sink) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
    this.#sink = sink
  }

  push(/** @type {Buffer} */ chunk) {
    let rest = chunk
    // What follows the closing delimiter is an epilogue.
    while (rest.length > 0 && !this.#stopped) {
      const wasInBody = this.#inBody
      const taken = wasInBody ? this.#readBody(rest) : this.#readHead(rest)
      rest = rest.subarray(taken)
      if (this.#stopped) return
      this.#at += taken
      if (wasInBody && !this.#inBody) this.#headAt = this.#at
    }
  }

  /**
   * Where the reading stands, or has come to its end.
   *
   * @returns {{ offset: number, place: 'preamble' | 'delimiter' | 'headers' | 'content' | 'epilogue', part?: number }} `part`
   *   is the number of the part, from 0.
   */
  get position() {
    const offset = this.#at
    if (this.#finished) return { offset, place: 'epilogue' }
    if (!this.#inBody)
      return { offset, place: this.#headersAt === 0 ? 'delimiter' : 'headers', part: this.#count }
    return this.#count === 0
      ? { offset, place: 'preamble' }
      : { offset, place: 'content', part: this.#count - 1 }
  }

  /** The body has come to its end. */
  end() {
    if (this.#stopped) return
    const hasLf = this.#hasLfDelimiter || (!this.#inBody && this.#head.view().includes('\n\n'))
    if (hasLf) return this.#break('lf', this.#at)
    this.#break(this.#count > 0 || !this.#inBody ? 'no_end' : 'no_boundary', this.#at)
  }

  /** Calls nothing from now on. */
  stop() {
    this.#stopped = true
  }

  /** Reads to the end of the next delimiter; returns how many bytes it took. */
  #readBody(/** @type {Buffer} */ chunk) {
    const delimiter = this.#delimiter
    if (this.#held.length > 0) {
      const wanted = delimiter.subarray(this.#held.length, this.#held.length + chunk.length)
      if (chunk.subarray(0, wanted.length).equals(wanted)) {
        if (this.#held.length + wanted.length === delimiter.length) this.#startHead()
        else this.#held = Buffer.concat([this.#held, wanted])
        return wanted.length
      }
      this.#emit(this.#held.subarray(this.#foreign))
      this.#release()
    }
    const at = chunk.indexOf(delimiter)
    if (at !== -1) {
      this.#emit(chunk.subarray(0, at))
      this.#startHead()
      return at + delimiter.length
    }
    if (this.#count === 0) this.#hasLfDelimiter ||= chunk.includes(delimiter.subarray(1))
    const held = this.#beginningIn(chunk.subarray(1 - delimiter.length))
    this.#emit(chunk.subarray(0, chunk.length - held.length))
    // A copy: a part of a chunk would keep all of it in memory.
    this.#held = Buffer.from(held)
    return chunk.length
  }

  /** The end of these bytes that a delimiter may begin with. Only its first byte is a CR. */
  #beginningIn(/** @type {Buffer} */ bytes) {
    const at = bytes.lastIndexOf(CR)
    const end = bytes.subarray(at === -1 ? bytes.length : at)
    return this.#delimiter.subarray(0, end.length).equals(end) ? end : bytes.subarray(bytes.length)
  }

  #emit(/** @type {Buffer} */ bytes) {
    if (bytes.length > 0) this.#consumer?.write(bytes)
  }

  #release() {
    this.#held = CRLF.subarray(CRLF.length)
    this.#foreign = 0
  }

  /** A delimiter was there. */
  #startHead() {
    this.#opening = this.#delimiter.subarray(this.#count > 0 ? this.#foreign : CRLF.length)
    this.#release()
    this.#inBody = false
    this.#head = new Bytes()
    this.#headersAt = 0
    this.#searched = 0
    if (!this.#stopped) this.#consumer?.end()
    this.#consumer = undefined
  }

  /** Reads to the end of the head; returns how many bytes it took. */
  #readHead(/** @type {Buffer} */ chunk) {
    const before = this.#head.length
    this.#head.append(chunk.subarray(0, MAX_PART_HEAD + HEAD_END.length - before))
    const head = this.#head.view()
    const taken = head.length - before
    if (this.#headersAt === 0 && !this.#readLine(head)) return taken
    const end = head.indexOf(HEAD_END, this.#searched)
    const delimiter = head.indexOf(this.#delimiter, this.#searched)
    if (delimiter !== -1 && (end === -1 || delimiter < end)) {
      const hasLf = head.subarray(0, delimiter).includes('\n\n')
      this.#break(hasLf ? 'lf' : 'endless_headers', this.#headAt + delimiter)
      return taken
    }
    if (end === -1) {
      this.#searched = Math.max(this.#searched, head.length - this.#delimiter.length)
      this.#checkSize(head.length)
      return taken
    }
    const size = end + HEAD_END.length
    if (this.#checkSize(size)) this.#startPart(head.subarray(0, size))
    return size - before
  }

  /** Reads the rest of the delimiter's line. False when nothing more can be read. */
  #readLine(/** @type {Buffer} */ head) {
    if (head.length < CLOSE.length) return false
    if (head.subarray(0, CLOSE.length).equals(CLOSE)) {
      this.#stopped = true
      this.#finished = true
      this.#at = this.#headAt + CLOSE.length
      this.#sink.head(this.#opening.toString('latin1') + CLOSE)
      this.#sink.finish()
      return false
    }
    // White space may stand there ("transport padding").
    let at = this.#searched
    while (head[at] === SPACE || head[at] === TAB) at += 1
    this.#searched = at
    if (head[at] === LF) this.#break('lf', this.#headAt + at)
    else if (at < head.length && !CRLF.subarray(0, head.length - at).equals(head.subarray(at, at + 2))) {
      this.#break('no_line_end', this.#headAt + at)
    } else if (this.#checkSize(at) && head.length >= at + CRLF.length) {
      this.#headersAt = at + CRLF.length
      return true
    }
    return false
  }

  #startPart(/** @type {Buffer} */ head) {
    const before = this.#at
    this.#at = this.#headAt + this.#headersAt
    this.#sink.head(this.#opening.toString('latin1') + head.toString('latin1'))
    if (this.#stopped) return
    this.#consumer = this.#sink.part(head.toString('latin1', this.#headersAt, head.length - HEAD_END.length))
    if (this.#stopped) return
    this.#at = before
    this.#inBody = true
    this.#count += 1
    this.#held = CRLF
    this.#foreign = CRLF.length
  }

  /** False when a head has more bytes than it may have. */
  #checkSize(/** @type {number} */ size) {
    if (size <= MAX_PART_HEAD) return true
    this.#stopped = true
    this.#at = this.#headAt + MAX_PART_HEAD
    this.#sink.tooLarge()
    return false
  }

  #break(/** @type {keyof typeof REASONS} */ reason, /** @type {number} */ at) {
    if (this.#stopped) return
    this.#stopped = true
    this.#at = at
    this.#sink.broken(REASONS[reason], reason)
  }
}

exports.Multipart = Multipart
exports.MAX_PART_HEAD = MAX_PART_HEAD
