'use strict'
// The body of one upload: read, cut into parts, counted, hashed and put on the disk.

const { performance } = require('node:perf_hooks')
const { Bytes } = require('./bytes.js')
const { Failure, formatBytes } = require('./failure.js')
const { FileWriter } = require('./file-writer.js')
const { MAX_PART_HEAD, Multipart } = require('./multipart.js')
const { describePart, decodeField } = require('./part-headers.js')
const { shown } = require('./validate.js')
const { ReceivedFile } = require('./received-file.js')
const { mayBeBehind } = require('./shortfall.js')
const { Window } = require('./window.js')

/** @typedef {import('./received-upload.js').Upload} Upload */
/** @typedef {import('./store.js').Store} Store */

/** How much of the multipart heads is kept. */
const MAX_HEAD = 64 * 1024
/** All fields of an upload together, as a multiple of what one may have. */
const FIELDS_FACTOR = 16
const PROGRESS_MS = 100
/** How much of an upload, and of all, may wait for the disk before its request is paused. */
const MAX_UNWRITTEN = 4 * 1024 * 1024
const MAX_ALL_UNWRITTEN = 32 * 1024 * 1024
/** How much of a field's name an error has. */
const MAX_SHOWN_NAME = 256
/** What a part costs in memory besides its texts. */
const FIELD_MEMORY = 128
const FILE_MEMORY = 1024

/**
 * @typedef {object} BodyContext
 * @property {import('./options.js').Settings} options
 * @property {Store} store
 * @property {(event: 'progress' | 'head', upload: Upload) => void} emit
 */

class Body {
  #context
  #upload
  #parts
  /** @type {FileWriter[]} */
  #writers = []
  /** How much waits for the disk. */
  #unwritten = 0
  #paused = false
  #fieldBytes = 0
  /** Of the field that is coming in. */
  #openBytes = 0
  #announced = 0
  #progressAt = Number.NEGATIVE_INFINITY
  #window = new Window()
  /** How much of what is being read was still fine. */
  #fine = 0
  /** @type {import('node:stream').Readable | undefined} */
  #source
  #settled = false
  /** The closing delimiter has come. */
  #finished = false
  /** The request's body has come to its end. */
  #ended = false
  /** Both: nothing more is expected from the client. */
  #whole = false
  /** @type {(value?: undefined) => void} */
  #resolve = () => {}
  /** @type {(reason: unknown) => void} */
  #reject = () => {}

  /**
   * @param {BodyContext} context
   * @param {Upload} upload
   * @param {string} boundary
   */
  constructor(context, upload, boundary) {
    this.#context = context
    this.#upload = upload
    this.#parts = new Multipart(boundary, {
      head: (raw) => this.#keepHead(raw),
      part: (headers) => this.#beginPart(headers),
      broken: (why, reason) => {
        const behind = mayBeBehind(upload, reason)
        const message = `The body is not a whole multipart body: ${why}${behind}.`
        this.fail(new Failure(400, 'malformed', message, { reason }))
      },
      tooLarge: () => {
        const message = `The headers of a part are larger than ${formatBytes(MAX_PART_HEAD)}.`
        this.fail(new Failure(413, 'head_too_large', message, { max: MAX_PART_HEAD }))
      },
      finish: () => {
        this.#finished = true
        this.#complete()
      },
    })
  }

  /**
   * Reads the body to its end, or to the byte at which `cut` is thrown. Rejects with a Failure.
   *
   * @param {import('node:stream').Readable} source
   * @param {{ at: number, failure: Failure }} [cut]
   */
  read(source, cut) {
    this.#source = source
    return new Promise((/** @type {(value?: undefined) => void} */ resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      source.on('data', (/** @type {Buffer} */ chunk) => {
        if (this.#settled) return
        const room = cut ? cut.at - this.#upload.receivedBytes : Number.POSITIVE_INFINITY
        this.#push(chunk.length > room ? chunk.subarray(0, room) : chunk)
        if (cut && this.#upload.receivedBytes >= cut.at) this.fail(cut.failure)
      })
      source.on('end', () => {
        this.#ended = true
        this.#parts.end()
        this.#complete()
      })
      // It may have been paused.
      source.resume()
    })
  }

  /** The connection was closed: too late to matter when all parts had come. */
  cutOff(/** @type {Failure} */ failure) {
    if (!this.#whole) this.fail(failure)
  }

  /** Ends the reading. What is on the disk stays until {@link discard}. */
  fail(/** @type {unknown} */ error, /** @type {number} */ fine = 0) {
    if (this.#settled) return
    this.#settled = true
    this.#fine = fine
    this.#parts.stop()
    this.#context.store.growInMemory(this.#upload, -this.#openBytes)
    this.#reject(error)
  }

  /**
   * Where the reading stands, and the bytes that are there: when it has failed, what a person wants to see of it.
   *
   * @returns {import('./trace.js').Fault}
   */
  get standing() {
    const { offset: at, place, part } = this.#parts.position
    const offset = at + this.#fine
    const { files } = this.#upload
    const content = files.at(-1)?.part === part ? 'file' : 'field'
    const { from, bytes } = this.#window.around(offset)
    const isLost = place === 'preamble' || (place === 'delimiter' && part === 0)
    return {
      ...{ offset, place: place === 'content' ? content : place, part },
      ...{ from, bytes: bytes.toString('base64') },
      beginning: isLost ? this.#window.beginning.toString('base64') : undefined,
    }
  }

  /** Removes the files. */
  async discard() {
    for (const file of this.#upload.files) file.state = 'failed'
    await Promise.all(this.#writers.map((writer) => writer.discard()))
    this.#wait(-this.#unwritten)
    await this.#context.store.discard(this.#upload)
  }

  #push(/** @type {Buffer} */ chunk) {
    const upload = this.#upload
    const { options, emit } = this.#context
    const before = upload.receivedBytes
    upload.receivedBytes += chunk.length
    this.#window.push(chunk)
    const { maxUploadBytes: max } = options
    const isTooLarge = upload.receivedBytes > max
    try {
      // What is fine is read all the same, so that it can be told where the limit was met.
      this.#parts.push(isTooLarge ? chunk.subarray(0, max - before) : chunk)
    } catch (error) {
      return this.fail(error)
    }
    if (isTooLarge) {
      const message = `The body is larger than maxUploadBytes, ${formatBytes(max)}.`
      return this.fail(new Failure(413, 'too_large', message, { limit: 'maxUploadBytes', max }))
    }
    this.#pauseWhenFull()
    const known = upload.fields.length + upload.files.length
    if (known > this.#announced) {
      this.#announced = known
      emit('head', upload)
    }
    const now = performance.now()
    if (now - this.#progressAt < PROGRESS_MS) return
    this.#progressAt = now
    emit('progress', upload)
  }

  /** Keeps the text of a delimiter and of the headers behind it, to be shown. */
  #keepHead(/** @type {string} */ raw) {
    const kept = raw.slice(0, MAX_HEAD - this.#upload.head.length)
    this.#upload.head += kept
    this.#keep(kept.length)
  }

  /** Counts what stays in memory. */
  #keep(/** @type {number} */ bytes) {
    try {
      this.#context.store.growInMemory(this.#upload, bytes)
    } catch (error) {
      this.fail(error)
    }
  }

  /** @returns {import('./multipart.js').PartConsumer | undefined} */
  #beginPart(/** @type {string} */ headers) {
    const part = describePart(headers)
    if (!part) {
      const hint = /[^\r]\n/.test(headers)
        ? ': its lines have to end with CRLF, and one ends with LF alone'
        : ''
      const message = `A part has no header "Content-Disposition: form-data" with a name${hint}.`
      this.fail(new Failure(400, 'malformed', message, { reason: 'no_name' }))
      return undefined
    }
    const { filename } = part
    const { maxFields, maxNameBytes } = this.#context.options
    const count = filename === undefined ? this.#upload.fields.length : this.#upload.files.length
    if (count >= maxFields) {
      const what = filename === undefined ? 'fields' : 'files'
      const message = `There are more ${what} than maxFields, ${maxFields}.`
      this.fail(new Failure(413, `too_many_${what}`, message, { limit: 'maxFields', max: maxFields }))
      return undefined
    }
    for (const [what, text] of Object.entries({
      name: part.name,
      filename,
      'Content-Type': part.contentType,
    })) {
      if (text === undefined || Buffer.byteLength(text) <= maxNameBytes) continue
      const message = `The ${what} of a part is larger than maxNameBytes, ${formatBytes(maxNameBytes)}.`
      const details = { what, limit: 'maxNameBytes', max: maxNameBytes }
      this.fail(new Failure(413, 'name_too_large', message, details))
      return undefined
    }
    const { name, contentType = '' } = part
    const memory = filename === undefined ? FIELD_MEMORY : FILE_MEMORY
    this.#keep(memory + memoryOf(name) + memoryOf(filename ?? '') + memoryOf(contentType))
    return filename === undefined ? this.#receiveField(part) : this.#receiveFile({ ...part, filename })
  }

  /** @returns {import('./multipart.js').PartConsumer} */
  #receiveField(/** @type {import('./part-headers.js').PartDescription} */ { name, contentType }) {
    const { maxFieldBytes } = this.#context.options
    const max = FIELDS_FACTOR * maxFieldBytes
    const field = { name, value: '' }
    this.#upload.fields.push(field)
    const bytes = new Bytes()
    return {
      write: (chunk) => {
        const before = this.#fieldBytes
        this.#fieldBytes += chunk.length
        if (bytes.length + chunk.length > maxFieldBytes) {
          const message = `The field ${shown(name)} is larger than maxFieldBytes, ${formatBytes(maxFieldBytes)}.`
          const details = { limit: 'maxFieldBytes', max: maxFieldBytes, name: name.slice(0, MAX_SHOWN_NAME) }
          this.fail(new Failure(413, 'field_too_large', message, details), maxFieldBytes - bytes.length)
        } else if (this.#fieldBytes > max) {
          const limit = `${FIELDS_FACTOR} times maxFieldBytes, ${formatBytes(max)}`
          const message = `All fields together are larger than ${limit}.`
          this.fail(new Failure(413, 'fields_too_large', message, { max }), max - before)
        } else {
          bytes.append(chunk)
          this.#openBytes = bytes.length
          this.#keep(chunk.length)
        }
      },
      end: () => {
        field.value = decodeField(bytes.view(), contentType)
        this.#openBytes = 0
        this.#keep(memoryOf(field.value) - bytes.length)
      },
    }
  }

  /** @returns {import('./multipart.js').PartConsumer} */
  #receiveFile(
    /** @type {import('./part-headers.js').PartDescription & { filename: string }} */ {
      name,
      filename,
      contentType = 'text/plain',
    },
  ) {
    const upload = this.#upload
    const { store } = this.#context
    const index = upload.files.length
    const path = store.pathOf(upload, filename)
    const file = new ReceivedFile({
      index,
      part: upload.fields.length + index,
      field: name,
      filename,
      contentType,
      size: 0,
      sha256: '',
      state: 'receiving',
      file: path,
    })
    upload.files.push(file)
    // One after the other: a form of a thousand small files must not open them all at once.
    const turn = this.#writers.at(-1)?.done.catch(() => {}) ?? store.makeFolder(upload)
    const writer = new FileWriter(path, turn, (bytes) => this.#written(bytes))
    this.#writers.push(writer)
    writer.done.catch((error) => this.fail(failureOfDisk(error)))
    return {
      write: (chunk) => {
        file.size += chunk.length
        this.#wait(chunk.length)
        writer.write(chunk)
        try {
          store.growOnDisk(upload, chunk.length)
        } catch (error) {
          this.fail(error)
        }
      },
      end: () => {
        writer.end()
        writer.done.then(
          (sha256) => {
            if (this.#settled) return
            file.sha256 = sha256
            file.state = 'complete'
          },
          () => {},
        )
      },
    }
  }

  #written(/** @type {number} */ bytes) {
    this.#wait(-bytes)
    if (this.#paused && !this.#isFull() && !this.#settled) {
      this.#paused = false
      this.#source?.resume()
    }
  }

  /** More, or less, waits for the disk. */
  #wait(/** @type {number} */ bytes) {
    this.#unwritten += bytes
    this.#context.store.unwritten += bytes
  }

  #isFull() {
    if (this.#unwritten >= MAX_UNWRITTEN) return true
    return this.#unwritten > 0 && this.#context.store.unwritten >= MAX_ALL_UNWRITTEN
  }

  #pauseWhenFull() {
    if (!this.#isFull()) return
    this.#paused = true
    this.#source?.pause()
    // The file that is coming in is the last; what is before it is written anyway.
    this.#writers.at(-1)?.flush()
  }

  /** When all has come, its files may still be on their way to the disk. */
  async #complete() {
    if (!this.#finished || !this.#ended || this.#whole) return
    this.#whole = true
    try {
      await Promise.all(this.#writers.map((writer) => writer.done))
    } catch (error) {
      return this.fail(failureOfDisk(error))
    }
    if (this.#settled) return
    this.#settled = true
    this.#resolve()
  }
}

/** What a text takes in memory: a byte for each character, or two when one is not latin1. */
function memoryOf(/** @type {string} */ text) {
  return Buffer.byteLength(text) === text.length ? text.length : 2 * text.length
}

/** What the system said about a file that could not be written. */
function failureOfDisk(/** @type {any} */ error) {
  const { code, message } = error
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const text = `The disk on which the receiver keeps files is full: ${message}.`
    return new Failure(507, 'disk_full', text, { cause: code })
  }
  const text = `The receiver could not write the file: ${message}.`
  return new Failure(500, 'not_stored', text, { cause: code })
}

exports.Body = Body
exports.failureOfDisk = failureOfDisk
