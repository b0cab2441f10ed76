'use strict'
// The uploads that are kept, and their files on disk.

const { randomBytes } = require('node:crypto')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { onExit } = require('signal-exit')
const { Failure, formatBytes } = require('./failure.js')
const { PARTIAL } = require('./file-writer.js')

/** @typedef {import('./upload.js').Upload} Upload */

/** How much of what was sent is kept in memory: fields, names, heads. Before there is more, the oldest uploads go. */
const LARGEST_MEMORY = 64 * 1024 * 1024
/** What an upload costs there besides what was sent. */
const UPLOAD_MEMORY = 4096

/** @type {Set<Store>} Stores with something to remove when the process ends. */
const stores = new Set()

/** Ends the watch for the end of the process. */
let forgetExit = () => {}

/** The only thing that can be done at exit is what is synchronous. */
function removeAtExit() {
  for (const store of stores) store.removeAtExit()
}

/** A folder of our own, or the one that was given, which is made when it is missing. */
function openDirectory(/** @type {string | undefined} */ directory) {
  if (directory === undefined) return fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-receiver-'))
  const folder = path.resolve(directory)
  fs.mkdirSync(folder, { recursive: true })
  // The rights tell nothing of a read-only file system, and to root nothing at all: try.
  const probe = path.join(folder, `.uploadtask-${randomBytes(8).toString('hex')}`)
  fs.writeFileSync(probe, '', { flag: 'wx', mode: 0o600 })
  fs.rmSync(probe)
  return folder
}

class Store {
  /** @type {Map<string, Upload>} In the order in which they began. */
  #uploads = new Map()
  /** @type {Map<string, { disk: number, memory: number }>} */
  #sizes = new Map()
  /** How many bytes of files wait for the disk. */
  unwritten = 0
  #disk = 0
  #memory = 0
  #options
  #removeOwnDirectory
  #onRemove

  /**
   * @param {Required<Pick<import('./index.js').ReceiverOptions, 'keep' | 'maxTotalBytes' | 'maxUploads'>> & { directory?: string }} options
   * @param {(upload: Upload) => void} onRemove Called for each upload that is evicted or removed.
   */
  constructor(options, onRemove) {
    this.#options = options
    this.#onRemove = onRemove
    this.#removeOwnDirectory = options.directory === undefined && !options.keep
    try {
      this.directory = openDirectory(options.directory)
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
      throw Object.assign(
        new Error(
          `createReceiver: no files can be kept in ${options.directory ?? os.tmpdir()}: ${message}. ` +
            'Give a folder that can be written as "directory".',
          { cause: error },
        ),
        { code },
      )
    }
    // Not the event 'exit': Ctrl-C ends Vite, and most programs, without one.
    if (stores.size === 0) forgetExit = onExit(removeAtExit)
    stores.add(this)
  }

  get uploads() {
    return [...this.#uploads.values()]
  }

  get(/** @type {string} */ id) {
    return this.#uploads.get(id)
  }

  /** Takes in a new upload; the oldest one that has ended goes if there are too many. */
  add(/** @type {Upload} */ upload) {
    this.#uploads.set(upload.id, upload)
    this.#sizes.set(upload.id, { disk: 0, memory: 0 })
    // Each header is there twice.
    this.#addMemory(upload, UPLOAD_MEMORY + upload.url.length + 2 * upload.rawHeaders.flat().join('').length)
    while (this.#uploads.size > this.#options.maxUploads && this.#evictOldest());
  }

  /** The path of a new file: never from anything that the client said. */
  pathOf(/** @type {Upload} */ upload, /** @type {number} */ index) {
    return path.join(this.directory, `${upload.id}-${index}`)
  }

  /** Counts bytes that come to the disk; makes room for them. Throws a Failure when there is none. */
  growOnDisk(/** @type {Upload} */ upload, /** @type {number} */ bytes) {
    const size = this.#sizes.get(upload.id)
    if (!size) return
    size.disk += bytes
    this.#disk += bytes
    const { maxTotalBytes } = this.#options
    while (this.#disk > maxTotalBytes) {
      if (this.#evictOldest()) continue
      const limit = `maxTotalBytes, ${formatBytes(maxTotalBytes)}`
      throw new Failure(413, 'too_large', `The uploads that are coming in are together larger than ${limit}.`)
    }
  }

  /** The same for bytes in memory, of which there is always room for one upload. */
  growInMemory(/** @type {Upload} */ upload, /** @type {number} */ bytes) {
    const size = this.#addMemory(upload, bytes)
    if (bytes <= 0 || this.#memory <= LARGEST_MEMORY || size === this.#memory) return
    const limit = formatBytes(LARGEST_MEMORY)
    const message = `The fields and names of the uploads that are coming in are together larger than ${limit}.`
    throw new Failure(413, 'too_large', message)
  }

  #addMemory(/** @type {Upload} */ upload, /** @type {number} */ bytes) {
    const size = this.#sizes.get(upload.id)
    if (!size) return 0
    size.memory += bytes
    this.#memory += bytes
    while (this.#memory > LARGEST_MEMORY && this.#evictOldest());
    return size.memory
  }

  /** The files of an upload that failed are gone. */
  releaseDisk(/** @type {Upload} */ upload) {
    const size = this.#sizes.get(upload.id)
    if (!size) return
    this.#disk -= size.disk
    size.disk = 0
  }

  #evictOldest() {
    for (const upload of this.#uploads.values()) {
      if (upload.state === 'receiving') continue
      void this.remove(upload.id)
      return true
    }
    return false
  }

  /** Removes an upload that has ended, and its files. False when there is no such upload. */
  async remove(/** @type {string} */ id) {
    const upload = this.#uploads.get(id)
    if (!upload || !this.#forget(upload)) return false
    this.#onRemove(upload)
    await removeFiles(upload)
    return true
  }

  /** The same for many at once, and nobody is told of each. */
  async removeAll(/** @type {Upload[]} */ uploads) {
    await Promise.all(uploads.filter((upload) => this.#forget(upload)).map(removeFiles))
  }

  #forget(/** @type {Upload} */ upload) {
    const size = this.#sizes.get(upload.id)
    if (!size || upload.state === 'receiving') return false
    this.#uploads.delete(upload.id)
    this.#sizes.delete(upload.id)
    this.#disk -= size.disk
    this.#memory -= size.memory
    return true
  }

  /** Ends the store: nothing is left of it, unless it keeps. */
  async close() {
    if (this.#removeOwnDirectory) {
      await fs.promises.rm(this.directory, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
    } else if (!this.#options.keep) {
      await Promise.all(this.uploads.map(removeFiles))
    }
    // Last: the process may end before that is done, and then the rest of it is done at its exit.
    if (stores.delete(this) && stores.size === 0) forgetExit()
  }

  /** What {@link close} does, at once, and for uploads that are coming in too. */
  removeAtExit() {
    try {
      if (this.#removeOwnDirectory) fs.rmSync(this.directory, { recursive: true, force: true })
      for (const upload of this.#removeOwnDirectory ? [] : this.#uploads.values()) {
        for (const { file } of upload.files) {
          fs.rmSync(file + PARTIAL, { force: true })
          if (!this.#options.keep || upload.state !== 'complete') fs.rmSync(file, { force: true })
        }
      }
    } catch {
      // Nobody is left to be told.
    }
  }
}

async function removeFiles(/** @type {Upload} */ upload) {
  await Promise.all(upload.files.map(({ file }) => fs.promises.rm(file, { force: true }).catch(() => {})))
}

exports.Store = Store
