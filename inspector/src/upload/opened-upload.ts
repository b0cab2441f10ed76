// The upload that is open, whole: fetched when it is opened, and again when something of it has changed.

import { effect, signal } from '@preact/signals'
import { opened } from '../list/selection.ts'
import { fetchUpload } from '../receiver/api.ts'
import { connection, uploadOf } from '../receiver/store.ts'
import type { Row, Upload } from '../receiver/types.ts'

/** The whole upload; undefined while it is being fetched. */
export const whole = signal<Upload | undefined>(undefined)

/** The upload that is open has been removed. */
export const isGone = signal(false)

/** What makes the parts below the head look different. */
function signatureOf(row: Row | undefined) {
  if (row === undefined) return undefined
  const { state, fieldCount, fileCount, response, endedAt } = row
  return JSON.stringify([state, fieldCount, fileCount, response?.status, response, endedAt])
}

let shown: string | undefined
let wanted = 0

export async function reload(id: string) {
  wanted += 1
  const mine = wanted
  try {
    const upload = await fetchUpload(id)
    if (mine !== wanted) return
    whole.value = upload
    isGone.value = false
  } catch {
    if (mine !== wanted) return
    isGone.value = connection.peek() !== 'disconnected'
    whole.value = undefined
  }
}

effect(() => {
  const id = opened.value
  const signature = id === undefined ? undefined : signatureOf(uploadOf(id))
  // After a gap in the events it may be another one.
  void connection.value
  const key = `${id} ${signature}`
  if (key === shown) return
  shown = key
  if (whole.peek()?.id !== id) {
    whole.value = undefined
    isGone.value = false
  }
  wanted += 1
  if (id !== undefined) reload(id)
})
