// Copying, with and without a clipboard.

import { toast } from './toast.tsx'
import { t } from './words.ts'

export async function copy(text: string) {
  const isCopied = (await copyByClipboard(text)) || copyBySelection(text)
  toast(t(isCopied ? 'copied' : 'copyFailed'))
}

async function copyByClipboard(text: string) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Pages from http:// of another machine have no clipboard.
    return false
  }
}

function copyBySelection(text: string) {
  const focused = document.activeElement as HTMLElement | null
  const area = document.createElement('textarea')
  area.className = 'unseen'
  area.readOnly = true
  area.setAttribute('aria-hidden', 'true')
  area.value = text
  // In an open dialog nothing outside of it can be selected.
  ;(document.querySelector('dialog[open]') ?? document.body).append(area)
  area.select()
  const isCopied = document.execCommand('copy')
  area.remove()
  focused?.focus()
  return isCopied
}
