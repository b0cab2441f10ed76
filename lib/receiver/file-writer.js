'use strict'
// One file of an upload on its way to the disk.

const fs = require('node:fs/promises')
const { Digest } = require('./digest.js')

/** A write is worth its while from here on: each costs a change of threads. */
const BATCH = 256 * 1024

/** What an incomplete file is called: a folder that is kept never has half a file under its own name. */
const PARTIAL = '.part'

class FileWriter {
  /** @type {Buffer[]} */
  #pending = []
  #pendingBytes = 0
  /** Of the pending bytes, those that are being written. */
  #writingBytes = 0
  #writtenBytes = 0
  #digest
  #ended = false
  #discarded = false
  #wake = () => {}
  #onWritten
  #done

  /**
   * @param {string} path Must not exist.
   * @param {Promise<unknown>} turn The file is opened when it settles; what is written until then waits.
   * @param {(bytes: number) => void} onWritten Called when bytes are on the disk: the next ones can come.
   */
  constructor(path, turn, onWritten) {
    this.path = path
    this.#onWritten = onWritten
    this.#digest = new Digest(path + PARTIAL)
    this.#done = this.#run(turn)
    // Whoever ends or discards the file asks; a failure before that must not count as unhandled.
    this.#done.catch(() => {})
  }

  /** The file's SHA-256 when it is there as a whole; rejects when it cannot be written. */
  get done() {
    return this.#done
  }

  write(/** @type {Buffer} */ chunk) {
    this.#digest.update(chunk)
    this.#pending.push(chunk)
    this.#pendingBytes += chunk.length
    if (this.#pendingBytes - this.#writingBytes >= BATCH) this.#wake()
  }

  /** Call once, after the last chunk. */
  end() {
    this.#ended = true
    this.#wake()
  }

  /** Takes the file off the disk, whatever has been written; resolves when it is gone. */
  async discard() {
    this.#discarded = true
    this.#pending = []
    this.#wake()
    await this.#done.catch(() => {})
    await fs.rm(this.path, { force: true }).catch(() => {})
  }

  async #run(/** @type {Promise<unknown>} */ turn) {
    await turn.catch(() => {})
    if (this.#discarded) throw new Error('discarded')
    const partial = this.path + PARTIAL
    const handle = await fs.open(partial, 'wx', 0o600)
    try {
      await this.#writeAll(handle)
      await handle.close()
      if (this.#discarded) throw new Error('discarded')
      const sha256 = await this.#digest.finish()
      await fs.rename(partial, this.path)
      return sha256
    } catch (error) {
      this.#digest.cancel()
      await handle.close().catch(() => {})
      await fs.rm(partial, { force: true }).catch(() => {})
      throw error
    }
  }

  async #writeAll(/** @type {import('node:fs/promises').FileHandle} */ handle) {
    while (!this.#discarded) {
      if (this.#pendingBytes >= BATCH || (this.#ended && this.#pendingBytes > 0)) {
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
    const batch = this.#pending
    this.#pending = []
    this.#writingBytes = this.#pendingBytes
    const { bytesWritten } = await handle.writev(batch)
    // A disk that fills up takes a part; the next write has the error.
    if (bytesWritten < this.#writingBytes) {
      this.#pending.unshift(Buffer.concat(batch).subarray(bytesWritten))
    }
    this.#writingBytes = 0
    this.#pendingBytes -= bytesWritten
    this.#writtenBytes += bytesWritten
    this.#digest.written(this.#writtenBytes)
    this.#onWritten(bytesWritten)
  }
}

exports.FileWriter = FileWriter
exports.PARTIAL = PARTIAL
