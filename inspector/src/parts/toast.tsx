// Short messages at the bottom, which screen readers read; with a button when there is something to undo.

import { signal } from '@preact/signals'
import { CallError } from '../receiver/api.ts'
import { problemText } from './problem.ts'
import { t } from './words.ts'

interface Shown {
  text: string
  action?: { label: string; run: () => void }
}

const shown = signal<Shown | undefined>(undefined)
let timer: ReturnType<typeof setTimeout> | undefined

/** How long a message stays, in milliseconds. */
export const TOAST_MS = 4000

export function toast(text: string, action?: Shown['action'], milliseconds = TOAST_MS) {
  shown.value = { text, action }
  clearTimeout(timer)
  timer = setTimeout(clearToast, milliseconds)
}

export function clearToast() {
  clearTimeout(timer)
  shown.value = undefined
}

/** Says why a call failed. */
export function tellFailure(error: unknown) {
  const reason = error instanceof CallError ? problemText(error.problem) : t('unreachable')
  toast(t('callFailed', { reason }))
}

/** Runs a call of the API and says when it failed; true when it did not. */
export async function attempt(call: () => Promise<unknown>) {
  try {
    await call()
    return true
  } catch (error) {
    tellFailure(error)
    return false
  }
}

export function Toast() {
  const { text, action } = shown.value ?? {}
  return (
    <div class={`toast${text === undefined ? '' : ' is-shown'}`} id="toast">
      <p role="status" aria-live="polite">
        {text}
      </p>
      {action !== undefined && (
        <button
          type="button"
          class="link"
          onClick={() => {
            clearToast()
            action.run()
          }}
        >
          {action.label}
        </button>
      )}
    </div>
  )
}
