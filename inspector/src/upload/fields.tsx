// Fields and headers of an upload.

import { readHeaderValue } from '../copy/upload-parts.ts'
import { Pairs, Part } from '../parts/facts.tsx'
import { Foreign, ForeignLines } from '../parts/foreign.tsx'
import { t } from '../parts/words.ts'
import type { Upload } from '../receiver/types.ts'

export function Fields({ upload }: { upload: Upload }) {
  if (upload.fields.length === 0) return <p class="hint">{t('noFields')}</p>
  return (
    <Part heading={t('fields')}>
      <Pairs
        label={t('fields')}
        rows={upload.fields.map(({ name, value, truncated }) => [
          name,
          <>
            <span class="value">
              <ForeignLines text={value} />
            </span>
            {truncated && <p class="hint">{t('truncated')}</p>}
          </>,
        ])}
      />
    </Part>
  )
}

export function Headers({ upload }: { upload: Upload }) {
  return (
    <Part heading={t('requestHeaders')}>
      <Pairs
        label={t('requestHeaders')}
        rows={upload.rawHeaders.map(([name, value]) => [
          name,
          <Foreign key={name} text={readHeaderValue(value)} />,
        ])}
      />
    </Part>
  )
}
