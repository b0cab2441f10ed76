// The list of uploads. Only the rows near what can be seen are in the document, however many uploads there are.

import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { remove } from '../actions.ts'
import { goToUpload, isNarrow, place } from '../parts/place.ts'
import { t } from '../parts/words.ts'
import { rows } from '../receiver/store.ts'
import { ColumnHeads } from './column-heads.tsx'
import { listed, positions } from './filters.ts'
import { Row } from './row.tsx'
import { isSearching } from './search.ts'
import {
  beginAt,
  chosenOr,
  current,
  isSelecting,
  opened,
  selectAll,
  selection,
  selectTo,
  toggle,
  visit,
} from './selection.ts'

/** The height of a row, in pixels; on a phone it has two lines. */
const ROW_PX = { wide: 36, narrow: 56 }

/** How many rows are drawn beyond what can be seen, at both ends. */
const SPARE_ROWS = 8

/** How much of the list's place the heads of its columns take, in pixels. */
function headHeight(scroll: HTMLElement) {
  return (scroll.firstElementChild as HTMLElement).offsetHeight
}

let focusedRow: ((id: string) => void) | undefined

/** Gives the focus to a row, and scrolls there. False when it is not listed. */
export function focusRow(id = current.peek()) {
  if (id === undefined || !positions.peek().has(id)) return false
  visit(id)
  focusedRow?.(id)
  return true
}

/** How far a key moves in the list. */
const MOVES: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + 10,
  PageUp: (at) => at - 10,
  Home: () => 0,
  End: (_at, last) => last,
}

function move(event: KeyboardEvent) {
  const last = listed.peek().length - 1
  const at = positions.peek().get(current.peek() ?? '') ?? 0
  const to = MOVES[event.key]?.(at, last) ?? at
  const id = listed.peek()[Math.max(0, Math.min(last, to))]?.id
  if (id === undefined) return
  const from = current.peek() as string
  focusRow(id)
  if (event.shiftKey) {
    if (selection.peek().size === 0) beginAt(from)
    selectTo(id)
    return
  }
  selection.value = new Set()
  // On a narrow screen moving through the list must not leave it.
  if (!isNarrow.peek()) goToUpload(id, { replace: place.peek().view !== 'list' })
}

function onKey(event: KeyboardEvent) {
  const id = current.peek()
  if (id === undefined || event.altKey) return
  if (event.ctrlKey || event.metaKey) {
    if (event.key !== 'a') return
    selectAll()
  } else if (event.key in MOVES) {
    move(event)
  } else if (event.key === 'Enter' || (event.key === ' ' && !isSelecting.peek())) {
    goToUpload(id, { focus: true })
  } else if (event.key === ' ') {
    toggle(id)
  } else if (event.key === 'Delete') {
    const next = chosenOr(id)
    remove(next)
    if (current.peek() !== undefined) focusRow()
  } else {
    return
  }
  event.preventDefault()
}

function onClick(event: MouseEvent) {
  const row = (event.target as Element).closest<HTMLElement>('[role=option]')
  const id = row?.dataset.id
  if (id === undefined) return
  focusRow(id)
  if (event.shiftKey) return selectTo(id)
  if (event.ctrlKey || event.metaKey || isSelecting.peek()) return toggle(id)
  selection.value = new Set()
  beginAt(id)
  goToUpload(id)
}

export function List() {
  const scroll = useRef<HTMLDivElement>(null)
  const top = useSignal(0)
  const height = useSignal(800)
  const rowHeight = isNarrow.value ? ROW_PX.narrow : ROW_PX.wide
  /** The row that takes the focus when it is drawn. */
  const wantsFocus = useRef<string | undefined>(undefined)

  const bounds = useComputed(() => {
    const each = isNarrow.value ? ROW_PX.narrow : ROW_PX.wide
    const count = listed.value.length
    const first = Math.max(0, Math.min(Math.floor(top.value / each), count) - SPARE_ROWS)
    return { first, last: Math.min(count, Math.ceil((top.value + height.value) / each) + SPARE_ROWS) }
  })
  const { first, last } = bounds.value
  const drawn = listed.value.slice(first, last).map(({ id }, index) => ({ id, index: first + index }))
  // The row with the focus stays, wherever the list is scrolled.
  const kept = positions.value.get(current.value ?? '')
  if (kept !== undefined && (kept < first || kept >= last))
    drawn.push({ id: current.value as string, index: kept })

  function reveal(id: string) {
    const at = positions.peek().get(id)
    const element = scroll.current
    if (at === undefined || element === null) return
    const each = isNarrow.peek() ? ROW_PX.narrow : ROW_PX.wide
    const [from, to] = [at * each, (at + 1) * each]
    // The heads of the columns stay on top of the rows.
    const visible = element.clientHeight - headHeight(element)
    if (from < element.scrollTop) element.scrollTop = from
    else if (to > element.scrollTop + visible) element.scrollTop = to - visible
    top.value = element.scrollTop
  }

  focusedRow = (id) => {
    reveal(id)
    const row = document.getElementById(`upload-${id}`)
    if (row) row.focus({ preventScroll: true })
    else wantsFocus.current = id
  }

  useLayoutEffect(() => {
    if (wantsFocus.current === undefined) return
    const row = document.getElementById(`upload-${wantsFocus.current}`)
    row?.focus({ preventScroll: true })
    if (row) wantsFocus.current = undefined
  })

  // Rows that come or go above do not push away what the person looks at.
  const seen = useRef<{ id: string; y: number } | undefined>(undefined)
  function remember() {
    const element = scroll.current
    if (element === null) return
    const each = isNarrow.peek() ? ROW_PX.narrow : ROW_PX.wide
    top.value = element.scrollTop
    const at = Math.ceil(element.scrollTop / each)
    const id = listed.peek()[at]?.id
    // At its top the list shows what is new.
    seen.current = id === undefined || at === 0 ? undefined : { id, y: at * each - element.scrollTop }
  }
  useLayoutEffect(() => {
    const element = scroll.current
    const at = seen.current && positions.value.get(seen.current.id)
    if (element === null || at === undefined || seen.current === undefined) return
    const each = isNarrow.peek() ? ROW_PX.narrow : ROW_PX.wide
    const wanted = at * each - seen.current.y
    if (wanted === element.scrollTop) return
    element.scrollTop = wanted
    top.value = element.scrollTop
  }, [positions.value])

  useEffect(() => {
    const element = scroll.current as HTMLDivElement
    const observer = new ResizeObserver(() => {
      const before = height.peek()
      height.value = element.clientHeight
      top.value = element.scrollTop
      // The upload that is open stays in sight when there is less room, as when a bar gets a second line.
      const at = positions.peek().get(opened.peek() ?? '')
      const each = isNarrow.peek() ? ROW_PX.narrow : ROW_PX.wide
      if (at === undefined || at * each > element.scrollTop + before) return
      if (at * each >= element.scrollTop) reveal(opened.peek() as string)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  // A deep link, a reload, or another place than a row has led here.
  const isListed = opened.value !== undefined && positions.value.has(opened.value)
  useLayoutEffect(() => {
    if (isListed) reveal(opened.peek() as string)
  }, [opened.value, isListed])

  const isEmpty = rows.value.length === 0
  return (
    <div class="scroll" ref={scroll} onScroll={remember}>
      <ColumnHeads />
      <div
        class="list"
        id="list"
        role="listbox"
        aria-label={t('uploads')}
        aria-multiselectable={true}
        aria-busy={isSearching.value || undefined}
        hidden={listed.value.length === 0}
        style={{ height: `${listed.value.length * rowHeight}px` }}
        onFocusIn={({ target }) => visit((target as HTMLElement).dataset.id)}
        onKeyDown={onKey}
        onClick={onClick}
      >
        {drawn.map(({ id, index }) => (
          <Row key={id} id={id} index={index} count={listed.value.length} height={rowHeight} />
        ))}
      </div>
      <p class="nothing" id="nothing" hidden={isEmpty || listed.value.length > 0}>
        {t('nothingFound')}
      </p>
    </div>
  )
}
