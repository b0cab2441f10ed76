// The language of the page: chosen by the browser's, switched by the person, remembered.

import { signal } from '@preact/signals'
import { en } from '../strings/en.ts'
import { zh } from '../strings/zh.ts'

export type Key = keyof typeof en
export type Language = 'en' | 'zh'

const strings: Record<Language, Record<Key, string>> = { en, zh }
const STORED = 'uploadtask.language'

/** The value of `lang` for each language, and what Intl uses where the browser has nothing nearer. */
const TAGS = { en: 'en', zh: 'zh-CN' }

export const languages = Object.keys(strings) as Language[]

/** The language that is shown; what reads it is drawn anew when it changes. */
export const language = signal<Language>(remembered() ?? (/^zh\b/i.test(navigator.language) ? 'zh' : 'en'))

function remembered() {
  try {
    const stored = localStorage.getItem(STORED)
    return languages.find((one) => one === stored)
  } catch {
    // Storage can be switched off.
    return undefined
  }
}

/** What Intl formats by: the browser's own region when it speaks this language. */
export function currentLocale() {
  const own = navigator.languages.find((tag) => tag.split('-')[0] === language.value)
  return own ?? TAGS[language.value]
}

export function setLanguage(next: Language) {
  language.value = next
  try {
    localStorage.setItem(STORED, next)
  } catch {
    // Then it is not remembered.
  }
}

export function languageTag(one: Language) {
  return TAGS[one]
}

export function languageName(one: Language) {
  return strings[one].languageName
}

/** Is there a text of this name? */
export function isKey(key: string): key is Key {
  return Object.hasOwn(en, key)
}

/** A text of the page; `{name}` is replaced, `one|other` is chosen by `count`. */
export function t(key: Key, values: Record<string, string | number> = {}) {
  const forms = strings[language.value][key].split('|')
  const { count } = values
  const isSingular =
    typeof count === 'number' && new Intl.PluralRules(TAGS[language.value]).select(count) === 'one'
  const form = (isSingular ? forms[0] : forms.at(-1)) ?? ''
  return form.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = values[name]
    return typeof value === 'number' ? new Intl.NumberFormat(currentLocale()).format(value) : String(value)
  })
}
