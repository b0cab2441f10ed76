// What is fetched for a component, and fetched again when its key changes.

import { useEffect, useState } from 'preact/hooks'
import { CallError } from '../receiver/api.ts'
import { problemText } from './problem.ts'
import { t } from './words.ts'

export interface Loaded<Value> {
  value?: Value
  /** Why it could not be fetched. */
  problem?: string
}

export function reasonOf(error: unknown) {
  return error instanceof CallError ? problemText(error.problem) : t('unreachable')
}

/** The value stays while another one for the same component is on its way. */
export function useLoaded<Value>(key: string, load: () => Promise<Value>): Loaded<Value> {
  const [loaded, setLoaded] = useState<Loaded<Value> & { key?: string }>({})
  useEffect(() => {
    let isWanted = true
    load().then(
      (value) => isWanted && setLoaded({ value, key }),
      (error) => isWanted && setLoaded({ problem: reasonOf(error), key }),
    )
    return () => {
      isWanted = false
    }
  }, [key])
  return loaded.key === key ? loaded : {}
}
