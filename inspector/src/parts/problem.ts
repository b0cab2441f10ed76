// Why something failed, in the person's language: the receiver says it in English, with a code.

import type { Problem } from '../receiver/types.ts'
import { problems } from '../strings/problems.zh.ts'
import { language } from './words.ts'

/**
 * The text of a problem. English is the receiver's own, which knows most; Chinese goes by the code, and has the receiver's
 * sentence where the code is not known.
 */
export function problemText({ code = '', message = '' }: Partial<Problem>) {
  return language.value === 'zh' && Object.hasOwn(problems, code) ? (problems[code] as string) : message
}
