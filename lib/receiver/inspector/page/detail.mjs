// The pane with one upload: its head follows each event, the parts below are drawn when they have changed.

import { deleteUpload, fetchUpload } from './api.mjs'
import { attempt, copy, toast } from './dialogs.mjs'
import { byId, fill, foreign, make, setText } from './dom.mjs'
import { formatTime } from './format.mjs'
import { icon } from './icons.mjs'
import { drawProgress, drawState, progressOf } from './list.mjs'
import { commandFor, sections } from './sections.mjs'
import { getUpload, onChange } from './store.mjs'
import { t } from './words.mjs'

/** @typedef {import('./api.mjs').Upload} Upload */
/** @typedef {import('./api.mjs').Row} Row */

/** @typedef {Pick<Upload, 'state' | 'method' | 'url' | 'startedAt' | 'error' | 'receivedBytes' | 'contentLength' | 'bytesPerSecond'> & Partial<Pick<Upload, 'remoteAddress' | 'httpVersion'>>} Shown */

/** @typedef {{ id: string, draw: (upload: Shown) => void, body: HTMLElement, upload?: Upload, signature: string }} Open */

/** @type {Open | undefined} */
let open

let back = () => {}

/** What makes the parts below the head look different. @param {Row} row */
function signatureOf({ state, fieldCount, fileCount, response }) {
  return JSON.stringify([state, fieldCount, fileCount, response?.status])
}

/** Leads back to the list, on narrow screens. */
export function backBar() {
  const button = make(
    'button',
    { type: 'button', class: 'quiet', onclick: () => back() },
    icon('back'),
    make('span', {}, t('back')),
  )
  return make('nav', { class: 'back-bar' }, button)
}

/** @param {string} id */
function createHead(id) {
  const parts = {
    state: make('span', { class: 'state' }),
    title: make('h2', { tabindex: '-1', id: 'pane-title' }),
    meta: make('p', { class: 'meta' }),
    error: make('p', { class: 'error' }),
    bar: make('progress', { 'aria-label': t('receiving') }),
    progress: make('span', { class: 'note' }),
  }
  const curl = make(
    'button',
    { type: 'button', id: 'copy-curl', onclick: copyOpenAsCurl },
    icon('copy'),
    make('span', { class: 'label' }, t('copyCurl')),
  )
  const remove = make(
    'button',
    { type: 'button', id: 'delete', onclick: () => removeUpload(id) },
    icon('trash'),
    make('span', { class: 'label' }, t('delete')),
  )
  const running = make('div', { class: 'running' }, parts.bar, parts.progress)
  const element = make(
    'header',
    { class: 'pane-head' },
    make('div', { class: 'title-line' }, parts.title, make('div', { class: 'buttons' }, curl, remove)),
    make('div', { class: 'meta-line' }, parts.state, parts.meta),
    parts.error,
    running,
  )

  /** @param {Shown} upload */
  function draw(upload) {
    drawState(parts.state, upload.state)
    if (parts.title.dataset.url !== upload.url) {
      parts.title.dataset.url = upload.url
      fill(parts.title, make('span', { class: 'method' }, upload.method), ' ', foreign(upload.url))
    }
    if (upload.httpVersion !== undefined && parts.meta.childElementCount === 0) {
      fill(
        parts.meta,
        make('span', {}, formatTime(upload.startedAt)),
        make('span', {}, `${t('from')} `, foreign(upload.remoteAddress ?? '')),
        make('span', {}, `HTTP/${upload.httpVersion}`),
      )
    }
    parts.error.hidden = upload.error === undefined
    setText(parts.error, upload.error ? `${upload.error.message} (${upload.error.code})` : '')
    running.hidden = upload.state !== 'receiving'
    if (!running.hidden) {
      drawProgress(parts.bar, upload)
      setText(parts.progress, progressOf(upload).text)
    }
    curl.disabled = upload.state === 'receiving'
  }
  return { element, draw }
}

/** Fetches the whole upload and draws its parts. @param {Open} mine */
async function load(mine) {
  const summary = getUpload(mine.id)
  if (summary) mine.signature = signatureOf(summary)
  let upload
  try {
    upload = await fetchUpload(mine.id)
  } catch {
    if (open === mine) showGone()
    return
  }
  if (open !== mine) return
  mine.upload = upload
  mine.draw(upload)
  fill(mine.body, sections(upload))
}

function showGone() {
  open = undefined
  fill(
    byId('pane'),
    backBar(),
    make(
      'div',
      { class: 'placeholder' },
      make('h2', { tabindex: '-1', id: 'pane-title' }, t('goneTitle')),
      make('p', {}, t('gone')),
    ),
  )
}

/** @param {string} id */
export function showUpload(id) {
  const { element, draw } = createHead(id)
  const body = make('div', { class: 'pane-body' })
  open = { id, draw, body, signature: '' }
  const known = getUpload(id)
  if (known) draw(known)
  fill(byId('pane'), backBar(), element, body)
  byId('pane').scrollTop = 0
  load(open)
}

export function closeDetail() {
  open = undefined
}

export function openUpload() {
  return open?.id
}

export function copyOpenAsCurl() {
  if (open?.upload && open.upload.state !== 'receiving') copy(commandFor(open.upload).command)
}

/** @param {string} id */
export async function removeUpload(id) {
  if (await attempt(() => deleteUpload(id))) toast(t('deleted'))
}

/** @param {() => void} goBack */
export function startDetail(goBack) {
  back = goBack
  onChange('upload', ({ upload }) => {
    if (open === undefined || open.id !== upload.id) return
    // A row has the beginning of a long URL only.
    open.draw({ ...upload, url: open.upload?.url ?? upload.url })
    if (signatureOf(upload) !== open.signature) load(open)
  })
  onChange('reset', () => {
    if (!open) return
    if (getUpload(open.id)) load(open)
    else showGone()
  })
}
