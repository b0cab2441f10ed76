// The search: the receiver looks for the words, since it alone has all of every upload.

import { fetchUploads } from './api.mjs'

/** Where a word can be looked for: `file:photo`. */
export const places = ['path', 'file', 'field', 'header', 'sha256', 'method', 'status']

/** How long changes are collected before the receiver is asked again. */
const PAUSE_MS = 200

let query = ''
let asked = 0
/** @type {number | undefined} */
let timer

export const search = {
  /** @type {(ids: Set<string> | undefined) => void} Called with what was found; without a query with nothing. */
  onFound: () => {},

  /** @param {string} words */
  ask(words) {
    query = words
    clearTimeout(timer)
    timer = undefined
    look()
  },

  /** Something has changed: there may be more to find. */
  askAgain() {
    if (query.trim() === '' || timer !== undefined) return
    timer = setTimeout(() => {
      timer = undefined
      look()
    }, PAUSE_MS)
  },
}

async function look() {
  asked += 1
  const mine = asked
  if (query.trim() === '') return search.onFound(undefined)
  let ids = new Set()
  try {
    ids = new Set((await fetchUploads(query)).map(({ id }) => id))
  } catch {
    // The connection is shown to be lost; after that the list comes anew, and so does this.
  }
  if (mine === asked) search.onFound(ids)
}
