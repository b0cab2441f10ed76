// The pane with one upload: its head follows each event, the tabs below have the whole of it.

import type { JSX } from 'preact'
import { remove } from '../actions.ts'
import { openCopy } from '../copy/dialog.tsx'
import { ProgressBar, progressText, StateMark, Status } from '../list/row.tsx'
import { decodedUrl, Foreign } from '../parts/foreign.tsx'
import { formatTime } from '../parts/format.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { Menu, type MenuItem } from '../parts/menu.tsx'
import { go, isNarrow, TABS, type Tab } from '../parts/place.ts'
import { problemText } from '../parts/problem.ts'
import { TabList, TabPanel } from '../parts/tabs.tsx'
import { attempt } from '../parts/toast.tsx'
import { type Key, t } from '../parts/words.ts'
import { endUpload, uploadPath } from '../receiver/api.ts'
import { info } from '../receiver/info.ts'
import { uploadOf } from '../receiver/store.ts'
import type { Row, Upload } from '../receiver/types.ts'
import { ruleFrom } from '../rules/from-upload.ts'
import { BackBar } from './back-bar.tsx'
import { Fields, Headers } from './fields.tsx'
import { Files } from './files.tsx'
import { openNote, togglePin } from './note.tsx'
import { isGone, whole } from './opened-upload.ts'
import { Raw } from './raw.tsx'
import { openReplay } from './replay.tsx'
import { Response } from './response.tsx'
import { Timing } from './timing.tsx'

const LABELS: Record<Tab, Key> = {
  files: 'files',
  fields: 'fields',
  headers: 'headers',
  raw: 'raw',
  response: 'response',
  timing: 'timing',
}

const CONTENTS: Record<Tab, (properties: { upload: Upload }) => JSX.Element> = {
  files: Files,
  fields: Fields,
  headers: Headers,
  raw: Raw,
  response: Response,
  timing: Timing,
}

interface Action {
  id: string
  icon: IconName
  label: string
  run: () => void
  isDisabled?: boolean
}

/** What is done most has buttons of its own; on a phone it is in the menu. */
function actionsOf(row: Row, upload: Upload | undefined): Action[] {
  const isReceiving = row.state === 'receiving'
  const isReady = upload !== undefined && !isReceiving
  return [
    {
      id: 'copy-as',
      icon: 'copy',
      label: t('copyAs'),
      run: () => upload && openCopy(upload),
      isDisabled: !isReady,
    },
    ...(info.value.replay === false
      ? []
      : [
          {
            id: 'replay',
            icon: 'replay',
            label: t('replay'),
            run: () => upload && openReplay(upload),
            isDisabled: !isReady,
          } as const,
        ]),
    ...(row.response === undefined && isReceiving
      ? [
          {
            id: 'end',
            icon: 'stop',
            label: t('endUpload'),
            run: () => attempt(() => endUpload(row.id)),
          } as const,
        ]
      : []),
    { id: 'delete', icon: 'trash', label: t('delete'), run: () => remove([row.id]) },
  ]
}

function menuOf(row: Row, upload: Upload | undefined): MenuItem[] {
  const { id, pinned, fileCount, state } = row
  return [
    { icon: 'pin', label: t(pinned ? 'unpin' : 'pin'), run: () => togglePin(row) },
    { icon: 'note', label: t('noteEdit'), run: () => openNote(row) },
    ...(upload === undefined
      ? []
      : [{ icon: 'rules', label: t('ruleFromUpload'), run: () => ruleFrom(upload) } as const]),
    ...(fileCount > 0 && state !== 'receiving'
      ? [{ icon: 'archive', label: t('downloadZip'), href: `api/${uploadPath(id, 'zip')}` } as const]
      : []),
    { icon: 'download', label: t('downloadHar'), href: `api/${uploadPath(id, 'har')}` },
  ]
}

function Head({ row, upload }: { row: Row; upload: Upload | undefined }) {
  const { state, method, response, startedAt, note } = row
  const url = decodedUrl(upload?.url ?? row.url)
  const actions = actionsOf(row, upload)
  const menu = menuOf(row, upload)
  return (
    <>
      <div class="title-line">
        <BackBar />
        <h2 tabIndex={-1} id="pane-title" title={url}>
          <span class="method">{method}</span> <Foreign text={url} />
        </h2>
        <div class="buttons">
          {!isNarrow.value &&
            actions.map(({ id, icon, label, run, isDisabled }) => (
              <button key={id} type="button" id={id} disabled={isDisabled} title={label} onClick={run}>
                <Icon name={icon} />
                <span class="label">{label}</span>
              </button>
            ))}
          <Menu
            id="more"
            label={t('more_')}
            items={isNarrow.value ? [...actions.filter(({ isDisabled }) => !isDisabled), ...menu] : menu}
          />
        </div>
      </div>
      <div class="meta-line">
        {state !== 'complete' && <StateMark state={state} />}
        {response && <Status response={response} />}
        <p class="meta">
          <span>{formatTime(startedAt)}</span>
          {upload && (
            <>
              <span>
                {t('from')} <Foreign text={upload.remoteAddress} />
              </span>
              <span>HTTP/{upload.httpVersion}</span>
            </>
          )}
          {row.replayOf !== undefined && (
            <a href={`#/compare/${encodeURIComponent(row.replayOf)}/${encodeURIComponent(row.id)}`}>
              {t('isReplay')}
            </a>
          )}
          {note && (
            <span class="note-text">
              <Foreign text={note} />
            </span>
          )}
        </p>
      </div>
    </>
  )
}

function Gone() {
  return (
    <>
      <BackBar />
      <div class="placeholder">
        <h2 tabIndex={-1} id="pane-title">
          {t('goneTitle')}
        </h2>
        <p>{t('gone')}</p>
      </div>
    </>
  )
}

/** How many of them there are, on the tab. */
function countOf(tab: Tab, { fileCount, fieldCount }: Row) {
  if (tab === 'files') return fileCount
  return tab === 'fields' ? fieldCount : undefined
}

export function UploadPane({ id, tab }: { id: string; tab: Tab }) {
  const upload = whole.value?.id === id ? whole.value : undefined
  // One that has just been made room for can still be fetched.
  const row = uploadOf(id) ?? (upload && rowOfUpload(upload))
  if (isGone.value || row === undefined)
    return isGone.value ? <Gone /> : <p class="hint loading">{t('loading')}</p>
  const Content = CONTENTS[tab]
  const choose = (next: Tab) => go({ view: 'detail', id, tab: next }, { replace: true })
  return (
    <>
      <header class="pane-head has-tabs">
        <Head row={row} upload={upload} />
        <TabList
          id="upload"
          label={t('details')}
          items={TABS.map((name) => ({ name, label: t(LABELS[name]), count: countOf(name, row) }))}
          chosen={tab}
          onChoose={choose}
        />
      </header>
      <TabPanel id="upload" chosen={tab}>
        <div class="pane-body">
          {row.error && (
            <p class="error">
              {problemText(row.error)} ({row.error.code})
            </p>
          )}
          {row.state === 'receiving' && (
            <div class="running">
              <ProgressBar upload={row} label={t('receiving')} />
              <span class="note">{progressText(row)}</span>
            </div>
          )}
          {upload ? <Content key={id} upload={upload} /> : <p class="hint">{t('loading')}</p>}
        </div>
      </TabPanel>
    </>
  )
}

function rowOfUpload(upload: Upload): Row {
  const { files, fields } = upload
  return {
    ...upload,
    fileCount: files.length,
    fieldCount: fields.length,
    filename: files[0]?.filename,
    contentType: files[0]?.contentType,
    size: files.reduce((sum, { size }) => sum + size, 0),
  }
}
