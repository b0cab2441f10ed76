// What the page knows of the receiver: the list of uploads, kept up to date by server-sent events.

import { fetchUploads } from './api.mjs'

/** @typedef {import('./api.mjs').Row} Row */
/** @typedef {'connecting' | 'connected' | 'disconnected'} Connection */
/** @typedef {{ type: string, data: any }} Message */

/** @type {Map<string, Row>} */
const uploads = new Map()

/** Newest first. @type {string[]} */
let order = []

/** @type {Connection} */
let connection = 'connecting'

/**
 * Messages that came while the list was being fetched: they may be newer than the list.
 *
 * @type {Message[] | undefined}
 */
let held

const changes = new EventTarget()

/** @param {string} type @param {any} [detail] */
function tell(type, detail) {
  changes.dispatchEvent(new CustomEvent(type, { detail }))
}

/**
 * `upload` (an upload is new or has changed; detail: the upload and what it was), `remove` (id), `reset` (the whole
 * list), `rules` (list of rules), `connection`.
 *
 * @param {string} type
 * @param {(detail: any) => void} listener
 */
export function onChange(type, listener) {
  changes.addEventListener(type, (event) => listener(/** @type {CustomEvent} */ (event).detail))
}

export function allUploads() {
  return order.map((id) => /** @type {Row} */ (uploads.get(id)))
}

/** @param {string | undefined} id */
export function getUpload(id) {
  return id === undefined ? undefined : uploads.get(id)
}

export function countUploads() {
  return uploads.size
}

export function connectionState() {
  return connection
}

/** @param {Message} message */
function apply({ type, data }) {
  if (type === 'upload') {
    const before = uploads.get(data.id)
    uploads.set(data.id, data)
    if (before === undefined) order.unshift(data.id)
    tell('upload', { upload: data, before })
  } else if (type === 'progress') {
    const before = uploads.get(data.id)
    if (before === undefined) return
    const upload = { ...before, ...data }
    uploads.set(data.id, upload)
    tell('upload', { upload, before })
  } else if (type === 'remove') {
    if (!uploads.delete(data.id)) return
    order = order.filter((id) => id !== data.id)
    tell('remove', data.id)
  } else if (type === 'clear' || type === 'reset') {
    // Uploads that were coming in meanwhile have stayed; or there was more news than the stream could take.
    refresh()
  } else {
    tell('rules', data)
  }
}

/** @param {Message} message */
function receive(message) {
  if (held) held.push(message)
  else apply(message)
}

/** @param {Connection} state */
function setConnection(state) {
  if (connection === state) return
  connection = state
  tell('connection', state)
}

/** Fetches the whole list: at the start, after a gap in which events were missed, after it was cleared. */
async function refresh() {
  const mine = /** @type {Message[]} */ ([])
  held = mine
  try {
    const list = await fetchUploads()
    if (held !== mine) return
    uploads.clear()
    order = list.map(({ id }) => id)
    for (const upload of list) uploads.set(upload.id, upload)
    held = undefined
    tell('reset')
    // A message can be older than the list; what is newer follows behind it, so the end is right.
    for (const message of mine) apply(message)
    setConnection('connected')
  } catch {
    setConnection('disconnected')
    // Mostly the stream breaks too, and its reconnection fetches the list.
    setTimeout(() => held === mine && refresh(), 2000)
  }
}

/** Begins to follow the receiver, and does so until the page is left. */
export function follow() {
  const source = new EventSource('api/events')
  // Events are told from here on, so nothing falls between the list and them.
  source.addEventListener('open', refresh)
  source.addEventListener('error', () => {
    setConnection('disconnected')
    // The browser tries again by itself unless an answer told it not to, as that of another server on this port.
    if (source.readyState !== EventSource.CLOSED) return
    source.close()
    setTimeout(follow, 2000)
  })
  for (const type of ['upload', 'progress', 'remove', 'clear', 'reset', 'rules']) {
    source.addEventListener(type, ({ data }) => receive({ type, data: JSON.parse(data) }))
  }
}
