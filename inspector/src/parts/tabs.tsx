// Tabs, by the pattern of the ARIA Authoring Practices: arrow keys move among them.

import type { ComponentChildren } from 'preact'

export interface TabItem<Name extends string> {
  name: Name
  label: string
  count?: number
}

interface TabsProps<Name extends string> {
  /** For ids: `tab-<id>-<name>` and `panel-<id>`. */
  id: string
  label: string
  items: TabItem<Name>[]
  chosen: Name
  onChoose: (name: Name) => void
}

export function TabList<Name extends string>({ id, label, items, chosen, onChoose }: TabsProps<Name>) {
  function onKey(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = items.findIndex(({ name }) => name === chosen)
    const next = items[(at + step + items.length) % items.length] as TabItem<Name>
    onChoose(next.name)
    document.getElementById(`tab-${id}-${next.name}`)?.focus()
  }
  return (
    <div role="tablist" aria-label={label} onKeyDown={onKey} tabIndex={-1}>
      {items.map(({ name, label: text, count }) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${id}-${name}`}
          aria-selected={name === chosen}
          aria-controls={`panel-${id}`}
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {text}
          {count !== undefined && <span class="count"> {count}</span>}
        </button>
      ))}
    </div>
  )
}

export function TabPanel({
  id,
  chosen,
  children,
}: {
  id: string
  chosen: string
  children: ComponentChildren
}) {
  return (
    <div role="tabpanel" class="panel" id={`panel-${id}`} aria-labelledby={`tab-${id}-${chosen}`}>
      {children}
    </div>
  )
}
