// The keys that work wherever the focus is.

import { remove, undoRemoval } from './actions.ts'
import { copyAsCurl } from './copy/dialog.tsx'
import { openHelp } from './help.tsx'
import { isFollowing } from './list/follow.ts'
import { focusRow } from './list/list.tsx'
import { search } from './list/search.ts'
import { chosenOr, current, deselect, isSelecting, opened, selection } from './list/selection.ts'
import { go, isNarrow, place } from './parts/place.ts'
import { info } from './receiver/info.ts'
import { whole } from './upload/opened-upload.ts'
import { openReplay } from './upload/replay.tsx'

function searchInput() {
  return document.getElementById('search') as HTMLInputElement
}

/** The open upload, when it is there and has ended. */
function endedUpload() {
  const upload = whole.peek()
  return upload === undefined || upload.state === 'receiving' ? undefined : upload
}

const KEYS: Record<string, () => void> = {
  '/': () => {
    if (isNarrow.peek()) go({ view: 'list' })
    const input = searchInput()
    input.focus()
    input.select()
  },
  '?': openHelp,
  r: () => go({ view: 'rules' }, { focus: true }),
  f: () => {
    isFollowing.value = !isFollowing.peek()
  },
  c: () => {
    const upload = endedUpload()
    if (upload) copyAsCurl(upload)
  },
  p: () => {
    const upload = endedUpload()
    if (upload && info.peek().replay !== false) openReplay(upload)
  },
  Delete: () => remove(chosenOr(opened.peek())),
}

function onEscape(event: KeyboardEvent) {
  const input = searchInput()
  const isInList = document.getElementById('list')?.contains(document.activeElement)
  if (document.activeElement === input) {
    if (input.value === '') focusRow()
    else search('')
  } else if (selection.peek().size > 0 || isSelecting.peek()) {
    deselect()
  } else if (place.peek().view === 'list') {
    return
  } else if (!isNarrow.peek() && place.peek().view === 'detail' && !isInList) {
    focusRow(opened.peek())
  } else {
    const from = opened.peek() ?? current.peek()
    go({ view: 'list' })
    if (isInList) focusRow(from)
  }
  event.preventDefault()
}

export function onKey(event: KeyboardEvent) {
  if (event.defaultPrevented || event.altKey || document.querySelector('dialog[open]')) return
  // What is written in the editor's shadow tree is for the editor.
  const target = event.composedPath()[0] as Element
  const isWriting = target.matches('input:not([type=checkbox]), textarea, select, [contenteditable=true]')
  if (event.ctrlKey || event.metaKey) {
    if (event.key === 'z' && !isWriting) undoRemoval()
    return
  }
  if (event.key === 'Escape') {
    if (!isWriting || target.id === 'search') onEscape(event)
    else if (target.id === 'rules-text') document.getElementById('pane-title')?.focus()
    return
  }
  if (target.id === 'search' && (event.key === 'ArrowDown' || event.key === 'Enter')) {
    if (focusRow()) event.preventDefault()
    return
  }
  if (isWriting) return
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (act === undefined) return
  event.preventDefault()
  act()
}
