// Where the page is: the part of its URL behind `#`, so that Back, links and reloading work.

import { signal } from '@preact/signals'

export const TABS = ['files', 'fields', 'headers', 'raw', 'response', 'timing'] as const
export type Tab = (typeof TABS)[number]

export type Place =
  | { view: 'list' }
  | { view: 'rules' }
  | { view: 'detail'; id: string; tab: Tab }
  | { view: 'compare'; ids: [string, string] }

/** A part of a URL that anyone can have written: `%` alone is no escape. */
function decoded(part: string) {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export function placeOf(hash: string): Place {
  const [kind, first, second] = hash.replace(/^#\/?/, '').split('/').map(decoded)
  if (kind === 'upload' && first) {
    return { view: 'detail', id: first, tab: TABS.find((tab) => tab === second) ?? 'files' }
  }
  if (kind === 'compare' && first && second) return { view: 'compare', ids: [first, second] }
  return kind === 'rules' ? { view: 'rules' } : { view: 'list' }
}

export function hashOf(place: Place) {
  if (place.view === 'list') return ''
  if (place.view === 'rules') return '#/rules'
  const parts =
    place.view === 'compare' ? place.ids : [place.id, ...(place.tab === 'files' ? [] : [place.tab])]
  return `#/${place.view === 'compare' ? 'compare' : 'upload'}/${parts.map(encodeURIComponent).join('/')}`
}

export const place = signal(placeOf(location.hash))

/** Grows when the pane should take the focus. */
export const focusRequests = signal(0)

addEventListener('hashchange', () => {
  place.value = placeOf(location.hash)
})

/** Goes to a place. `focus`: the pane takes the focus; `replace`: Back does not lead to the place before. */
export function go(next: Place, { focus = false, replace = false } = {}) {
  const hash = hashOf(next)
  if (hash !== location.hash) {
    const url = hash === '' ? location.pathname + location.search : hash
    if (replace) history.replaceState(null, '', url)
    else history.pushState(null, '', url)
    place.value = next
  }
  if (focus) focusRequests.value += 1
}

addEventListener('popstate', () => {
  place.value = placeOf(location.hash)
})

/** The upload that is open, in the tab that is chosen. */
export function goToUpload(id: string, options?: { focus?: boolean; replace?: boolean }) {
  const now = place.peek()
  go({ view: 'detail', id, tab: now.view === 'detail' ? now.tab : 'files' }, options)
}

/** Is there room for one view only? */
const narrowQuery = matchMedia('(max-width: 860px)')
export const isNarrow = signal(narrowQuery.matches)
narrowQuery.addEventListener('change', () => {
  isNarrow.value = narrowQuery.matches
})
