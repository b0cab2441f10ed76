// The list of uploads: one row each, kept by id, so that a change touches only its own row.

import { byId, fill, foreign, make, setText } from './dom.mjs'
import { formatPercent, formatRate, formatSize, formatTime } from './format.mjs'
import { icon } from './icons.mjs'
import { search } from './search.mjs'
import { allUploads, countUploads, getUpload, onChange } from './store.mjs'
import { t } from './words.mjs'

/** @typedef {import('./api.mjs').Row} Upload */
/** @typedef {Pick<Upload, 'receivedBytes' | 'contentLength' | 'bytesPerSecond'>} Progress */
/** @typedef {{ element: HTMLLIElement, parts: Record<string, HTMLElement>, shown?: Upload, names?: string }} Row */

const STATES = /** @type {const} */ (['all', 'receiving', 'complete', 'failed'])

const list = byId('list')

/** @type {Map<string, Row>} */
const rows = new Map()

/** Rows whose upload has changed since they were drawn. @type {Set<string>} */
const dirty = new Set()
let isDrawing = false

/** @type {(typeof STATES)[number]} */
let wantedState = 'all'
/** Which uploads the search has found; undefined when nothing is searched for. @type {Set<string> | undefined} */
let found

/** The row that Tab goes to. @type {string | undefined} */
let current

/** The person has been to that row; before, it is the newest one. */
let isChosen = false

/** The row whose upload is open. @type {string | undefined} */
let selected

/** @type {{ open: (id: string, how: 'key' | 'pointer' | 'move') => void, remove: (id: string) => void }} */
let actions

/** @param {Progress} upload How much of it has come, as texts and for `<progress>`. */
export function progressOf({ receivedBytes, contentLength, bytesPerSecond }) {
  const known = contentLength !== undefined && contentLength > 0
  const received = formatSize(receivedBytes)
  const parts = known
    ? [
        formatPercent(Math.min(1, receivedBytes / contentLength)),
        t('ofTotal', { received, total: formatSize(contentLength) }),
      ]
    : [received]
  if (bytesPerSecond > 0) parts.push(formatRate(bytesPerSecond))
  return { text: parts.join(' · '), value: receivedBytes, total: known ? contentLength : undefined }
}

/** Draws a progress bar; without a total it only shows that something goes on. */
export function drawProgress(/** @type {HTMLProgressElement} */ bar, /** @type {Progress} */ upload) {
  const { value, total } = progressOf(upload)
  if (total === undefined) {
    bar.removeAttribute('value')
  } else {
    bar.max = total
    bar.value = value
  }
}

/** @param {Upload} upload Its bytes: those of the files, or what came when there is none. */
function sizeOf({ fileCount, size, receivedBytes, contentLength, state }) {
  if (state === 'receiving') return contentLength ?? receivedBytes
  return state !== 'complete' || fileCount === 0 ? receivedBytes : size
}

/** @param {string} id @returns {Row} */
function createRow(id) {
  const parts = {
    state: make('span', { class: 'state' }),
    method: make('span', { class: 'method' }),
    path: make('span', { class: 'path' }),
    time: make('time', { class: 'time' }),
    names: make('span', { class: 'names' }),
    size: make('span', { class: 'size' }),
    bar: make('progress', { 'aria-hidden': 'true' }),
    note: make('span', { class: 'note' }),
    status: make('span', { class: 'status' }),
  }
  const element = make(
    'li',
    { id: `upload-${id}`, role: 'option', tabindex: '-1', 'aria-selected': 'false' },
    make('div', { class: 'line' }, parts.method, parts.path, parts.time),
    make('div', { class: 'line' }, parts.names, parts.size),
    make('div', { class: 'line last' }, parts.state, parts.bar, parts.note, parts.status),
  )
  element.dataset.id = id
  return { element, parts }
}

/** @param {HTMLElement} element @param {Upload['state']} state */
export function drawState(element, state) {
  if (element.dataset.state === state && element.dataset.shown === t(state)) return
  element.dataset.state = state
  element.dataset.shown = t(state)
  fill(element, icon(state), make('span', {}, t(state)))
}

/** @param {Upload} upload What its files are called, in one line. */
export function namesOf({ fileCount, filename, fieldCount }) {
  if (fileCount === 0) return `${t('noFiles')} · ${t('fieldsCount', { count: fieldCount })}`
  const name = filename || t('noName')
  return fileCount === 1 ? name : t('more', { name, count: fileCount - 1 })
}

/** @param {Row} row @param {Upload} upload */
function drawRow(row, upload) {
  const { element, parts } = row
  if (row.shown === upload) return
  row.shown = upload
  element.dataset.state = upload.state
  drawState(parts.state, upload.state)
  setText(parts.method, upload.method)
  if (parts.path.title !== upload.url) {
    parts.path.title = upload.url
    fill(parts.path, foreign(upload.url))
  }
  const time = /** @type {HTMLTimeElement} */ (parts.time)
  setText(time, formatTime(upload.startedAt))
  time.dateTime = new Date(upload.startedAt).toISOString()
  const names = namesOf(upload)
  if (row.names !== names) {
    row.names = names
    fill(parts.names, foreign(names))
  }
  setText(parts.size, formatSize(sizeOf(upload)))
  const isReceiving = upload.state === 'receiving'
  parts.bar.hidden = !isReceiving
  if (isReceiving) drawProgress(/** @type {HTMLProgressElement} */ (parts.bar), upload)
  setText(parts.note, noteOf(upload))
  drawStatus(parts.status, upload)
}

/** @param {Upload} upload */
function noteOf(upload) {
  if (upload.state === 'receiving') return progressOf(upload).text
  return upload.error?.message ?? ''
}

/** What the upload was answered. @param {HTMLElement} element @param {{ response?: { status: number, rule?: string } }} upload */
export function drawStatus(element, { response }) {
  element.hidden = response === undefined
  if (response === undefined) return
  const { status, rule } = response
  setText(element, `HTTP ${status}`)
  element.title = rule === undefined ? '' : `${t('rule')}: ${rule}`
  element.dataset.kind = status >= 400 ? 'bad' : status >= 300 ? 'other' : 'good'
}

/** Is this upload shown, by the search and the chosen state? @param {Upload} upload */
function isWanted(upload) {
  return (
    (wantedState === 'all' || upload.state === wantedState) && (found === undefined || found.has(upload.id))
  )
}

/**
 * The rows that are shown. The others are not in the document: with `content-visibility`, Chromium takes its time to
 * hide many.
 */
function visibleRows() {
  return /** @type {HTMLElement[]} */ (Array.from(list.children))
}

/** Puts the wanted rows into the list, newest first. */
function arrangeRows() {
  const hadFocus = list.contains(document.activeElement)
  const wanted = allUploads().filter(isWanted)
  fill(
    list,
    wanted.flatMap(({ id }) => rows.get(id)?.element ?? []),
  )
  afterChange()
  if (hadFocus) focusRow()
}

/** Draws what has changed, at most once a frame. */
function schedule(/** @type {string} */ id) {
  dirty.add(id)
  if (isDrawing) return
  isDrawing = true
  requestAnimationFrame(() => {
    isDrawing = false
    let isInPlace = true
    for (const one of dirty) {
      const upload = getUpload(one)
      if (upload === undefined) continue
      let row = rows.get(one)
      if (row === undefined) {
        row = createRow(one)
        rows.set(one, row)
        // The newest on top.
        if (isWanted(upload)) list.prepend(row.element)
      }
      drawRow(row, upload)
      isInPlace &&= isWanted(upload) === row.element.isConnected
    }
    dirty.clear()
    if (isInPlace) afterChange()
    else arrangeRows()
  })
}

/** Draws the whole list anew. */
export function drawList() {
  dirty.clear()
  rows.clear()
  for (const upload of allUploads()) {
    const row = createRow(upload.id)
    rows.set(upload.id, row)
    drawRow(row, upload)
  }
  select(selected)
  arrangeRows()
}

/** What depends on which rows there are. */
function afterChange() {
  const visible = visibleRows()
  const total = countUploads()
  list.hidden = visible.length === 0
  byId('nothing').hidden = total === 0 || visible.length > 0
  byId('empty').hidden = total > 0
  byId('inbox').classList.toggle('is-empty', total === 0)
  drawFilters()
  const find = (/** @type {string | undefined} */ id) => visible.some(({ dataset }) => dataset.id === id)
  if (isChosen && find(current)) return
  isChosen = find(selected)
  setCurrent(isChosen ? selected : visible[0]?.dataset.id)
}

/** Makes Tab go to this row. @param {string | undefined} id */
function setCurrent(id) {
  rows.get(current ?? '')?.element.setAttribute('tabindex', '-1')
  current = id
  rows.get(current ?? '')?.element.setAttribute('tabindex', '0')
}

/** @param {string | undefined} id */
export function focusRow(id = current) {
  const element = rows.get(id ?? '')?.element
  if (!element?.isConnected) return false
  setCurrent(id)
  isChosen = true
  element.focus({ preventScroll: true })
  element.scrollIntoView({ block: 'nearest' })
  return true
}

/** Marks the row whose upload is open. @param {string | undefined} id */
export function select(id) {
  rows.get(selected ?? '')?.element.setAttribute('aria-selected', 'false')
  selected = id
  const row = rows.get(id ?? '')
  row?.element.setAttribute('aria-selected', 'true')
  if (!row?.element.isConnected) return
  setCurrent(id)
  isChosen = true
}

export function currentRow() {
  return current
}

/** The row that takes the place of one that goes. @param {string} id */
export function neighbourOf(id) {
  const ids = visibleRows().map(({ dataset }) => dataset.id)
  const at = ids.indexOf(id)
  return at === -1 ? undefined : (ids[at + 1] ?? ids[at - 1])
}

/** @param {string} query */
export function setSearch(query) {
  list.setAttribute('aria-busy', 'true')
  search.ask(query)
}

search.onFound = (ids) => {
  found = ids
  list.removeAttribute('aria-busy')
  arrangeRows()
}

function drawFilters() {
  const counts = { all: 0, receiving: 0, complete: 0, failed: 0 }
  for (const { state } of allUploads()) {
    counts.all += 1
    counts[state] += 1
  }
  for (const state of STATES) {
    const button = byId(`filter-${state}`)
    setText(/** @type {Element} */ (button.querySelector('.label')), t(state))
    setText(/** @type {Element} */ (button.querySelector('.count')), String(counts[state]))
    button.setAttribute('aria-pressed', String(state === wantedState))
  }
}

/** How far a key moves in the list. @type {Record<string, (at: number, last: number) => number>} */
const MOVES = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + 10,
  PageUp: (at) => at - 10,
  Home: () => 0,
  End: (_at, last) => last,
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || current === undefined) return
  const move = MOVES[event.key]
  if (move) {
    const visible = visibleRows()
    const last = visible.length - 1
    const at = visible.findIndex(({ dataset }) => dataset.id === current)
    const id = visible[Math.max(0, Math.min(last, move(at, last)))]?.dataset.id
    focusRow(id)
    if (id !== undefined) actions.open(id, 'move')
  } else if (event.key === 'Enter' || event.key === ' ') {
    actions.open(current, 'key')
  } else if (event.key === 'Delete' || event.key === 'Backspace') {
    actions.remove(current)
  } else {
    return
  }
  event.preventDefault()
}

/** @param {typeof actions} given What the list asks for. */
export function startList(given) {
  actions = given
  fill(
    byId('filters'),
    STATES.map((state) => {
      const choose = () => {
        wantedState = state
        arrangeRows()
      }
      const parts = [make('span', { class: 'label' }), make('span', { class: 'count' })]
      return make('button', { type: 'button', id: `filter-${state}`, onclick: choose }, parts)
    }),
  )
  list.addEventListener('keydown', onKey)
  list.addEventListener('click', (event) => {
    const row = /** @type {HTMLElement | null} */ (
      /** @type {Element} */ (event.target).closest('[role=option]')
    )
    if (!row?.dataset.id) return
    focusRow(row.dataset.id)
    actions.open(row.dataset.id, 'pointer')
  })
  onChange('upload', ({ upload, before }) => {
    schedule(upload.id)
    // Progress changes nothing of what can be found.
    const isNews =
      before === undefined || before.state !== upload.state || before.response !== upload.response
    if (isNews || before.fileCount !== upload.fileCount || before.fieldCount !== upload.fieldCount) {
      search.askAgain()
    }
  })
  onChange('remove', (id) => {
    const row = rows.get(id)
    if (!row) return
    const next = neighbourOf(id)
    const hadFocus = row.element.contains(document.activeElement)
    row.element.remove()
    rows.delete(id)
    dirty.delete(id)
    if (current === id) setCurrent(next)
    afterChange()
    if (hadFocus) focusRow(next)
  })
  onChange('reset', () => {
    drawList()
    search.askAgain()
  })
}
