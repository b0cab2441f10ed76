// One upload in the list: a line of 36 pixels.

import { useState } from 'preact/hooks'
import { decodedUrl, Foreign } from '../parts/foreign.tsx'
import { formatDuration, formatPercent, formatRate, formatSize, formatTime } from '../parts/format.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { hasThumbnail } from '../parts/kinds.ts'
import { problemText } from '../parts/problem.ts'
import { t } from '../parts/words.ts'
import { filePath } from '../receiver/api.ts'
import { uploadOf } from '../receiver/store.ts'
import type { Row as Upload } from '../receiver/types.ts'
import { durationOf, sizeOf } from './filters.ts'
import { current, opened, selection } from './selection.ts'

type Progress = Pick<Upload, 'receivedBytes' | 'contentLength' | 'bytesPerSecond'>

/** How much of an upload has come, as text. */
export function progressText({ receivedBytes, contentLength, bytesPerSecond }: Progress) {
  const received = formatSize(receivedBytes)
  const parts = contentLength
    ? [
        formatPercent(Math.min(1, receivedBytes / contentLength)),
        t('ofTotal', { received, total: formatSize(contentLength) }),
      ]
    : [received]
  if (bytesPerSecond > 0) parts.push(formatRate(bytesPerSecond))
  return parts.join(' · ')
}

/** Without a total it only shows that something goes on. */
export function ProgressBar({ upload, label }: { upload: Progress; label?: string }) {
  const { receivedBytes, contentLength } = upload
  const name = label === undefined ? { 'aria-hidden': true } : { 'aria-label': label }
  return contentLength ? (
    <progress {...name} value={receivedBytes} max={contentLength} />
  ) : (
    <progress {...name} />
  )
}

/** Receiving or failed; what is whole needs no mark. */
export function StateMark({ state }: { state: Upload['state'] }) {
  return (
    <span class="state" data-state={state}>
      <Icon name={state} />
      <span>{t(state)}</span>
    </span>
  )
}

/** What an upload was answered. */
export function Status({ response }: { response: { status: number; rule?: string } }) {
  const { status, rule } = response
  const kind = status >= 400 ? 'bad' : status >= 300 ? 'other' : 'good'
  return (
    <span class="status" data-kind={kind} title={rule === undefined ? undefined : `${t('rule')}: ${rule}`}>
      {status}
    </span>
  )
}

/** What the files of an upload are called, in one line. */
export function namesOf({ fileCount, filename, fieldCount }: Upload) {
  if (fileCount === 0) return `${t('noFiles')} · ${t('fieldsCount', { count: fieldCount })}`
  const name = filename || t('noName')
  return fileCount === 1 ? name : t('more', { name, count: fileCount - 1 })
}

export function iconOf(contentType = ''): IconName {
  if (/^image\//i.test(contentType)) return 'picture'
  if (/^video\//i.test(contentType)) return 'video'
  return /^audio\//i.test(contentType) ? 'sound' : 'file'
}

/** The picture itself, small; an icon for what is none. */
export function Thumbnail({
  id,
  index,
  file,
}: {
  id: string
  index: number
  file: { contentType?: string; size: number; isWhole: boolean }
}) {
  const [isBroken, setBroken] = useState(false)
  const { contentType, isWhole } = file
  if (!hasThumbnail(file) || !isWhole || isBroken) return <Icon name={iconOf(contentType)} />
  const broken = () => setBroken(true)
  return (
    <img
      class="thumbnail"
      src={`api/${filePath(id, index, 'preview')}`}
      alt=""
      loading="lazy"
      decoding="async"
      onError={broken}
    />
  )
}

function FileCell({ upload }: { upload: Upload }) {
  const { id, fileCount, contentType, size, state } = upload
  return (
    <span class="file-cell">
      {fileCount > 0 && (
        <Thumbnail id={id} index={0} file={{ contentType, size, isWhole: state === 'complete' }} />
      )}
      <span class="names">
        <Foreign text={namesOf(upload)} />
      </span>
    </span>
  )
}

function Marks({ upload }: { upload: Upload }) {
  return (
    <>
      {upload.pinned && (
        <span class="mark" title={t('pinned')}>
          <Icon name="pin" />
          <span class="unseen">{t('pinned')}</span>
        </span>
      )}
      {upload.replayOf !== undefined && (
        <span class="mark" title={t('isReplay')}>
          <Icon name="replay" />
          <span class="unseen">{t('isReplay')}</span>
        </span>
      )}
      {upload.note && (
        <span class="mark" title={upload.note}>
          <Icon name="note" />
          <span class="unseen">{t('note')}</span>
        </span>
      )}
    </>
  )
}

/** `index`: its place in the list; `count`: how many there are. */
export function Row({
  id,
  index,
  count,
  height,
}: {
  id: string
  index: number
  count: number
  height: number
}) {
  const upload = uploadOf(id)
  if (upload === undefined) return null
  const { state, method, url, startedAt, response, error } = upload
  const duration = durationOf(upload)
  const isSelected = selection.value.size > 0 ? selection.value.has(id) : opened.value === id
  return (
    <div
      id={`upload-${id}`}
      role="option"
      tabIndex={current.value === id ? 0 : -1}
      aria-selected={isSelected}
      aria-posinset={index + 1}
      aria-setsize={count}
      data-id={id}
      data-state={state}
      style={{ top: `${index * height}px`, height: `${height}px` }}
    >
      <span class="outcome">
        {state === 'complete' ? response && <Status response={response} /> : <StateMark state={state} />}
      </span>
      <span class="method">{method}</span>
      <span class="path" title={url}>
        <Foreign text={decodedUrl(url)} />
        <Marks upload={upload} />
      </span>
      <FileCell upload={upload} />
      {state === 'receiving' ? (
        <span class="note">{progressText(upload)}</span>
      ) : error ? (
        <span class="note" title={problemText(error)}>
          {problemText(error)}
        </span>
      ) : (
        <>
          <span class="size">{formatSize(sizeOf(upload))}</span>
          <span class="duration">{duration !== undefined && formatDuration(duration)}</span>
        </>
      )}
      <time class="time" dateTime={new Date(startedAt).toISOString()}>
        {formatTime(startedAt)}
      </time>
      {state === 'receiving' && <ProgressBar upload={upload} />}
    </div>
  )
}
