// What the page knows of the receiver: the list of uploads, kept up to date by events.

import { batch, computed, type Signal, signal } from '@preact/signals'
import { fetchUploads } from './api.ts'
import { follow, type Message } from './stream.ts'
import type { Row, Rule, RuleHits } from './types.ts'

export const connection = signal<'connecting' | 'connected' | 'disconnected'>('connecting')

/** Each upload is a signal of its own, so that a change draws its own row only. */
const uploads = new Map<string, Signal<Row>>()

/** Newest first. */
const order = signal<string[]>([])

/** Grows with each change by which an upload can come into a list or leave it: not with bytes that come in. */
const revision = signal(0)

/** Uploads that are about to be deleted: nothing shows them. */
export const hidden = signal<ReadonlySet<string>>(new Set())

/** All uploads, newest first; read again when one could have another place in a list. */
export const rows = computed(() => {
  void revision.value
  return order.value.flatMap((id) => {
    const row = uploads.get(id)?.peek()
    return row === undefined || hidden.value.has(id) ? [] : [row]
  })
})

/** An upload as it is now; what reads it is drawn anew when it changes. */
export function uploadOf(id: string) {
  // By the order, to be told when it comes.
  void order.value
  return uploads.get(id)?.value
}

/** The rules, when they have changed since the page was opened. */
export const changedRules = signal<Rule[] | undefined>(undefined)

/** How many uploads each rule was for, as last heard. */
export const hits = signal<RuleHits>({})

type Listener = (upload: Row, before: Row | undefined) => void
const listeners = new Set<Listener>()

/** Calls `listener` when an upload is new or has changed. */
export function onUpload(listener: Listener) {
  listeners.add(listener)
}

/** Messages that came while the list was being fetched: they may be newer than the list. */
let held: Message[] | undefined

function isListed(upload: Row, before: Row | undefined) {
  return (
    before === undefined ||
    before.state !== upload.state ||
    before.fileCount !== upload.fileCount ||
    before.fieldCount !== upload.fieldCount ||
    before.response?.status !== upload.response?.status ||
    before.response?.rule !== upload.response?.rule ||
    before.pinned !== upload.pinned
  )
}

function put(upload: Row) {
  const known = uploads.get(upload.id)
  const before = known?.peek()
  if (known === undefined) {
    uploads.set(upload.id, signal(upload))
    order.value = [upload.id, ...order.peek()]
  } else {
    known.value = upload
  }
  if (isListed(upload, before)) revision.value += 1
  for (const listener of listeners) listener(upload, before)
}

function apply({ type, data }: Message) {
  if (type === 'upload') {
    put(data as Row)
  } else if (type === 'progress') {
    const known = uploads.get((data as Row).id)?.peek()
    if (known !== undefined) put({ ...known, ...(data as Partial<Row>) })
  } else if (type === 'remove') {
    const { id } = data as Row
    if (uploads.delete(id)) order.value = order.peek().filter((one) => one !== id)
  } else if (type === 'clear' || type === 'reset') {
    // Uploads that were coming in meanwhile have stayed; or there was more news than the stream could take.
    refresh()
  } else if (type === 'hits') {
    hits.value = data as RuleHits
  } else {
    changedRules.value = data as Rule[]
  }
}

function receive(message: Message) {
  if (held) held.push(message)
  else batch(() => apply(message))
}

/** Takes over a whole list. */
function replaceAll(list: Row[]) {
  const fetched = new Set(list.map(({ id }) => id))
  for (const id of uploads.keys()) if (!fetched.has(id)) uploads.delete(id)
  for (const upload of list) {
    const known = uploads.get(upload.id)
    if (known === undefined) uploads.set(upload.id, signal(upload))
    else known.value = upload
  }
  order.value = list.map(({ id }) => id)
  revision.value += 1
}

/** How long after a failure the list is fetched again, in milliseconds. */
const RETRY_MS = 2000

/** Fetches the whole list: at the start, after a gap in which events were missed, after it was cleared. */
async function refresh() {
  const mine: Message[] = []
  held = mine
  try {
    const list = await fetchUploads()
    if (held !== mine) return
    held = undefined
    batch(() => {
      replaceAll(list)
      // A message can be older than the list; what is newer follows behind it, so the end is right.
      for (const message of mine) apply(message)
      connection.value = 'connected'
    })
  } catch {
    connection.value = 'disconnected'
    // Mostly the stream breaks too, and its reconnection fetches the list.
    setTimeout(() => {
      if (held === mine) refresh()
    }, RETRY_MS)
  }
}

/** Begins to follow the receiver, and does so until the page is left. */
export function start() {
  follow({
    opened: refresh,
    lost() {
      connection.value = 'disconnected'
    },
    message: receive,
  })
}
