// Which uploads the list shows, and in which order.

import { computed, signal } from '@preact/signals'
import { rows } from '../receiver/store.ts'
import type { Row, State } from '../receiver/types.ts'
import { found } from './search.ts'

export const STATES = ['all', 'receiving', 'complete', 'failed'] as const
export const wantedState = signal<(typeof STATES)[number]>('all')

/** What a filter goes by; uploads without it have ''. */
export const FACETS = {
  status: ({ response }: Row) => (response === undefined ? '' : String(response.status)),
  rule: ({ response }: Row) => response?.rule ?? '',
  method: ({ method }: Row) => method,
  type: ({ contentType = '' }: Row) => contentType.replace(/[/;].*$/s, '').toLowerCase(),
}
export type Facet = keyof typeof FACETS
export const facets = Object.keys(FACETS) as Facet[]

/** What is chosen; undefined for any. */
export const chosen = signal<Partial<Record<Facet, string>>>({})

export function choose(facet: Facet, value: string | undefined) {
  chosen.value = { ...chosen.peek(), [facet]: value }
}

export const isFiltered = computed(() => Object.values(chosen.value).some((value) => value !== undefined))

/** The values that there are, for each filter. */
export const choices = computed(() => {
  const values = Object.fromEntries(facets.map((facet) => [facet, new Set<string>()])) as Record<
    Facet,
    Set<string>
  >
  for (const row of rows.value) for (const facet of facets) values[facet].add(FACETS[facet](row))
  return values
})

/** How many uploads there are of each state. */
export const counts = computed(() => {
  const result: Record<'all' | State, number> = { all: 0, receiving: 0, complete: 0, failed: 0 }
  for (const { state } of rows.value) {
    result.all += 1
    result[state] += 1
  }
  return result
})

/** Bytes of the files, or what came when there is none. */
export function sizeOf({ fileCount, size, receivedBytes, contentLength, state }: Row) {
  if (state === 'receiving') return contentLength ?? receivedBytes
  return state !== 'complete' || fileCount === 0 ? receivedBytes : size
}

export function durationOf({ startedAt, endedAt }: Row) {
  return endedAt === undefined ? undefined : endedAt - startedAt
}

/** The columns, by what each is sorted by. */
export const COLUMNS = {
  status: (row: Row) => row.response?.status ?? (row.state === 'failed' ? 600 : 0),
  path: (row: Row) => row.url,
  file: (row: Row) => row.filename ?? '',
  size: sizeOf,
  duration: (row: Row) => durationOf(row) ?? Number.POSITIVE_INFINITY,
  time: (row: Row) => row.startedAt,
}
export type Column = keyof typeof COLUMNS

export const sorting = signal<{ column: Column; descending: boolean }>({ column: 'time', descending: true })

/** Sorts by a column; by the same one again the other way round. */
export function sortBy(column: Column) {
  const { column: before, descending } = sorting.peek()
  sorting.value = { column, descending: before === column ? !descending : column === 'time' }
}

function compareBy(column: Column, descending: boolean) {
  const read = COLUMNS[column]
  const sign = descending ? -1 : 1
  return (one: Row, other: Row) => {
    const [a, b] = [read(one), read(other)]
    return a < b ? -sign : a > b ? sign : 0
  }
}

/** What the list shows, in its order. Pinned uploads stay on top. */
export const listed = computed(() => {
  const conditions = Object.entries(chosen.value).filter(([, value]) => value !== undefined) as [
    Facet,
    string,
  ][]
  const ids = found.value
  const wanted = rows.value.filter(
    (row) =>
      (wantedState.value === 'all' || row.state === wantedState.value) &&
      (ids === undefined || ids.has(row.id)) &&
      conditions.every(([facet, value]) => FACETS[facet](row) === value),
  )
  const { column, descending } = sorting.value
  // They come newest first.
  if (column !== 'time') wanted.sort(compareBy(column, descending))
  else if (!descending) wanted.reverse()
  if (!wanted.some(({ pinned }) => pinned)) return wanted
  return [...wanted.filter(({ pinned }) => pinned), ...wanted.filter(({ pinned }) => !pinned)]
})

/** Where each upload stands in the list. */
export const positions = computed(() => new Map(listed.value.map(({ id }, index) => [id, index])))
