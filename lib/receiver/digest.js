'use strict'
// The SHA-256 of a file that is being written: of a small one as its bytes pass by, of a large one in a thread of
// its own that reads what has been written (from the page cache), so that receiving and hashing go side by side.

const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { Worker } = require('node:worker_threads')

/** A file this large is worth a thread, and to be hashed again from its beginning. */
const LARGE = 8 * 1024 * 1024
/** The thread ends when it has had nothing to do for so long. */
const IDLE_MS = 5_000
/** The thread is told of the file's growth in steps. */
const STEP = 256 * 1024

/** @typedef {{ resolve: (sha256: string) => void, reject: (reason: Error) => void }} Job */

/** @type {Worker | undefined} One for all receivers; it is gone when it fails. */
let worker
/** @type {NodeJS.Timeout | undefined} */
let idle
let lastId = 0
/** @type {Map<number, Job>} */
const jobs = new Map()

/** The thread, or undefined where there can be none. */
function getWorker() {
  clearTimeout(idle)
  if (worker) return worker
  try {
    const started = new Worker(path.join(__dirname, 'digest-worker.js'), { execArgv: [], env: {} })
    started.on('message', ({ id, sha256, error }) => {
      const job = jobs.get(id)
      jobs.delete(id)
      if (error === undefined) job?.resolve(sha256)
      else job?.reject(new Error(error))
      if (jobs.size === 0) rest()
    })
    started.on('error', (error) => forget(started, error))
    started.on('exit', () => forget(started, new Error('the thread that hashes files has ended')))
    worker = started
  } catch {
    // Not allowed (Node's permission model).
  }
  return worker
}

/** It keeps the process alive only while it has something to do. */
function rest() {
  worker?.unref()
  clearTimeout(idle)
  idle = setTimeout(() => {
    const ending = worker
    worker = undefined
    void ending?.terminate()
  }, IDLE_MS).unref()
}

/** Whoever waits for a thread that is gone is told. */
function forget(/** @type {Worker} */ gone, /** @type {Error} */ error) {
  if (worker !== gone) return
  worker = undefined
  for (const job of jobs.values()) job.reject(error)
  jobs.clear()
}

class Digest {
  /** @type {import('node:crypto').Hash | undefined} Until the file is large. */
  #hash = createHash('sha256')
  #size = 0
  #path
  #id = 0
  #told = 0
  #isLargeHere = false
  /** @type {Promise<string> | undefined} */
  #sha256

  /** @param {string} path Of the file that is written. */
  constructor(path) {
    this.#path = path
  }

  /** A chunk that is going to be written. */
  update(/** @type {Buffer} */ chunk) {
    this.#hash?.update(chunk)
    this.#size += chunk.length
  }

  /** The file has this many bytes now. */
  written(/** @type {number} */ bytes) {
    if (this.#sha256) {
      if (bytes - this.#told >= STEP) this.#tell({ upTo: bytes })
    } else if (this.#size >= LARGE && !this.#isLargeHere) {
      this.#moveToThread(bytes)
    }
  }

  /** All has been written. Gives the digest in hexadecimal. */
  async finish() {
    if (!this.#sha256) return /** @type {import('node:crypto').Hash} */ (this.#hash).digest('hex')
    this.#tell({ upTo: this.#size, end: true })
    try {
      return await this.#sha256
    } catch {
      // The thread is gone; the file is there.
      const hash = createHash('sha256')
      for await (const chunk of fs.createReadStream(this.#path)) hash.update(chunk)
      return hash.digest('hex')
    }
  }

  /** Nobody wants it any more. */
  cancel() {
    if (!jobs.delete(this.#id)) return
    this.#tell({ cancel: true })
    if (jobs.size === 0) rest()
  }

  #moveToThread(/** @type {number} */ bytes) {
    const thread = getWorker()
    if (!thread) {
      this.#isLargeHere = true
      return
    }
    thread.ref()
    this.#hash = undefined
    lastId += 1
    this.#id = lastId
    this.#sha256 = new Promise((resolve, reject) => {
      jobs.set(this.#id, { resolve, reject })
    })
    // `finish` may never be called.
    this.#sha256.catch(() => {})
    this.#tell({ path: this.#path, upTo: bytes })
  }

  #tell(/** @type {Omit<import('./digest-worker.js').Message, 'id'>} */ message) {
    this.#told = message.upTo ?? this.#told
    worker?.postMessage({ id: this.#id, ...message })
  }
}

exports.Digest = Digest
