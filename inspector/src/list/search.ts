// The search: the receiver looks for the words, since it alone has all of every upload.

import { signal } from '@preact/signals'
import { fetchUploads } from '../receiver/api.ts'
import { onUpload } from '../receiver/store.ts'

/** Where a word can be looked for: `file:photo`. */
export const PLACES = ['path', 'file', 'field', 'header', 'sha256', 'method', 'status']

/** How long changes are collected before the receiver is asked again, in milliseconds. */
const PAUSE_MS = 200

export const query = signal('')

/** Which uploads were found; undefined when nothing is searched for. */
export const found = signal<ReadonlySet<string> | undefined>(undefined)

/** Is the receiver looking? */
export const isSearching = signal(false)

let asked = 0
let timer: ReturnType<typeof setTimeout> | undefined

export function search(words: string) {
  query.value = words
  clearTimeout(timer)
  timer = undefined
  look()
}

/** Something has changed: there may be more to find. */
export function searchAgain() {
  if (query.peek().trim() === '' || timer !== undefined) return
  timer = setTimeout(() => {
    timer = undefined
    look()
  }, PAUSE_MS)
}

async function look() {
  asked += 1
  const mine = asked
  const words = query.peek()
  if (words.trim() === '') {
    found.value = undefined
    isSearching.value = false
    return
  }
  isSearching.value = true
  let ids = new Set<string>()
  try {
    ids = new Set((await fetchUploads(words)).map(({ id }) => id))
  } catch {
    // The connection is shown to be lost; after that the list comes anew, and so does this.
  }
  if (mine !== asked) return
  found.value = ids
  isSearching.value = false
}

onUpload((upload, before) => {
  // Progress changes nothing of what can be found.
  const isNews = before?.state !== upload.state || before.response?.status !== upload.response?.status
  if (isNews || before.fileCount !== upload.fileCount || before.fieldCount !== upload.fieldCount)
    searchAgain()
})
