// One dialog at a time; when it is closed the focus is where it was.

import { type Signal, signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface Shown {
  title: () => string
  content: (close: () => void) => ComponentChildren
  wide: boolean
}

const shown: Signal<Shown | undefined> = signal(undefined)

/** Opens a dialog. The title is a function, so that it changes with the language. */
export function openDialog(title: Shown['title'], content: Shown['content'], { wide = false } = {}) {
  shown.value = { title, content, wide }
}

function Open({ dialog }: { dialog: Shown }) {
  const element = useRef<HTMLDialogElement>(null)
  const close = () => element.current?.close()
  useEffect(() => {
    element.current?.showModal()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: by keyboard Escape closes it
    <dialog
      ref={element}
      aria-labelledby="dialog-title"
      class={dialog.wide ? 'wide' : ''}
      onClose={() => {
        shown.value = undefined
      }}
      onClick={({ target }) => {
        if (target === element.current) close()
      }}
    >
      <h2 id="dialog-title">{dialog.title()}</h2>
      {dialog.content(close)}
    </dialog>
  )
}

export function Dialog() {
  return shown.value && <Open dialog={shown.value} />
}
