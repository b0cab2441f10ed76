// Dialogs, the short messages at the bottom, and copying.

import { byId, fill, make } from './dom.mjs'
import { places } from './search.mjs'
import { t } from './words.mjs'

/** @type {ReturnType<typeof setTimeout> | undefined} */
let toastTimer

/** Says something for a few seconds; screen readers read it. @param {string} text */
export function toast(text) {
  const element = byId('toast')
  element.textContent = text
  element.classList.add('is-shown')
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => {
    element.classList.remove('is-shown')
    element.textContent = ''
  }, 4000)
}

/** Runs a call of the API and says when it failed. @param {() => Promise<unknown>} call @returns {Promise<boolean>} */
export async function attempt(call) {
  try {
    await call()
    return true
  } catch (error) {
    toast(t('callFailed', { reason: /** @type {Error} */ (error).message }))
    return false
  }
}

/** @param {string} text */
export async function copy(text) {
  const copied = (await copyByClipboard(text)) || copyBySelection(text)
  toast(t(copied ? 'copied' : 'copyFailed'))
}

/** @param {string} text */
async function copyByClipboard(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Pages from http:// of another machine have no clipboard.
    return false
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)
  const area = make('textarea', { class: 'unseen', readonly: true, 'aria-hidden': 'true' })
  area.value = text
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  focused?.focus()
  return copied
}

/**
 * Opens a dialog; it is gone when it is closed, and the focus is where it was.
 *
 * @param {string} title
 * @param {(close: (result?: string) => void) => (Node | string)[]} content
 * @returns {Promise<string>} What it was closed with; '' by Escape.
 */
function openDialog(title, content) {
  return new Promise((resolve) => {
    const dialog = make('dialog', { 'aria-labelledby': 'dialog-title' })
    const close = (result = '') => dialog.close(result)
    fill(dialog, make('h2', { id: 'dialog-title' }, title), ...content(close))
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) close()
    })
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue)
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}

/** @param {number} count */
export async function confirmClear(count) {
  const answer = await openDialog(t('clearTitle'), (close) => [
    make('p', {}, t('clearText', { count })),
    make(
      'div',
      { class: 'buttons' },
      make('button', { type: 'button', autofocus: true, onclick: () => close() }, t('cancel')),
      make('button', { type: 'button', class: 'danger', onclick: () => close('clear') }, t('clear')),
    ),
  ])
  return answer === 'clear'
}

/** @type {[string[], import('./words.mjs').Key][]} */
const KEYS = [
  [['/'], 'keySearch'],
  [['↑', '↓'], 'keyMove'],
  [['Home', 'End'], 'keyEnds'],
  [['Enter'], 'keyOpen'],
  [['Esc'], 'keyEscape'],
  [['Delete'], 'keyDelete'],
  [['C'], 'keyCopy'],
  [['R'], 'keyRules'],
  [['Ctrl S'], 'keySave'],
  [['?'], 'keyHelp'],
]

export function showHelp() {
  const rows = KEYS.map(([keys, meaning]) =>
    make(
      'tr',
      {},
      make(
        'th',
        { scope: 'row' },
        keys.flatMap((key, index) => [index > 0 ? ' ' : '', make('kbd', {}, key)]),
      ),
      make('td', {}, t(meaning)),
    ),
  )
  return openDialog(t('helpTitle'), (close) => [
    make('h3', {}, t('helpKeys')),
    make('table', { class: 'keys' }, make('tbody', {}, rows)),
    make('h3', {}, t('helpSearch')),
    make('p', {}, t('helpSearchText')),
    make(
      'p',
      { class: 'places' },
      places.flatMap((place) => [make('code', {}, `${place}:`), ' ']),
    ),
    make(
      'div',
      { class: 'buttons' },
      make('button', { type: 'button', autofocus: true, onclick: () => close() }, t('close')),
    ),
  ])
}
