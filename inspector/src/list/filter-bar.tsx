// What the list is filtered by, and what can be done with several uploads.

import { useSignal } from '@preact/signals'
import { isNarrow } from '../parts/place.ts'
import { ToolButton } from '../parts/tool-button.tsx'
import { type Key, t } from '../parts/words.ts'
import {
  choices,
  choose,
  chosen,
  counts,
  type Facet,
  facets,
  isFiltered,
  STATES,
  wantedState,
} from './filters.ts'
import { isFollowing } from './follow.ts'
import { deselect, isSelecting } from './selection.ts'

const FACET_LABELS: Record<Facet, Key> = { status: 'status', rule: 'rule', method: 'method', type: 'type' }
function FacetChoice({ facet }: { facet: Facet }) {
  const values = [...choices.value[facet]].sort()
  const value = chosen.value[facet]
  if (value === undefined && values.length < 2) return null
  const label = t(FACET_LABELS[facet])
  return (
    <select
      aria-label={label}
      id={`facet-${facet}`}
      value={value === undefined ? 'any' : `=${value}`}
      onChange={({ currentTarget }) => {
        const picked = currentTarget.value
        choose(facet, picked === 'any' ? undefined : picked.slice(1))
      }}
    >
      <option value="any">{label}</option>
      {[...new Set([...values, ...(value === undefined ? [] : [value])])].map((one) => (
        <option key={one} value={`=${one}`}>
          {one === '' ? t('none') : one}
        </option>
      ))}
    </select>
  )
}

export function FilterBar() {
  const isOpen = useSignal(false)
  const hasFacets = facets.some((facet) => choices.value[facet].size > 1) || isFiltered.value
  const showsFacets = !isNarrow.value || isOpen.value
  return (
    <fieldset class="filters" id="filters" aria-label={t('filterLabel')}>
      <div class="states">
        {STATES.map((state) => (
          <button
            key={state}
            type="button"
            id={`filter-${state}`}
            aria-pressed={wantedState.value === state}
            onClick={() => {
              wantedState.value = state
            }}
          >
            <span class="label">{t(state)}</span> <span class="count">{counts.value[state]}</span>
          </button>
        ))}
      </div>
      {hasFacets && isNarrow.value && (
        <ToolButton
          icon="filter"
          label={t('filters')}
          pressed={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value
          }}
        />
      )}
      {hasFacets && showsFacets && (
        <div class="facets">
          {facets.map((facet) => (
            <FacetChoice key={facet} facet={facet} />
          ))}
        </div>
      )}
      <div class="list-tools">
        <ToolButton
          icon="follow"
          id="follow"
          label={t('follow')}
          pressed={isFollowing.value}
          onClick={() => {
            isFollowing.value = !isFollowing.value
          }}
        />
        <ToolButton
          icon="select"
          id="select"
          label={t('select')}
          pressed={isSelecting.value}
          onClick={() => {
            if (isSelecting.value) deselect()
            else isSelecting.value = true
          }}
        />
      </div>
    </fieldset>
  )
}
