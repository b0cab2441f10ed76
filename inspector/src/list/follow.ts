// Following the newest upload: it is opened as it begins to come in.

import { signal } from '@preact/signals'
import { goToUpload, isNarrow, place } from '../parts/place.ts'
import { onUpload } from '../receiver/store.ts'

export const isFollowing = signal(false)

onUpload((upload, before) => {
  if (!isFollowing.peek() || before !== undefined) return
  const { view } = place.peek()
  // Rules and comparisons are not left by themselves, nor is the list where it has the whole screen.
  if (view === 'rules' || view === 'compare' || (isNarrow.peek() && view === 'list')) return
  goToUpload(upload.id, { replace: view === 'detail' })
})
