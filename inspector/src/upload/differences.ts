// Two uploads as lines that stand side by side, with their differences. Pure.

import { ownHeaders, readHeaderValue } from '../copy/upload-parts.ts'
import type { Upload } from '../receiver/types.ts'

export type Section = 'request' | 'headers' | 'fields' | 'files' | 'response'

export interface Line {
  section: Section
  name: string
  /** What the first and the second one have; undefined for nothing. */
  values: [string | undefined, string | undefined]
  isDifferent: boolean
}

type Pair = [name: string, value: string]

/** Pairs by name; the n-th of a name stands beside the n-th of the same name. */
function align(section: Section, one: Pair[], other: Pair[], foldCase = false): Line[] {
  const keyed = (pairs: Pair[]) => {
    const seen = new Map<string, number>()
    return pairs.map(([name, value]) => {
      const folded = foldCase ? name.toLowerCase() : name
      const count = seen.get(folded) ?? 0
      seen.set(folded, count + 1)
      return { key: `${count} ${folded}`, name, value }
    })
  }
  const [left, right] = [keyed(one), keyed(other)]
  const byKey = new Map(right.map((pair) => [pair.key, pair]))
  const known = new Set(left.map(({ key }) => key))
  return [
    ...left.map(({ key, name, value }) => ({
      name,
      values: [value, byKey.get(key)?.value] as Line['values'],
    })),
    ...right
      .filter(({ key }) => !known.has(key))
      .map(({ name, value }) => ({ name, values: [undefined, value] as Line['values'] })),
  ].map((line) => ({ ...line, section, isDifferent: line.values[0] !== line.values[1] }))
}

function request({ method, url, state, error }: Upload): Pair[] {
  return [
    ['method', method],
    ['url', url],
    ['state', state],
    ...(error === undefined ? [] : [['error', error.message] as Pair]),
  ]
}

function headers(upload: Upload): Pair[] {
  return (
    ownHeaders(upload)
      // The page says of a replay that it is one.
      .filter(([name]) => name.toLowerCase() !== 'x-uploadtask-replay')
      .map(([name, value]) => [name, readHeaderValue(value)])
  )
}

function files({ files: all }: Upload): Pair[] {
  return all.flatMap(({ field, filename, contentType, size, sha256 }): Pair[] => [
    [field, `${filename}\n${contentType}\n${size}\n${sha256}`],
  ])
}

function response({ response: answer }: Upload): Pair[] {
  if (answer === undefined) return []
  return [
    ['status', String(answer.status)],
    ['rule', answer.rule ?? ''],
    ...Object.entries(answer.headers ?? {})
      // It differs always, and says nothing.
      .filter(([name]) => name.toLowerCase() !== 'date')
      .flatMap(([name, value]) => [value].flat().map((single): Pair => [name, String(single)])),
  ]
}

export function differences(one: Upload, other: Upload): Line[] {
  return [
    ...align('request', request(one), request(other)),
    ...align('headers', headers(one), headers(other), true),
    ...align(
      'fields',
      one.fields.map(({ name, value }): Pair => [name, value]),
      other.fields.map(({ name, value }): Pair => [name, value]),
    ),
    ...align('files', files(one), files(other)),
    ...align('response', response(one), response(other), true),
  ]
}
