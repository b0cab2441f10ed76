// The heads of the list's columns: each sorts the list.

import { type Key, t } from '../parts/words.ts'
import { COLUMNS, type Column, sortBy, sorting } from './filters.ts'

const COLUMN_LABELS: Record<Column, Key> = {
  status: 'status',
  path: 'path',
  file: 'file',
  size: 'size',
  duration: 'duration',
  time: 'time',
}

export function ColumnHeads() {
  const { column: sorted, descending } = sorting.value
  return (
    <fieldset class="columns" aria-label={t('sortLabel')}>
      {(Object.keys(COLUMNS) as Column[]).map((column) => {
        const label = t(COLUMN_LABELS[column])
        const isSorted = column === sorted
        const state = isSorted ? `, ${t(descending ? 'sortedDown' : 'sortedUp')}` : ''
        return (
          <button
            key={column}
            type="button"
            class={`column-${column}`}
            aria-label={`${t('sortBy', { column: label })}${state}`}
            data-sorted={isSorted ? (descending ? 'down' : 'up') : undefined}
            onClick={() => sortBy(column)}
          >
            {label}
          </button>
        )
      })}
    </fieldset>
  )
}
