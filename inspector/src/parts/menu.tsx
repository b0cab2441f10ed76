// A button that opens a menu, by the pattern of the ARIA Authoring Practices.

import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon, type IconName } from './icon.tsx'

export type MenuItem =
  | { label: string; icon: IconName; run: () => void; isDangerous?: boolean }
  | { label: string; icon: IconName; href: string }

export function Menu({ id, label, items }: { id: string; label: string; items: MenuItem[] }) {
  const isOpen = useSignal(false)
  const element = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const entries = () => [...(element.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]

  // Before the next key: with the menu it is there.
  useLayoutEffect(() => {
    if (!isOpen.value) return
    entries()[0]?.focus()
    const onPointer = (event: Event) => {
      if (!element.current?.contains(event.target as Node)) isOpen.value = false
    }
    addEventListener('pointerdown', onPointer)
    return () => removeEventListener('pointerdown', onPointer)
  }, [isOpen.value])

  function close() {
    isOpen.value = false
    button.current?.focus()
  }

  function onKey(event: KeyboardEvent) {
    const all = entries()
    const at = all.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus()
    else if (event.key === 'ArrowUp') all.at(at - 1)?.focus()
    else if (event.key === 'Home') all[0]?.focus()
    else if (event.key === 'End') all.at(-1)?.focus()
    else if (event.key === 'Tab') {
      isOpen.value = false
      return
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div class="menu" ref={element}>
      <button
        type="button"
        ref={button}
        id={id}
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        aria-controls={isOpen.value ? `${id}-items` : undefined}
        title={label}
        onClick={() => {
          isOpen.value = !isOpen.value
        }}
      >
        <Icon name="more" />
        <span class="unseen">{label}</span>
      </button>
      {isOpen.value && (
        <div
          class="menu-items"
          role="menu"
          id={`${id}-items`}
          aria-label={label}
          onKeyDown={onKey}
          tabIndex={-1}
        >
          {items.map((item) =>
            'href' in item ? (
              <a key={item.label} role="menuitem" tabIndex={-1} href={item.href} download="" onClick={close}>
                <Icon name={item.icon} />
                {item.label}
              </a>
            ) : (
              <button
                key={item.label}
                type="button"
                role="menuitem"
                tabIndex={-1}
                class={item.isDangerous ? 'is-dangerous' : undefined}
                onClick={() => {
                  close()
                  item.run()
                }}
              >
                <Icon name={item.icon} />
                {item.label}
              </button>
            ),
          )}
        </div>
      )}
    </div>
  )
}
