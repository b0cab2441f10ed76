'use strict'
// `receiver.next()`: the uploads that have ended, each handed out once.

/** @typedef {import('./upload.js').Upload} Upload */
/** @typedef {import('./index.js').UploadFilter} UploadFilter */

const MEMBERS = ['method', 'path', 'field', 'filename', 'state']
const STATES = ['complete', 'failed', 'any']

/**
 * Makes a filter one function, and says what is wrong with it.
 *
 * @param {unknown} filter
 * @returns {(upload: Upload) => boolean}
 */
function testOf(filter = {}) {
  if (typeof filter === 'function') return (upload) => upload.state === 'complete' && Boolean(filter(upload))
  if (typeof filter !== 'object' || filter === null) {
    throw new TypeError('next: the filter has to be a function or an object')
  }
  for (const [name, value] of Object.entries(filter)) {
    if (!MEMBERS.includes(name)) {
      throw new TypeError(
        `next: the filter has an unknown member "${name}"; it can have ${MEMBERS.join(', ')}`,
      )
    }
    if (value !== undefined && typeof value !== 'string') {
      throw new TypeError(`next: the filter's ${name} has to be a string`)
    }
  }
  const {
    method,
    path,
    field,
    filename,
    state = 'complete',
  } = /** @type {import('./index.js').UploadFilterObject} */ (filter)
  if (!STATES.includes(state)) {
    throw new TypeError(`next: the filter's state can be ${STATES.join(', ')} instead of "${state}"`)
  }
  return (upload) =>
    (state === 'any' || upload.state === state) &&
    (method === undefined || upload.method === method.toUpperCase()) &&
    (path === undefined || upload.path === path) &&
    (field === undefined ||
      upload.fields.some(({ name }) => name === field) ||
      upload.files.some((file) => file.field === field)) &&
    (filename === undefined || upload.files.some((file) => file.filename === filename))
}

class Ended {
  /** @type {Set<Upload>} In the order in which they ended. */
  #unclaimed = new Set()
  /** @type {Set<{ test: (upload: Upload) => boolean, settle: (upload: Upload) => void, fail: (reason: unknown) => void }>} */
  #waiting = new Set()
  /** @type {Error | undefined} */
  #closed

  /** An upload has ended: whoever waits longest for one like it gets it. */
  add(/** @type {Upload} */ upload) {
    for (const waiter of this.#waiting) {
      let matches = false
      try {
        matches = waiter.test(upload)
      } catch (error) {
        waiter.fail(error)
        continue
      }
      if (matches) return waiter.settle(upload)
    }
    this.#unclaimed.add(upload)
  }

  delete(/** @type {Upload} */ upload) {
    this.#unclaimed.delete(upload)
  }

  /**
   * @param {unknown} filter
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<Upload>}
   */
  async next(filter, { signal } = {}) {
    const test = testOf(filter)
    signal?.throwIfAborted()
    if (this.#closed) throw this.#closed
    for (const upload of this.#unclaimed) {
      if (!test(upload)) continue
      this.#unclaimed.delete(upload)
      return upload
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => waiter.fail(signal?.reason)
      const leave = () => {
        this.#waiting.delete(waiter)
        signal?.removeEventListener('abort', onAbort)
      }
      const waiter = {
        test,
        settle: (/** @type {Upload} */ upload) => {
          leave()
          resolve(upload)
        },
        fail: (/** @type {unknown} */ reason) => {
          leave()
          reject(reason)
        },
      }
      signal?.addEventListener('abort', onAbort)
      this.#waiting.add(waiter)
    })
  }

  close() {
    this.#closed = new Error('next: the receiver was closed')
    for (const waiter of this.#waiting) waiter.fail(this.#closed)
    this.#unclaimed.clear()
  }
}

exports.Ended = Ended
