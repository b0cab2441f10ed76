'use strict'

const fs = require('node:fs')

/** A file of an upload, with methods that read its bytes: these are not enumerable, as its data are. */
class ReceivedFile {
  /** @param {Omit<import('./index.js').UploadFile, 'bytes' | 'text' | 'json' | 'stream'>} members */
  constructor({ index, part, field, filename, contentType, size, sha256, state, file }) {
    this.index = index
    this.part = part
    this.field = field
    this.filename = filename
    this.contentType = contentType
    this.size = size
    this.sha256 = sha256
    this.state = state
    this.file = file
  }

  /** @returns {Promise<Buffer>} */
  async bytes() {
    this.#requireComplete()
    return fs.promises.readFile(this.file)
  }

  async text() {
    return (await this.bytes()).toString('utf8')
  }

  async json() {
    return JSON.parse(await this.text())
  }

  stream() {
    this.#requireComplete()
    return fs.createReadStream(this.file)
  }

  #requireComplete() {
    if (this.state === 'complete') return
    const why =
      this.state === 'failed' ? 'its upload failed, and its bytes are gone' : 'it is still coming in'
    throw new Error(`The file ${JSON.stringify(this.filename)} cannot be read: ${why}.`)
  }
}

exports.ReceivedFile = ReceivedFile
