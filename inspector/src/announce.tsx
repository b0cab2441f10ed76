// What has arrived, for screen readers: once a second at most, so that a burst is one sentence.

import { signal } from '@preact/signals'
import { namesOf } from './list/row.tsx'
import { decodedUrl } from './parts/foreign.tsx'
import { t } from './parts/words.ts'
import { onUpload } from './receiver/store.ts'
import type { Row } from './receiver/types.ts'

const PAUSE_MS = 1000

const sentence = signal('')
let ended: Row[] = []
let timer: ReturnType<typeof setTimeout> | undefined

function announce() {
  timer = undefined
  const [upload] = ended
  if (upload === undefined) return
  const what = `${upload.method} ${decodedUrl(upload.url.replace(/\?.*$/s, ''))}, ${namesOf(upload)}`
  const single = t(upload.state === 'failed' ? 'arrivedFailed' : 'arrived', { what })
  sentence.value = ended.length === 1 ? single : t('arrivedMany', { count: ended.length })
  ended = []
}

onUpload((upload, before) => {
  if (upload.state === 'receiving' || (before !== undefined && before.state !== 'receiving')) return
  ended.push(upload)
  if (timer === undefined) timer = setTimeout(announce, PAUSE_MS)
})

export function Arrivals() {
  return (
    <p class="unseen" id="arrivals" aria-live="polite">
      {sentence}
    </p>
  )
}
