// What is in a file or in the body of an answer: a picture, sound or film, a JSON tree, text, a hex dump.

import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { formatSize } from '../parts/format.ts'
import { hasTree, MAX_JSON_BYTES } from '../parts/kinds.ts'
import { useLoaded } from '../parts/load.ts'
import { Pre } from '../parts/pre.tsx'
import { TabList, TabPanel } from '../parts/tabs.tsx'
import { type Key, t } from '../parts/words.ts'
import { fetchJson, fetchText } from '../receiver/api.ts'
import type { Kind } from '../receiver/types.ts'
import { JsonTree, parseJson } from './json-tree.tsx'
import { Picture } from './picture.tsx'

export type View = 'preview' | 'json' | 'text' | 'hex'

/** How many bytes are shown at first and when more is asked for; the receiver gives at most the last. */
const LIMITS = { text: [16 * 1024, 256 * 1024, 1024 * 1024], hex: [2 * 1024, 64 * 1024, 1024 * 1024] }

export interface Content {
  /** Where it is: `uploads/…/files/0`. */
  path: string
  /** For ids. */
  key: string
  name: string
  contentType: string
  size: number
}

function Bytes({ content, view }: { content: Content; view: 'text' | 'hex' }) {
  const step = useSignal(0)
  const panel = useRef<HTMLDivElement>(null)
  const limit = LIMITS[view][step.value] as number
  // Narrow screens have room for half a line.
  const columns = innerWidth < 560 || (panel.current?.clientWidth ?? innerWidth) < 560 ? 8 : 16
  const path = `${content.path}/${view}?limit=${limit}${view === 'hex' ? `&columns=${columns}` : ''}`
  const { value, problem } = useLoaded(path, () => fetchText(path))
  return (
    <div ref={panel}>
      {problem !== undefined && <p class="hint">{problem}</p>}
      {value === undefined && problem === undefined && <p class="hint">{t('loading')}</p>}
      {value !== undefined && (
        <Pre dir={view === 'hex' ? 'ltr' : 'auto'} class={view} label={`${t(view)}: ${content.name}`}>
          {value}
        </Pre>
      )}
      {value !== undefined && content.size > limit && (
        <p class="hint">
          {t('firstPart', { shown: formatSize(limit), total: formatSize(content.size) })}{' '}
          {step.value + 1 < LIMITS[view].length && (
            <button
              type="button"
              class="link"
              onClick={() => {
                step.value += 1
              }}
            >
              {t('showMore')}
            </button>
          )}
        </p>
      )}
    </div>
  )
}

function Json({ content }: { content: Content }) {
  const path = `${content.path}/text?limit=${MAX_JSON_BYTES}`
  const { value, problem } = useLoaded(path, async () => parseJson(await fetchText(path)))
  if (problem !== undefined) return <p class="hint">{problem}</p>
  if (value === undefined) return <p class="hint">{t('loading')}</p>
  if ('error' in value) return <p class="hint">{t('notJson', { reason: value.error })}</p>
  return <JsonTree value={value.json} label={content.name} />
}

function Media({ content, media }: { content: Content; media: string }) {
  const isBroken = useSignal(false)
  const broken = () => {
    isBroken.value = true
  }
  if (isBroken.value) return <p class="hint">{t('mediaBroken')}</p>
  const rest = {
    controls: true,
    preload: 'metadata',
    src: `api/${content.path}/preview`,
    onError: broken,
  } as const
  const label = t('mediaOf', { name: content.name })
  return /^video\//.test(media) ? (
    <video class="media" aria-label={label} {...rest} />
  ) : (
    <audio class="media" aria-label={label} {...rest} />
  )
}

function viewsOf(content: Content, kind: Kind): View[] {
  return [
    ...(kind.picture || kind.media ? (['preview'] as const) : []),
    ...(kind.charset && hasTree(content) ? (['json'] as const) : []),
    'text',
    'hex',
  ]
}

const LABELS: Record<View, Key> = { preview: 'preview', json: 'json', text: 'text', hex: 'hex' }

export function Viewer({ content }: { content: Content }) {
  const { path, key, name } = content
  const picked = useSignal<View | undefined>(undefined)
  const { value: kind, problem } = useLoaded(`${path}/kind`, () => fetchJson<Kind>(`${path}/kind`))
  if (problem !== undefined) return <p class="hint">{problem}</p>
  if (kind === undefined) return <p class="hint">{t('loading')}</p>
  const offered = viewsOf(content, kind)
  const preferred = offered[0] === 'text' && !kind.charset ? 'hex' : (offered[0] as View)
  const view = picked.value !== undefined && offered.includes(picked.value) ? picked.value : preferred
  return (
    <div class="views">
      <TabList
        id={key}
        label={t('views', { name })}
        items={offered.map((one) => ({ name: one, label: t(LABELS[one]) }))}
        chosen={view}
        onChoose={(next) => {
          picked.value = next
        }}
      />
      <TabPanel id={key} chosen={view}>
        {view === 'preview' && kind.picture && (
          <Picture src={`api/${path}/preview`} name={name} kind={kind} />
        )}
        {view === 'preview' && !kind.picture && kind.media && <Media content={content} media={kind.media} />}
        {view === 'json' && <Json content={content} />}
        {view === 'text' && !kind.charset && <p class="hint">{t('notText')}</p>}
        {(view === 'text' || view === 'hex') && <Bytes key={view} content={content} view={view} />}
      </TabPanel>
    </div>
  )
}
