'use strict'
// Which uploads a search finds. All words have to be found; `file:photo` looks only there.

const { setImmediate } = require('node:timers/promises')

/** @typedef {import('../index.js').Upload} Upload */
/** @typedef {{ place: string, word: string }} Word */

/** @type {Record<string, (upload: Upload, noteOf: (upload: Upload) => string) => Iterable<string>>} */
const PLACES = {
  path: ({ url }) => [url],
  *file({ files }) {
    for (const { field, filename, contentType } of files) yield* [filename, field, contentType]
  },
  *field({ fields }) {
    for (const { name, value } of fields) yield `${name}=${value}`
  },
  *header({ rawHeaders }) {
    for (const [name, value] of rawHeaders) yield `${name}: ${value}`
  },
  *sha256({ files }) {
    for (const { sha256 } of files) yield sha256
  },
  method: ({ method }) => [method],
  status: ({ response }) => [String(response?.status ?? '')],
  note: (upload, noteOf) => [noteOf(upload)],
}

/** How much is looked through before others have their turn. */
const TURN = 1024 * 1024

/**
 * @param {string} query Words; quotes keep several together.
 * @returns {Word[]}
 */
function wordsOf(query) {
  return [...query.toLowerCase().matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)].map(
    ([whole, place, quoted, bare]) =>
      place !== undefined && Object.hasOwn(PLACES, place)
        ? { place, word: quoted ?? bare }
        : { place: 'any', word: quoted !== undefined && place === undefined ? quoted : whole },
  )
}

/** Looks through uploads, a bit in each turn. */
class Search {
  #words
  #overlap
  #looked = 0

  #noteOf

  /**
   * @param {string} query
   * @param {(upload: Upload) => string} [noteOf] What people have noted.
   */
  constructor(query, noteOf = () => '') {
    this.#noteOf = noteOf
    this.#words = wordsOf(query)
    this.#overlap = Math.max(0, ...this.#words.map(({ word }) => word.length - 1))
  }

  /** Whether this upload has all words. */
  async finds(/** @type {Upload} */ upload) {
    let missing = this.#words
    for (const [place, textsOf] of Object.entries(PLACES)) {
      if (missing.length === 0) break
      for (const text of textsOf(upload, this.#noteOf)) {
        for (let at = 0; at === 0 || at < text.length; at += TURN) {
          const part = text.slice(at, at + TURN + this.#overlap).toLowerCase()
          missing = missing.filter(
            (one) => !(one.place === 'any' || one.place === place) || !part.includes(one.word),
          )
          await this.#count(part.length)
        }
        if (missing.length === 0) break
      }
    }
    return missing.length === 0
  }

  async #count(/** @type {number} */ characters) {
    // Even an empty text has its cost.
    this.#looked += 64 + characters * this.#words.length
    if (this.#looked < TURN) return
    this.#looked = 0
    await setImmediate()
  }
}

exports.Search = Search
