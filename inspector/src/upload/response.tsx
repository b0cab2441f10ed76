// What an upload was answered: status, rule, headers, and the body as it is kept.

import type { ComponentChildren } from 'preact'
import { Status } from '../list/row.tsx'
import { Facts, Pairs, Part } from '../parts/facts.tsx'
import { Foreign } from '../parts/foreign.tsx'
import { formatExactSize } from '../parts/format.ts'
import { Icon } from '../parts/icon.tsx'
import { t } from '../parts/words.ts'
import { uploadPath } from '../receiver/api.ts'
import type { HeaderValue, Upload } from '../receiver/types.ts'
import { Replays } from './replays.tsx'
import { Viewer } from './viewer.tsx'

function headerRows(headers: Record<string, HeaderValue>) {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value]
      .flat()
      .map((one): [string, ComponentChildren] => [name, <Foreign key={name} text={String(one)} />]),
  )
}

function Body({ upload }: { upload: Upload }) {
  const { id, response, responseBody } = upload
  if (responseBody === undefined) return null
  const { size, kept } = responseBody
  const path = uploadPath(id, 'response')
  const contentType = String(
    Object.entries(response?.headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ??
      '',
  )
  return (
    <Part heading={t('responseBody')}>
      <p class="hint">
        {kept < size
          ? t('responseCut', { kept: formatExactSize(kept), size: formatExactSize(size) })
          : formatExactSize(size)}
      </p>
      {kept > 0 && (
        <>
          <a class="button" href={`api/${path}`} download="">
            <Icon name="download" />
            <span>{t('download')}</span>
          </a>
          <Viewer
            key={`${path} ${size}`}
            content={{ path, key: 'response', name: t('responseBody'), contentType, size: kept }}
          />
        </>
      )}
    </Part>
  )
}

export function Response({ upload }: { upload: Upload }) {
  const { response, state } = upload
  if (response === undefined) {
    return <p class="hint">{t(state === 'receiving' ? 'notAnswered' : 'noAnswer')}</p>
  }
  const rows = headerRows(response.headers ?? {})
  return (
    <>
      <Part heading={t('response')}>
        <Facts
          rows={[
            [t('status'), <Status key="status" response={response} />],
            [
              t('rule'),
              response.rule === undefined ? (
                t('noRule')
              ) : (
                <code key="rule">
                  <Foreign text={response.rule} />
                </code>
              ),
            ],
          ]}
        />
        {rows.length > 0 && <Pairs label={t('responseHeaders')} rows={rows} />}
      </Part>
      <Body upload={upload} />
      <Replays upload={upload} />
    </>
  )
}
