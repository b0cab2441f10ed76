// What can be done with uploads, whichever button or key asks for it.

import { batch } from '@preact/signals'
import { neighbourOf, selection } from './list/selection.ts'
import { go, goToUpload, isNarrow, place } from './parts/place.ts'
import { clearToast, tellFailure, toast } from './parts/toast.tsx'
import { t } from './parts/words.ts'
import { CallError, clearUploads, deleteUpload } from './receiver/api.ts'
import { hidden } from './receiver/store.ts'

/** How long a deletion can be undone, in milliseconds; the receiver is told after that. */
const UNDO_MS = 6000

interface Pending {
  ids: string[]
  undo: () => void
  timer: ReturnType<typeof setTimeout>
}

let pending: Pending | undefined

function show(ids: readonly string[]) {
  const next = new Set(hidden.peek())
  for (const id of ids) next.delete(id)
  hidden.value = next
}

/** Tells the receiver of the deletion that could still be undone. */
export async function settle({ leaving = false } = {}) {
  if (pending === undefined) return
  const { ids, timer } = pending
  clearTimeout(timer)
  pending = undefined
  clearToast()
  const results = await Promise.allSettled(
    ids.map((id) =>
      deleteUpload(id, { leaving }).catch((error) => {
        // Another tab was quicker, or it made room for a newer one.
        if (!(error instanceof CallError && error.status === 404)) throw error
      }),
    ),
  )
  // What could not be deleted is shown again; the rest is gone when the receiver says so.
  show(ids.filter((_id, index) => results[index]?.status === 'rejected'))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) tellFailure(failed.reason)
}

/** Removes uploads, after a while in which that can be undone. */
export function remove(ids: string[]) {
  if (ids.length === 0) return
  settle()
  const opened = place.peek()
  const isOpen = opened.view === 'detail' && ids.includes(opened.id)
  const next = neighbourOf(ids)
  batch(() => {
    hidden.value = new Set([...hidden.peek(), ...ids])
    selection.value = new Set()
    if (isOpen) {
      if (isNarrow.peek() || next === undefined) go({ view: 'list' }, { replace: true })
      else goToUpload(next, { replace: true })
    }
  })
  const undo = () => {
    clearTimeout(pending?.timer)
    pending = undefined
    clearToast()
    batch(() => {
      show(ids)
      if (isOpen) go(opened, { replace: true })
    })
  }
  pending = { ids, undo, timer: setTimeout(settle, UNDO_MS) }
  toast(t('deletedCount', { count: ids.length }), { label: t('undo'), run: undo }, UNDO_MS)
}

/** Takes the last deletion back, while that can be done. */
export function undoRemoval() {
  pending?.undo()
}

export async function clearAll() {
  await settle()
  try {
    await clearUploads()
    toast(t('cleared'))
  } catch (error) {
    tellFailure(error)
  }
}

addEventListener('pagehide', () => {
  settle({ leaving: true })
})
