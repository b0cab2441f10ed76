'use strict'
// The uploads that are kept, and their files on disk.

const { randomBytes } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { onExit } = require('signal-exit')
const { Failure, formatBytes } = require('./failure.js')
const { FileNames } = require('./file-name.js')
const { closeAtExit } = require('./file-writer.js')
const { folderName, listFolders, readRecord, removePartial, saveRecord } = require('./kept.js')
const { OwnFolder } = require('./own-folder.js')

/** @typedef {import('./received-upload.js').Upload} Upload */

/** How much of what was sent is kept in memory: fields, names, heads. Before there is more, the oldest uploads go. */
const MAX_MEMORY = 64 * 1024 * 1024
/** What an upload costs there besides what was sent. */
const UPLOAD_MEMORY = 8192

/** @type {Set<Store>} Stores with something to remove when the process ends. */
const stores = new Set()

/** Stops watching for the end of the process. */
let forgetExit = () => {}

/** Only synchronous work can be done at exit. */
function removeAtExit() {
  closeAtExit()
  for (const store of stores) store.removeAtExit()
}

/** The folder that was given, which is made when it is missing. */
function openDirectory(/** @type {string} */ directory) {
  const folder = path.resolve(directory)
  fs.mkdirSync(folder, { recursive: true })
  // Permissions say nothing about a read-only file system, and do not bind root: so try.
  const probe = path.join(folder, `.uploadtask-${randomBytes(8).toString('hex')}`)
  fs.writeFileSync(probe, '', { flag: 'wx', mode: 0o600 })
  fs.rmSync(probe)
  return folder
}

function openOrThrow(/** @type {string} */ directory) {
  try {
    return openDirectory(directory)
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
    const advice = 'Set "directory" to a folder that can be written to.'
    const text = `createReceiver: files cannot be kept in ${directory}: ${message}. ${advice}`
    throw Object.assign(new Error(text, { cause: error }), { code })
  }
}

class Store {
  /** @type {Map<string, Upload>} In the order in which they began. */
  #uploads = new Map()
  /** @type {Map<string, { disk: number, memory: number, names: InstanceType<typeof FileNames>, folder?: Promise<unknown>, saving?: Promise<unknown> }>} */
  #sizes = new Map()
  /** How many bytes of files wait for the disk. */
  unwritten = 0
  #disk = 0
  #memory = 0
  #options
  /** @type {InstanceType<typeof OwnFolder> | undefined} */
  #own
  /** @type {Promise<void> | undefined} */
  #restoring
  #onRemove
  #isPinned

  /**
   * @param {Required<Pick<import('./index.js').ReceiverOptions, 'keep' | 'maxTotalBytes' | 'maxUploads'>> & { directory?: string }} options
   * @param {object} [listeners]
   * @param {(upload: Upload) => void} [listeners.onRemove] Called for each upload that is evicted or removed.
   * @param {(id: string) => boolean} [listeners.isPinned] Whether an upload is to stay as long as there are others.
   */
  constructor(options, { onRemove = () => {}, isPinned = () => false } = {}) {
    this.#options = options
    this.#onRemove = onRemove
    this.#isPinned = isPinned
    if (options.directory === undefined) {
      this.#own = new OwnFolder()
      this.directory = this.#own.path
    } else {
      this.directory = openOrThrow(options.directory)
    }
    if (options.directory !== undefined && options.keep) this.#restoring = this.#restore()
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
    this.#sizes.set(upload.id, { disk: 0, memory: 0, names: new FileNames() })
    // Each header is there twice.
    this.#addMemory(upload, UPLOAD_MEMORY + upload.url.length + 2 * upload.rawHeaders.flat().join('').length)
    while (this.#uploads.size > this.#options.maxUploads && this.#evictOldest());
  }

  /** Those that were kept before are listed. */
  async ready() {
    await this.#restoring
  }

  /** Lists uploads that are there from before, the newest ones, as many as the limits let in. */
  async #restore() {
    const { maxUploads, maxTotalBytes } = this.#options
    /** @type {Upload[]} */
    const restored = []
    for (const name of await listFolders(this.directory)) {
      const found = await readRecord(this.directory, name)
      if (!found || this.#sizes.has(found.upload.id)) continue
      const { upload, disk, memory } = found
      const isFull =
        this.#uploads.size + restored.length >= maxUploads ||
        this.#disk + disk > maxTotalBytes ||
        this.#memory + memory > MAX_MEMORY
      if (isFull) break
      this.#disk += disk
      this.#memory += memory
      this.#sizes.set(upload.id, { disk, memory, names: new FileNames(), folder: Promise.resolve() })
      restored.unshift(upload)
    }
    const all = [...restored, ...this.#uploads.values()]
    this.#uploads = new Map(all.map((upload) => [upload.id, upload]))
  }

  #folderOf(/** @type {Upload} */ upload) {
    return path.join(this.directory, folderName(upload))
  }

  /** The path of a new file: the name that the client has sent, as far as every file system takes it. */
  pathOf(/** @type {Upload} */ upload, /** @type {string} */ filename) {
    const names = this.#sizes.get(upload.id)?.names ?? new FileNames()
    return path.join(this.#folderOf(upload), names.next(filename))
  }

  /** Resolves when an upload's folder is there. */
  makeFolder(/** @type {Upload} */ upload) {
    const size = this.#sizes.get(upload.id)
    const make = async () => {
      await this.#own?.make()
      const folder = this.#folderOf(upload)
      await fs.promises.mkdir(folder, { mode: 0o700 }).catch(async (error) => {
        if (error.code !== 'ENOENT') throw error
        // Somebody has removed the folder that it is in: to empty it, or to make room among what is temporary.
        if (this.#own) await this.#own.restore()
        else await fs.promises.mkdir(this.directory, { recursive: true })
        await fs.promises.mkdir(folder, { mode: 0o700 })
      })
    }
    if (!size) return make()
    size.folder ??= make()
    return size.folder
  }

  /**
   * Writes down what is known of an upload, when it is to be kept.
   *
   * @param {Upload} upload
   * @param {object} [members] What is going to be known.
   */
  async save(upload, members) {
    const size = this.#sizes.get(upload.id)
    if (!this.#options.keep || !size) return
    const before = size.saving
    const save = async () => {
      await before?.catch(() => {})
      await this.makeFolder(upload)
      await saveRecord(this.#folderOf(upload), upload, members)
    }
    size.saving = save()
    await size.saving
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
      const message = `All uploads in progress together are larger than ${limit}.`
      throw new Failure(413, 'too_large', message, { limit: 'maxTotalBytes', max: maxTotalBytes })
    }
  }

  /** The same for bytes in memory, of which there is always room for one upload. */
  growInMemory(/** @type {Upload} */ upload, /** @type {number} */ bytes) {
    const size = this.#addMemory(upload, bytes)
    if (bytes <= 0 || this.#memory <= MAX_MEMORY || size === this.#memory) return
    const limit = formatBytes(MAX_MEMORY)
    const message = `The fields and names of all uploads in progress together are larger than ${limit}.`
    throw new Failure(413, 'too_large', message, { limit: 'memory', max: MAX_MEMORY })
  }

  #addMemory(/** @type {Upload} */ upload, /** @type {number} */ bytes) {
    const size = this.#sizes.get(upload.id)
    if (!size) return 0
    size.memory += bytes
    this.#memory += bytes
    while (this.#memory > MAX_MEMORY && this.#evictOldest());
    return size.memory
  }

  /** An upload has failed, and its files are not kept. */
  async discard(/** @type {Upload} */ upload) {
    await this.#removeFiles(upload)
    const size = this.#sizes.get(upload.id)
    if (!size) return
    this.#disk -= size.disk
    size.disk = 0
  }

  #evictOldest() {
    /** @type {Upload | undefined} */
    let oldest
    for (const upload of this.#uploads.values()) {
      if (upload.state === 'receiving') continue
      oldest ??= upload
      if (this.#isPinned(upload.id)) continue
      oldest = upload
      break
    }
    if (oldest) void this.remove(oldest.id)
    return oldest !== undefined
  }

  /** Removes an upload that has ended, and its files. False when there is no such upload. */
  async remove(/** @type {string} */ id) {
    const upload = this.#uploads.get(id)
    const forgotten = upload && this.#forget(upload)
    if (!forgotten) return false
    this.#onRemove(upload)
    await this.#removeFiles(upload, forgotten)
    return true
  }

  /** The same for many at once, without an event for each. */
  async removeAll(/** @type {Upload[]} */ uploads) {
    await Promise.all(uploads.map((upload) => this.#removeFiles(upload, this.#forget(upload))))
  }

  /** Takes an upload that has ended from the list. */
  #forget(/** @type {Upload} */ upload) {
    const size = this.#sizes.get(upload.id)
    if (!size || upload.state === 'receiving') return undefined
    this.#uploads.delete(upload.id)
    this.#sizes.delete(upload.id)
    this.#disk -= size.disk
    this.#memory -= size.memory
    return size
  }

  /** Removes an upload's folder from the disk, once nothing is written into it any more. */
  async #removeFiles(/** @type {Upload} */ upload, size = this.#sizes.get(upload.id)) {
    if (!size?.folder) return
    await Promise.allSettled([size.folder, size.saving])
    await fs.promises
      .rm(this.#folderOf(upload), { recursive: true, force: true, maxRetries: 3 })
      .catch(() => {})
  }

  /** Ends the store: nothing is left of it, unless it keeps. */
  async close() {
    await this.#restoring
    if (!this.#options.keep) {
      if (this.#own) await this.#own.remove()
      else await Promise.all(this.uploads.map((upload) => this.#removeFiles(upload)))
    }
    // Last: the process may end before that is done, and then the rest of it is done at its exit.
    if (stores.delete(this) && stores.size === 0) forgetExit()
  }

  /** What {@link close} does, at once, and for uploads that are coming in too. */
  removeAtExit() {
    const { keep } = this.#options
    try {
      if (this.#own && !keep) return this.#own.removeSync()
      for (const upload of this.#uploads.values()) {
        if (!keep || upload.state !== 'complete') {
          fs.rmSync(this.#folderOf(upload), { recursive: true, force: true })
        } else removePartial(this.#folderOf(upload))
      }
    } catch {
      // There is nobody left to tell.
    }
  }
}

exports.Store = Store
