// Which row Tab goes to, and which uploads are selected.

import { computed, signal } from '@preact/signals'
import { place } from '../parts/place.ts'
import { listed, positions } from './filters.ts'

/** The row that the person has been to. */
const visited = signal<string | undefined>(undefined)

/** The upload that is open. */
export const opened = computed(() => (place.value.view === 'detail' ? place.value.id : undefined))

/** The row that Tab goes to: where the person has been, the one that is open, or the first. */
export const current = computed(
  () =>
    [visited.value, opened.value].find((id) => id !== undefined && positions.value.has(id)) ??
    listed.value[0]?.id,
)

/** Uploads that are selected beside the open one, for what is done with several. */
export const selection = signal<ReadonlySet<string>>(new Set())

/** Does a tap select instead of opening? */
export const isSelecting = signal(false)

/** Where a range begins that is selected with Shift. */
let anchor: string | undefined

export function visit(id: string | undefined) {
  visited.value = id
}

export function beginAt(id: string) {
  anchor = id
}

export function toggle(id: string) {
  const next = new Set(selection.peek())
  // The open one is the first of several.
  if (next.size === 0 && !isSelecting.peek() && opened.peek() !== undefined) next.add(opened.peek() as string)
  if (!next.delete(id)) next.add(id)
  anchor = id
  selection.value = next
}

export function selectTo(id: string) {
  const from = positions.peek().get(anchor ?? opened.peek() ?? current.peek() ?? id) ?? 0
  const to = positions.peek().get(id) ?? 0
  selection.value = new Set(
    listed
      .peek()
      .slice(Math.min(from, to), Math.max(from, to) + 1)
      .map((row) => row.id),
  )
}

export function selectAll() {
  selection.value = new Set(listed.peek().map(({ id }) => id))
}

export function deselect() {
  selection.value = new Set()
  isSelecting.value = false
}

/** What a command is for: the selected uploads that are still there, or else this one. */
export function chosenOr(id: string | undefined) {
  const selected = [...selection.peek()].filter((one) => positions.peek().has(one))
  if (selected.length > 0) return selected
  return id === undefined ? [] : [id]
}

/** The row that takes the place of those that go. */
export function neighbourOf(ids: string[]) {
  const going = new Set(ids)
  const rows = listed.peek()
  const last = Math.max(...ids.map((id) => positions.peek().get(id) ?? -1))
  const after = rows.slice(last + 1).find(({ id }) => !going.has(id))
  return (after ?? rows.slice(0, last).findLast(({ id }) => !going.has(id)))?.id
}
