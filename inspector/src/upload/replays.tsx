// The times that an upload was sent again from here, and what came of them.

import { Status } from '../list/row.tsx'
import { Part } from '../parts/facts.tsx'
import { Foreign } from '../parts/foreign.tsx'
import { formatTime } from '../parts/format.ts'
import { problemText } from '../parts/problem.ts'
import { t } from '../parts/words.ts'
import type { Upload } from '../receiver/types.ts'

export function Replays({ upload }: { upload: Upload }) {
  const { id, replays = [] } = upload
  if (replays.length === 0) return null
  return (
    <Part heading={t('replays')}>
      <ul class="replays">
        {replays.map(({ at, method, url, status, error, upload: repeated }) => (
          <li key={at}>
            {status !== undefined && <Status response={{ status }} />}
            <span>{formatTime(at)}</span>
            <span class="replay-url">
              {method} <Foreign text={url} />
            </span>
            {error && <span class="note">{problemText(error)}</span>}
            {repeated !== undefined && (
              <a href={`#/compare/${encodeURIComponent(id)}/${encodeURIComponent(repeated)}`}>
                {t('compare')}
              </a>
            )}
          </li>
        ))}
      </ul>
    </Part>
  )
}
