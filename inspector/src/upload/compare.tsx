// Two uploads side by side, with their differences marked.

import { useSignal } from '@preact/signals'
import { decodedUrl, Foreign, ForeignLines } from '../parts/foreign.tsx'
import { formatTime } from '../parts/format.ts'
import { useLoaded } from '../parts/load.ts'
import { go } from '../parts/place.ts'
import { type Key, t } from '../parts/words.ts'
import { fetchUpload } from '../receiver/api.ts'
import type { Upload } from '../receiver/types.ts'
import { BackBar } from './back-bar.tsx'
import { differences, type Line, type Section } from './differences.ts'

const HEADINGS: Record<Section, Key> = {
  request: 'request',
  headers: 'requestHeaders',
  fields: 'fields',
  files: 'files',
  response: 'response',
}

/** Names of the page's own lines; the others are a stranger's. */
const OWN_NAMES: Record<string, Key> = {
  method: 'method',
  state: 'state',
  error: 'problem',
  status: 'status',
  rule: 'rule',
}

function nameOf({ section, name }: Line) {
  const key = section === 'request' || section === 'response' ? OWN_NAMES[name] : undefined
  if (key !== undefined) return t(key)
  return name === 'url' && section === 'request' ? 'URL' : <Foreign text={name || t('noName')} />
}

function Value({ value, line }: { value: string | undefined; line: Line }) {
  if (value === undefined) return <td class="is-missing">—</td>
  const text = line.section === 'request' && line.name === 'url' ? decodedUrl(value) : value
  const content = <ForeignLines text={text} />
  return <td>{line.isDifferent ? <mark>{content}</mark> : content}</td>
}

function Table({ one, other }: { one: Upload; other: Upload }) {
  const showsAll = useSignal(false)
  const lines = differences(one, other)
  const different = lines.filter(({ isDifferent }) => isDifferent)
  const shown = showsAll.value ? lines : different
  const sections = (Object.keys(HEADINGS) as Section[]).filter((section) =>
    shown.some((line) => line.section === section),
  )
  return (
    <>
      <p class="compare-summary">
        <strong role="status">{t('differencesCount', { count: different.length })}</strong>
        <label class="check">
          <input
            type="checkbox"
            id="compare-all"
            checked={showsAll.value}
            onChange={({ currentTarget }) => {
              showsAll.value = currentTarget.checked
            }}
          />
          {t('compareAll')}
        </label>
      </p>
      <table class="compare" aria-label={t('compare')}>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">{t('name')}</span>
            </th>
            {[one, other].map(({ id, method, path, startedAt }) => (
              <th key={id} scope="col">
                <a href={`#/upload/${id}`}>
                  {method} <Foreign text={decodedUrl(path)} />
                </a>{' '}
                <span class="hint">{formatTime(startedAt)}</span>
              </th>
            ))}
          </tr>
        </thead>
        {sections.map((section) => (
          <tbody key={section}>
            <tr>
              <th scope="rowgroup" colSpan={3} class="compare-section">
                {t(HEADINGS[section])}
              </th>
            </tr>
            {shown
              .filter((line) => line.section === section)
              .map((line, index) => (
                <tr key={index} class={line.isDifferent ? 'is-different' : undefined}>
                  <th scope="row">{nameOf(line)}</th>
                  <Value value={line.values[0]} line={line} />
                  <Value value={line.values[1]} line={line} />
                </tr>
              ))}
          </tbody>
        ))}
      </table>
    </>
  )
}

export function Compare({ ids }: { ids: [string, string] }) {
  const { value, problem } = useLoaded(ids.join(' '), () => Promise.all(ids.map(fetchUpload)))
  const [one, other] = value ?? []
  return (
    <>
      <header class="pane-head">
        <div class="title-line">
          <BackBar />
          <h2 tabIndex={-1} id="pane-title" class="words">
            {t('compareTitle')}
          </h2>
          <button
            type="button"
            onClick={() => go({ view: 'compare', ids: [ids[1], ids[0]] }, { replace: true })}
          >
            {t('swap')}
          </button>
        </div>
      </header>
      <div class="pane-body">
        {problem !== undefined && <p class="hint">{problem}</p>}
        {one && other && <Table one={one} other={other} />}
      </div>
    </>
  )
}
