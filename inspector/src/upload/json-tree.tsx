// JSON as a tree that folds.

import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Foreign } from '../parts/foreign.tsx'
import { t } from '../parts/words.ts'

/** How many members of an object or array are shown at first, and with each click. */
const MEMBERS = 100

/** How deep the tree is open at first. */
const OPEN_DEPTH = 2

/** How deep it can be opened: below, the values are given as text. */
const MAX_DEPTH = 100

export function parseJson(text: string): { json: unknown } | { error: string } {
  try {
    return { json: JSON.parse(text) }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

function Leaf({ value }: { value: unknown }) {
  const kind = value === null ? 'null' : typeof value
  return (
    <span class={`json-${kind}`}>
      <Foreign text={JSON.stringify(value)} />
    </span>
  )
}

function Members({ value, depth }: { value: object; depth: number }) {
  const shown = useSignal(MEMBERS)
  const entries = Object.entries(value)
  return (
    <ul>
      {entries.slice(0, shown.value).map(([name, member]) => (
        <li key={name}>
          <Node value={member} depth={depth}>
            <span class="json-key">
              <Foreign text={name} />
            </span>
            {': '}
          </Node>
        </li>
      ))}
      {entries.length > shown.value && (
        <li>
          <button
            type="button"
            class="link"
            onClick={() => {
              shown.value += MEMBERS
            }}
          >
            {t('showMoreOf', { count: entries.length - shown.value })}
          </button>
        </li>
      )}
    </ul>
  )
}

function Node({ value, depth, children }: { value: unknown; depth: number; children?: ComponentChildren }) {
  const isOpen = useSignal(depth < OPEN_DEPTH)
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) {
    return (
      <>
        {children}
        <Leaf value={value} />
      </>
    )
  }
  const count = Object.keys(value).length
  const brackets = Array.isArray(value) ? `[${count}]` : `{${count}}`
  return (
    <details
      open={isOpen.value}
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open
      }}
    >
      <summary>
        {children}
        <span class="json-brackets">{brackets}</span>
      </summary>
      {isOpen.value && <Members value={value} depth={depth + 1} />}
    </details>
  )
}

export function JsonTree({ value, label }: { value: unknown; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
    <section class="json" aria-label={`JSON: ${label}`} tabIndex={0}>
      <Node value={value} depth={0} />
    </section>
  )
}
