'use strict'
// `next`, `waitFor` and `expectNone`: the uploads that have ended, each handed out once.

const timers = require('node:timers')
const v = require('valibot')
const { describeMiss } = require('./misses.js')
const { wrongOption } = require('./options.js')
const { uploadMatcher } = require('./rules/index.js')
const { MAX_TIMER_MS, check, object, oneOf, shown, wholeNumber } = require('./validate.js')

/**
 * @typedef {import('./index.js').Upload} Upload
 * @typedef {import('./index.js').UploadMatch} UploadMatch
 * @typedef {import('./index.js').AwaitOptions} AwaitOptions
 *
 * @typedef {object} Wanted
 * @property {UploadMatch} match
 * @property {'complete' | 'failed' | 'any'} state
 * @property {(upload: Upload) => boolean} matches Apart from the state.
 *
 * @typedef {object} Waiter
 * @property {(upload: Upload) => boolean} test
 * @property {(upload: Upload) => void} settle
 * @property {(reason: unknown) => void} fail
 */

const TIMEOUT = 5000

const timeoutSchema = v.lazy((value) =>
  value === Number.POSITIVE_INFINITY
    ? v.number()
    : wholeNumber('a whole number of milliseconds', 0, MAX_TIMER_MS),
)

const optionsSchema = object('the options', {
  timeout: v.optional(timeoutSchema, TIMEOUT),
  signal: v.optional(v.custom((value) => typeof value === 'object' && value !== null && 'aborted' in value)),
  state: v.optional(oneOf(['complete', 'failed', 'any']), 'complete'),
})

class AwaitUploads {
  /** @type {Set<Upload>} In the order in which they ended. */
  #unclaimed = new Set()
  /** @type {Set<Waiter>} */
  #waiting = new Set()
  /** @type {Error | undefined} */
  #closed
  #list
  #mayLastAlone

  /**
   * @param {() => Upload[]} list All uploads that are listed.
   * @param {() => boolean} mayLastAlone Whether who waits keeps the process alive.
   */
  constructor(list, mayLastAlone) {
    this.#list = list
    this.#mayLastAlone = mayLastAlone
  }

  /** An upload has ended: of those who wait for one like it, the first gets it. */
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

  /** @returns {Promise<Upload>} */
  async next(/** @type {unknown} */ match, /** @type {unknown} */ options) {
    const [upload] = await this.#take('next', 1, match, options)
    return upload
  }

  /** @returns {Promise<Upload[]>} */
  async waitFor(/** @type {unknown} */ count, /** @type {unknown} */ match, /** @type {unknown} */ options) {
    if (!Number.isSafeInteger(count) || Number(count) < 1) {
      throw new TypeError(
        `waitFor: the number of uploads should be a whole number, 1 or more, instead of ${shown(count)}`,
      )
    }
    return this.#take('waitFor', Number(count), match, options)
  }

  /** Resolves when no upload has begun in this time, and none is waiting to be handed out. */
  async expectNone(
    /** @type {unknown} */ milliseconds = 0,
    /** @type {{ on: Function, off: Function }} */ receiver,
  ) {
    const time = check(
      wholeNumber('a whole number of milliseconds', 0, MAX_TIMER_MS),
      milliseconds,
      ({ problem }) => {
        return new TypeError(`expectNone: the time ${problem}`)
      },
    )
    const found = [...this.#unclaimed, ...this.#list().filter(({ state }) => state === 'receiving')]
    if (found.length === 0) {
      await new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
        const end = () => {
          timers.clearTimeout(timer)
          receiver.off('start', seen)
          resolve()
        }
        const seen = (/** @type {Upload} */ upload) => {
          found.push(upload)
          end()
        }
        const timer = timers.setTimeout(end, time)
        receiver.on('start', seen)
      })
    }
    if (found.length === 0) return
    throw new Error(`expectNone: there is an upload.\n${describeMiss(found)}`)
  }

  /** Hands out `count` uploads that match. */
  async #take(
    /** @type {string} */ caller,
    /** @type {number} */ count,
    /** @type {unknown} */ match,
    /** @type {unknown} */ given,
  ) {
    const options = check(optionsSchema, given ?? {}, wrongOption(caller))
    const { timeout, state } = options
    const signal = /** @type {AbortSignal | undefined} */ (options.signal)
    /** @type {Wanted} */
    const wanted = { ...uploadMatcher(match, caller), state }
    if (signal?.aborted) throw signal.reason
    /** @type {Upload[]} */
    const taken = []
    /** @type {Waiter | undefined} */
    let waiter
    const failure = () => {
      const found = count === 1 ? 'no upload' : `${taken.length} of ${count} uploads`
      const others = this.#list().filter((upload) => !taken.includes(upload))
      return Object.assign(
        new Error(
          `${caller}: ${found} ${describeWanted(wanted)}within ${timeout} ms.\n${describeMiss(others, wanted, (upload) => !this.#unclaimed.has(upload))}`,
        ),
        { code: 'ERR_NO_UPLOAD', uploads: others },
      )
    }
    const timer =
      timeout === Number.POSITIVE_INFINITY
        ? undefined
        : timers.setTimeout(() => waiter?.fail(failure()), timeout)
    if (!this.#mayLastAlone()) timer?.unref()
    const onAbort = () => waiter?.fail(signal?.reason)
    signal?.addEventListener('abort', onAbort)
    try {
      while (taken.length < count) {
        taken.push(
          await this.#one(
            wanted,
            (one) => {
              waiter = one
            },
            timeout === 0 ? failure : undefined,
          ),
        )
      }
      return taken
    } catch (error) {
      // They were not handed out.
      for (const upload of taken) this.#unclaimed.add(upload)
      throw error
    } finally {
      timers.clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /** @returns {Promise<Upload>} */
  async #one(
    /** @type {Wanted} */ { matches, state },
    /** @type {(waiter: Waiter) => void} */ tell,
    /** @type {(() => Error) | undefined} */ failNow,
  ) {
    if (this.#closed) throw this.#closed
    const test = (/** @type {Upload} */ upload) =>
      (state === 'any' || upload.state === state) && matches(upload)
    for (const upload of this.#unclaimed) {
      if (!test(upload)) continue
      this.#unclaimed.delete(upload)
      return upload
    }
    if (failNow) throw failNow()
    return new Promise((resolve, reject) => {
      /** @type {Waiter} */
      const waiter = {
        test,
        settle: (upload) => {
          this.#waiting.delete(waiter)
          resolve(upload)
        },
        fail: (reason) => {
          this.#waiting.delete(waiter)
          reject(reason)
        },
      }
      this.#waiting.add(waiter)
      tell(waiter)
    })
  }

  /** Ends the waiting, and forgets what was not handed out. */
  reset(reason = new Error('next: the receiver was reset')) {
    for (const waiter of this.#waiting) waiter.fail(reason)
    this.#unclaimed.clear()
  }

  close() {
    this.#closed = new Error('next: the receiver was closed')
    this.reset(this.#closed)
  }
}

/** What was waited for, as in code, followed by a space. */
function describeWanted(/** @type {Wanted} */ { match, state }) {
  const what = typeof match === 'function' ? `that the function ${match.name || 'given'} takes ` : ''
  const like =
    typeof match === 'object' && Object.keys(match).length > 0 ? `like ${JSON.stringify(match)} ` : ''
  return `${what}${like}${state === 'complete' ? 'ended whole ' : state === 'failed' ? 'failed ' : 'ended '}`
}

exports.AwaitUploads = AwaitUploads
