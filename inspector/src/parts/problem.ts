// Why something failed, in the person's language: the receiver says it in English, with a code.

import type { Problem } from '../receiver/types.ts'
import { problems } from '../strings/problems.zh.ts'
import { language } from './words.ts'

/**
 * The text of a problem. English is the receiver's own, which knows most; Chinese goes by the code, and has the receiver's
 * sentence where the code is not known.
 */
export function problemText({ code = '', message = '', details = {}, ...others }: Partial<Problem>) {
  if (language.value !== 'zh' || !Object.hasOwn(problems, code)) return message
  const values: Record<string, unknown> = { ...others, ...details }
  return (problems[code] as string).replace(/（\{(\w+)\}）/g, (_whole, name: string) => {
    const value = values[name]
    return value === undefined || value === '' ? '' : `（${value}）`
  })
}

/** The receiver's own sentence, where the page says less. */
export function problemDetail({ message }: Partial<Problem>) {
  return language.value === 'zh' ? message : undefined
}
