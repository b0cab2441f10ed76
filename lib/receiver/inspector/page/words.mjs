// The language of the page: chosen by the browser's, switched by the person, remembered.

import { strings } from './strings.mjs'

/** @typedef {keyof typeof strings} Language */
/** @typedef {keyof typeof strings.en} Key */

const STORED = 'uploadtask.language'

/** The value of `lang` for each language, and what Intl uses where the browser has nothing nearer. */
const TAGS = { en: 'en', zh: 'zh-CN' }

export const languages = /** @type {Language[]} */ (Object.keys(strings))

/** @type {Language} */
let language = remembered() ?? preferred()

/** @returns {Language | undefined} */
function remembered() {
  try {
    const stored = localStorage.getItem(STORED)
    return languages.find((one) => one === stored)
  } catch {
    // Storage can be switched off.
    return undefined
  }
}

/** @returns {Language} */
function preferred() {
  return /^zh\b/i.test(navigator.language) ? 'zh' : 'en'
}

export function currentLanguage() {
  return language
}

/** What Intl formats by: the browser's own region when it speaks this language. */
export function currentLocale() {
  const own = navigator.languages.find((tag) => tag.split('-')[0] === language)
  return own ?? TAGS[language]
}

/** @param {Language} next */
export function setLanguage(next) {
  language = next
  try {
    localStorage.setItem(STORED, next)
  } catch {
    // Then it is not remembered.
  }
}

/** @param {Language} one */
export function languageTag(one) {
  return TAGS[one]
}

/**
 * A text of the page.
 *
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const forms = strings[language][key].split('|')
  const { count } = values
  const singular = typeof count === 'number' && new Intl.PluralRules(TAGS[language]).select(count) === 'one'
  const form = singular ? forms[0] : forms[forms.length - 1]
  return form.replace(/\{(\w+)\}/g, (_whole, name) => {
    const value = values[name]
    return typeof value === 'number' ? new Intl.NumberFormat(currentLocale()).format(value) : String(value)
  })
}

/** Puts the texts into what stands in index.html. */
export function translateDocument() {
  document.documentElement.lang = TAGS[language]
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-text]'))) {
    const label = element.querySelector('.label') ?? element
    label.textContent = t(/** @type {Key} */ (element.dataset.text))
    // Where there is no room the label is hidden, and a tooltip says it.
    if (label !== element) element.title = label.textContent
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-label]'))) {
    element.setAttribute('aria-label', t(/** @type {Key} */ (element.dataset.label)))
  }
  for (const element of /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll('[data-placeholder]')
  )) {
    element.placeholder = t(/** @type {Key} */ (element.dataset.placeholder))
  }
}
