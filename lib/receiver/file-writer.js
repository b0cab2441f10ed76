'use strict'
// One file of an upload on its way to the disk.

const { createHash } = require('node:crypto')
const { closeSync } = require('node:fs')
const fs = require('node:fs/promises')
const { Bytes } = require('./bytes.js')

/** From this size on a write is worthwhile: each costs a switch of threads. */
const BATCH = 1024 * 1024

/** Smaller pieces are put together: a write of a million pieces takes its time, and each has a cost of its own. */
const SMALL = 8 * 1024
const BLOCK = 64 * 1024

/** What an incomplete file is called: a folder that is kept never has half a file under its own name. */
const PARTIAL = '.part'

/** The files that are being written. @type {Set<import('node:fs/promises').FileHandle>} */
const open = new Set()

/** Closes all files as the process ends, on Windows: there the folder of a file that is open cannot be removed. */
function closeAtExit() {
  if (process.platform !== 'win32') return
  for (const { fd } of open) {
    try {
      closeSync(fd)
    } catch {
      // It was being closed.
    }
  }
}

class FileWriter {
  /** @type {Buffer[]} */
  #pending = []
  #pendingBytes = 0
  /** Of the pending bytes, those that are being written. */
  #writingBytes = 0
  /** Small pieces: the last of what is pending. */
  #block = new Bytes()
  #hash = createHash('sha256')
  /** How many of the pending buffers are hashed already: the one of which a part has been written. */
  #hashed = 0
  #ended = false
  #flushing = false
  #discarded = false
  #wake = () => {}
  #onWritten
  #done

  /**
   * @param {string} path Must not exist.
   * @param {Promise<unknown>} turn The file is opened when it resolves; what is written until then waits.
   * @param {(bytes: number) => void} onWritten Called when bytes are on the disk: the next ones can come.
   */
  constructor(path, turn, onWritten) {
    this.path = path
    this.#onWritten = onWritten
    this.#done = this.#run(turn)
    // `end` and `discard` report it; until then a failure must not count as unhandled.
    this.#done.catch(() => {})
  }

  /** The file's SHA-256 when it is there as a whole; rejects when it cannot be written. */
  get done() {
    return this.#done
  }

  write(/** @type {Buffer} */ chunk) {
    if (chunk.length < SMALL) this.#collect(chunk)
    else {
      this.#closeBlock()
      this.#pending.push(chunk)
    }
    this.#pendingBytes += chunk.length
    if (this.#pendingBytes - this.#writingBytes >= BATCH) this.#wake()
  }

  #collect(/** @type {Buffer} */ chunk) {
    if (this.#block.length + chunk.length > BLOCK) this.#closeBlock()
    this.#block.append(chunk)
  }

  #closeBlock() {
    if (this.#block.length > 0) this.#pending.push(this.#block.view())
    this.#block = new Bytes()
  }

  /** Nothing more comes for now: writes what there is. */
  flush() {
    this.#flushing = true
    this.#wake()
  }

  /** Call once, after the last chunk. */
  end() {
    this.#ended = true
    this.#wake()
  }

  /** Ends the writing; resolves when nothing is written any more. The file is left for the folder's owner to remove. */
  async discard() {
    this.#discarded = true
    this.#pending = []
    this.#block = new Bytes()
    this.#wake()
    await this.#done.catch(() => {})
  }

  async #run(/** @type {Promise<unknown>} */ turn) {
    await turn
    if (this.#discarded) throw new Error('discarded')
    const partial = this.path + PARTIAL
    const handle = await fs.open(partial, 'wx', 0o600)
    open.add(handle)
    try {
      await this.#writeAll(handle)
      await handle.close()
      if (this.#discarded) throw new Error('discarded')
      await fs.rename(partial, this.path)
      return this.#hash.digest('hex')
    } catch (error) {
      await handle.close().catch(() => {})
      await fs.rm(partial, { force: true }).catch(() => {})
      throw error
    } finally {
      open.delete(handle)
    }
  }

  async #writeAll(/** @type {import('node:fs/promises').FileHandle} */ handle) {
    while (!this.#discarded) {
      const isLast = this.#ended || this.#flushing
      if (this.#pendingBytes >= BATCH || (isLast && this.#pendingBytes > 0)) {
        await this.#writePending(handle)
      } else if (this.#ended) {
        return
      } else {
        await new Promise((resolve) => {
          this.#wake = () => resolve(undefined)
        })
      }
    }
  }

  async #writePending(/** @type {import('node:fs/promises').FileHandle} */ handle) {
    this.#flushing = false
    this.#closeBlock()
    const batch = this.#pending
    this.#pending = []
    this.#writingBytes = this.#pendingBytes
    const writing = handle.writev(batch)
    // Meanwhile, since the write has its own thread.
    for (const bytes of batch.slice(this.#hashed)) this.#hash.update(bytes)
    const { bytesWritten } = await writing
    // A disk that fills up takes a part; the next write has the error.
    if (bytesWritten < this.#writingBytes) {
      this.#pending.unshift(Buffer.concat(batch).subarray(bytesWritten))
      this.#hashed = 1
    } else this.#hashed = 0
    this.#writingBytes = 0
    this.#pendingBytes -= bytesWritten
    this.#onWritten(bytesWritten)
  }
}

exports.FileWriter = FileWriter
exports.PARTIAL = PARTIAL
exports.closeAtExit = closeAtExit
