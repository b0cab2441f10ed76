// Rules that are often wanted, to begin with.

import type { Key } from '../parts/words.ts'

export interface Preset {
  label: Key
  rules: Record<string, unknown>[]
}

/** Half of an upload whose size is not known, in bytes. */
const SOME_HALF = 100_000

/** What Chrome's network panel calls "Slow 3G": 400 kbit/s, two seconds of latency. */
const SLOW_3G = { throttle: 50_000, delay: 2000 }

const ACCESS_DENIED =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'

/** `lastBytes`: the size of the body of the newest upload, by which "half" goes. */
export function presets(lastBytes?: number): Preset[] {
  return [
    {
      label: 'preset413',
      rules: [
        { id: 'too-large', respond: { status: 413, body: { error: '{{ files.0.filename }} is too large' } } },
      ],
    },
    {
      label: 'presetBusy',
      rules: [{ id: 'busy-twice', times: 2, respond: { status: 503, headers: { 'Retry-After': '1' } } }],
    },
    { label: 'presetSlow', rules: [{ id: 'slow-3g', ...SLOW_3G }] },
    {
      label: 'presetHalf',
      rules: [{ id: 'break-at-half', fault: { reset: lastBytes ? Math.floor(lastBytes / 2) : SOME_HALF } }],
    },
    {
      label: 'presetS3',
      rules: [
        {
          id: 's3-accepted',
          name: 'The form has what S3 asks for; s3Post() in code checks policy and signature too',
          match: { field: { key: true, policy: true, 'x-amz-signature': true } },
          respond: { status: 204, headers: { ETag: '"{{ files.0.sha256 }}"' } },
        },
        {
          id: 's3-denied',
          respond: { status: 403, headers: { 'Content-Type': 'application/xml' }, body: ACCESS_DENIED },
        },
      ],
    },
  ]
}
