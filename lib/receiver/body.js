'use strict'
// The body of one upload: read, cut into parts, counted, hashed and put on the disk.

const { describePart, decodeField } = require('./disposition.js')
const { Failure, formatBytes } = require('./failure.js')
const { FileWriter } = require('./file-writer.js')
const { PartHeads, LARGEST_PART_HEAD } = require('./part-heads.js')
const { Parts } = require('./parts.js')

/** @typedef {import('./upload.js').Upload} Upload */
/** @typedef {import('./store.js').Store} Store */

/** How much of the multipart heads is kept. */
const LARGEST_HEAD = 64 * 1024
/** All fields of an upload together, as a multiple of what one may have. */
const ALL_FIELDS = 16
const PROGRESS_MS = 100
/** How much may wait for the disk before the request is paused. */
const HIGH_WATER_MARK = 1024 * 1024

/**
 * @typedef {object} BodyContext
 * @property {import('./options.js').Settings} options
 * @property {Store} store
 * @property {(event: 'progress' | 'head', upload: Upload) => void} emit
 */

class Body {
  #context
  #upload
  #heads
  #parts
  /** @type {FileWriter[]} */
  #writers = []
  /** How much waits for the disk. */
  #unwritten = 0
  #fieldBytes = 0
  #announced = 0
  #progressAt = 0
  /** @type {import('node:stream').Readable | undefined} */
  #source
  #settled = false
  /** The closing delimiter has come. */
  #finished = false
  /** The request's body has come to its end. */
  #ended = false
  /** Both: nothing more is awaited from the client. */
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
    this.#heads = new PartHeads(boundary, LARGEST_HEAD)
    this.#parts = new Parts(boundary, {
      part: (headers) => this.#beginPart(headers),
      broken: (reason) => this.#break(reason),
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
    })
  }

  /** The connection was closed: too late to matter when all parts had come. */
  cutOff(/** @type {Failure} */ failure) {
    if (!this.#whole) this.fail(failure)
  }

  /** Ends the reading. What is on the disk stays until {@link discard}. */
  fail(/** @type {unknown} */ error) {
    if (this.#settled) return
    this.#settled = true
    this.#parts.stop()
    this.#reject(error)
  }

  /** Removes the files. */
  async discard() {
    for (const file of this.#upload.files) file.state = 'failed'
    await Promise.all(this.#writers.map((writer) => writer.discard()))
    this.#context.store.releaseDisk(this.#upload)
  }

  #break(/** @type {string} */ reason) {
    this.fail(new Failure(400, 'malformed', `The body is no whole multipart body: ${reason}.`))
  }

  #push(/** @type {Buffer} */ chunk) {
    const upload = this.#upload
    const { options, store, emit } = this.#context
    upload.receivedBytes += chunk.length
    if (upload.receivedBytes > options.maxUploadBytes) {
      const limit = `maxUploadBytes, ${formatBytes(options.maxUploadBytes)}`
      return this.fail(new Failure(413, 'too_large', `The body is larger than ${limit}.`))
    }
    try {
      // Looking for delimiters once is enough.
      if (this.#parts.push(chunk)) this.#heads.pass(chunk)
      else this.#heads.push(chunk)
    } catch (error) {
      return this.fail(error)
    }
    if (this.#heads.tooLarge) {
      const limit = formatBytes(LARGEST_PART_HEAD)
      return this.fail(new Failure(413, 'head_too_large', `The headers of a part are larger than ${limit}.`))
    }
    store.growInMemory(upload, this.#heads.text.length - upload.head.length)
    upload.head = this.#heads.text
    if (this.#unwritten >= HIGH_WATER_MARK) this.#source?.pause()
    const known = upload.fields.length + upload.files.length
    if (known > this.#announced) {
      this.#announced = known
      emit('head', upload)
    }
    const now = Date.now()
    if (now - this.#progressAt < PROGRESS_MS) return
    this.#progressAt = now
    emit('progress', upload)
  }

  /** @returns {import('./parts.js').PartConsumer | undefined} */
  #beginPart(/** @type {Record<string, string[]>} */ headers) {
    const part = describePart(headers)
    if (!part) {
      const message = 'A part has no header "Content-Disposition: form-data" with a name.'
      this.fail(new Failure(400, 'malformed', message))
      return undefined
    }
    const { filename } = part
    const { maxFields } = this.#context.options
    const count = filename === undefined ? this.#upload.fields.length : this.#upload.files.length
    if (count >= maxFields) {
      const what = filename === undefined ? 'fields' : 'files'
      this.fail(new Failure(413, `too_many_${what}`, `There are more ${what} than maxFields, ${maxFields}.`))
      return undefined
    }
    return filename === undefined ? this.#receiveField(part) : this.#receiveFile({ ...part, filename })
  }

  /** @returns {import('./parts.js').PartConsumer} */
  #receiveField(/** @type {import('./disposition.js').PartDescription} */ { name, contentType }) {
    const { maxFieldBytes } = this.#context.options
    const field = { name, value: '' }
    this.#upload.fields.push(field)
    /** @type {Buffer[]} */
    const chunks = []
    let size = 0
    return {
      write: (chunk) => {
        size += chunk.length
        this.#fieldBytes += chunk.length
        if (size > maxFieldBytes) {
          const limit = `maxFieldBytes, ${formatBytes(maxFieldBytes)}`
          this.fail(new Failure(413, 'field_too_large', `The field "${name}" is larger than ${limit}.`))
        } else if (this.#fieldBytes > ALL_FIELDS * maxFieldBytes) {
          const limit = `${ALL_FIELDS} times maxFieldBytes, ${formatBytes(ALL_FIELDS * maxFieldBytes)}`
          this.fail(new Failure(413, 'fields_too_large', `The fields are together larger than ${limit}.`))
        } else {
          chunks.push(chunk)
        }
      },
      end: () => {
        field.value = decodeField(Buffer.concat(chunks, size), contentType)
        this.#context.store.growInMemory(this.#upload, size)
      },
    }
  }

  /** @returns {import('./parts.js').PartConsumer} */
  #receiveFile(
    /** @type {import('./disposition.js').PartDescription & { filename: string }} */ {
      name,
      filename,
      contentType = 'text/plain',
    },
  ) {
    const upload = this.#upload
    const { store } = this.#context
    const index = upload.files.length
    const path = store.pathOf(upload, index)
    /** @type {import('./index.js').UploadFile} */
    const file = {
      index,
      field: name,
      filename,
      contentType,
      size: 0,
      sha256: '',
      state: 'receiving',
      file: path,
    }
    upload.files.push(file)
    // One after the other: a form of a thousand small files must not open them all at once.
    const turn = this.#writers.at(-1)?.done ?? Promise.resolve()
    const writer = new FileWriter(path, turn, (bytes) => this.#written(bytes))
    this.#writers.push(writer)
    writer.done.catch((error) => this.fail(failureOfDisk(error)))
    return {
      write: (chunk) => {
        file.size += chunk.length
        this.#unwritten += chunk.length
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
    const wasFull = this.#unwritten >= HIGH_WATER_MARK
    this.#unwritten -= bytes
    if (wasFull && this.#unwritten < HIGH_WATER_MARK && !this.#settled) this.#source?.resume()
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
    const { fields, files } = this.#upload
    // Dicer drops what follows a delimiter but is no part: `--boundary-`.
    if (this.#heads.parts !== fields.length + files.length) return this.#break('a part has no headers')
    this.#settled = true
    this.#resolve()
  }
}

/** What the system said about a file that could not be written. */
function failureOfDisk(/** @type {any} */ error) {
  const { code, message } = error
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Failure(507, 'disk_full', `The disk on which the receiver keeps files is full: ${message}.`)
  }
  return new Failure(500, 'not_stored', `The receiver could not write the file: ${message}.`)
}

exports.Body = Body
