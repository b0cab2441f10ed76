// What of an upload has to be said again to repeat it, whatever the language: headers, parts in their order, the target.

import type { Field, Upload, UploadedFile } from '../receiver/types.ts'

export type Part = { field: Field; file?: undefined } | { file: UploadedFile; field?: undefined }

/** What a person should know of the code that is copied. */
export interface Note {
  key:
    | 'curlLocal'
    | 'curlElsewhere'
    | 'curlShortened'
    | 'curlLeftOut'
    | 'curlIncomplete'
    | 'codeNoFile'
    | 'codeOneFile'
    | 'codeMethod'
    | 'codeRepeated'

  name?: string
}

/** Headers that belong to one connection or frame the body: whoever sends makes its own. */
const FRAMING = new Set([
  ...[
    'host',
    'connection',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'upgrade',
    'transfer-encoding',
  ],
  ...['content-length', 'content-type', 'expect', 'http2-settings'],
])

/** Does whoever sends make this header? */
export function isFraming(name: string) {
  return FRAMING.has(name.toLowerCase())
}

/** The headers that are repeated. */
export function ownHeaders({ rawHeaders }: Pick<Upload, 'rawHeaders'>) {
  return rawHeaders.filter(([name]) => !isFraming(name))
}

/** Header values come as latin1; most clients mean UTF-8. */
export function readHeaderValue(value: string) {
  if (!/[\x80-\xff]/.test(value) || /[^\0-\xff]/.test(value)) return value
  try {
    const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return value
  }
}

/** The name under which a browser keeps a download, near enough. */
export function plainName(filename: string) {
  return filename.replace(/^.*[\\/]/s, '').replace(/[\p{Cc}\p{Cf}]/gu, '') || 'upload.bin'
}

/** Fields and files in the order in which they came, by the multipart head; where that does not tell, fields first. */
export function partsInOrder({
  head = '',
  fields,
  files,
}: Pick<Upload, 'head' | 'fields' | 'files'>): Part[] {
  const areFiles = [...head.matchAll(/^content-disposition:.*$/gim)].map(([line]) =>
    /;\s*filename\*?=/i.test(line),
  )
  const count = areFiles.filter(Boolean).length
  const fits = count === files.length && areFiles.length - count === fields.length
  const nextField = fields.values()
  const nextFile = files.values()
  const order = fits ? areFiles : [...fields.map(() => false), ...files.map(() => true)]
  return order.map((isFile) =>
    isFile ? { file: nextFile.next().value as UploadedFile } : { field: nextField.next().value as Field },
  )
}

/** Where to: to this receiver, whatever host and scheme the sender has named, as clients of proxies do. */
export function targetOf(url: string, origin: string) {
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '')
  return `${origin}${path.startsWith('/') ? '' : '/'}${path}`
}
