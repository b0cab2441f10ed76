// "Rule from this upload": a rule for uploads like it.

import { signal } from '@preact/signals'
import { go } from '../parts/place.ts'
import type { Upload } from '../receiver/types.ts'
import { decodedPath, literalPattern } from './pattern.ts'

/** Rules that the editor appends to what it has when it is shown. */
export const wantedRules = signal<Record<string, unknown>[] | undefined>(undefined)

/** A rule that answers the next upload to this path with what this one was answered, or with 503. */
export function ruleOf({ method, path, response }: Pick<Upload, 'method' | 'path' | 'response'>) {
  const status = response === undefined || response.status < 200 ? 503 : response.status
  return { match: { method, path: literalPattern(decodedPath(path)) }, respond: { status } }
}

export function ruleFrom(upload: Upload) {
  wantedRules.value = [ruleOf(upload)]
  go({ view: 'rules' }, { focus: true })
}
