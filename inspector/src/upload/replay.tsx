// Sending an upload again, edited if wanted. The receiver does it, so any URL can be asked.

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { isFraming, ownHeaders, readHeaderValue, targetOf } from '../copy/upload-parts.ts'
import { Status } from '../list/row.tsx'
import { opened } from '../list/selection.ts'
import { openDialog } from '../parts/dialog.tsx'
import { Pairs } from '../parts/facts.tsx'
import { Foreign } from '../parts/foreign.tsx'
import { formatDuration, formatExactSize } from '../parts/format.ts'
import { Icon } from '../parts/icon.tsx'
import { reasonOf } from '../parts/load.ts'
import { go, goToUpload } from '../parts/place.ts'
import { Pre } from '../parts/pre.tsx'
import { t } from '../parts/words.ts'
import { replayUpload } from '../receiver/api.ts'
import type { ReplayAnswer, Upload } from '../receiver/types.ts'
import { reload } from './opened-upload.ts'

/** A name and its value. */
type Pair = [name: string, value: string]

/** Names and values that can be changed, removed and added. */
function PairsEditor({
  label,
  pairs,
  onChange,
}: {
  label: string
  pairs: Pair[]
  onChange: (pairs: Pair[]) => void
}) {
  const change = (at: number, pair: Pair) => onChange(pairs.map((one, index) => (index === at ? pair : one)))
  return (
    <fieldset class="pairs-editor">
      <legend>{label}</legend>
      {pairs.map(([name, value], at) => (
        <div key={at}>
          <input
            aria-label={`${label} ${at + 1}: ${t('name')}`}
            value={name}
            onInput={({ currentTarget }) => change(at, [currentTarget.value, value])}
          />
          <input
            aria-label={`${label} ${at + 1}: ${t('value')}`}
            value={value}
            onInput={({ currentTarget }) => change(at, [name, currentTarget.value])}
          />
          <button
            type="button"
            class="quiet"
            aria-label={t('removeOf', { name: name || String(at + 1) })}
            onClick={() => onChange(pairs.filter((_one, index) => index !== at))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <button type="button" onClick={() => onChange([...pairs, ['', '']])}>
        <Icon name="plus" />
        {t('add')}
      </button>
    </fieldset>
  )
}

function Answer({ answer, original, close }: { answer: ReplayAnswer; original: string; close: () => void }) {
  const { status, headers, body, upload, timing } = answer
  const leftOut = (answer.leftOut ?? []).filter((name) => !isFraming(name))
  return (
    <section class="part" id="replay-answer" aria-label={t('response')}>
      <p>
        <Status response={{ status }} /> {answer.statusMessage}{' '}
        {timing?.answerEnded !== undefined && <span class="hint">{formatDuration(timing.answerEnded)}</span>}
      </p>
      {leftOut.length > 0 && <p class="hint">{t('replayLeftOut', { names: leftOut.join(', ') })}</p>}
      {upload !== undefined && (
        <p class="buttons">
          <button
            type="button"
            onClick={() => {
              close()
              goToUpload(upload, { focus: true })
            }}
          >
            {t('replayOpen')}
          </button>
          <button
            type="button"
            onClick={() => {
              close()
              go({ view: 'compare', ids: [original, upload] }, { focus: true })
            }}
          >
            <Icon name="compare" />
            {t('compare')}
          </button>
        </p>
      )}
      {body?.text !== undefined && (
        <Pre class="text" label={t('responseBody')}>
          {body.text}
        </Pre>
      )}
      {body !== undefined && body.text === undefined && <p class="hint">{formatExactSize(body.size)}</p>}
      <details>
        <summary>{t('responseHeaders')}</summary>
        <Pairs
          label={t('responseHeaders')}
          rows={headers.map(([name, value]) => [name, <Foreign key={name} text={value} />])}
        />
      </details>
    </section>
  )
}

type State =
  | { phase: 'ready' }
  | { phase: 'running' }
  | { phase: 'failed'; reason: string }
  | { phase: 'done'; answer: ReplayAnswer }

function Replay({ upload, close }: { upload: Upload; close: () => void }) {
  const originalHeaders = ownHeaders(upload).map(([name, value]): Pair => [name, readHeaderValue(value)])
  const originalFields = upload.fields.map(({ name, value }): Pair => [name, value])
  const url = useSignal(targetOf(upload.url, location.origin))
  const method = useSignal(upload.method)
  const headers = useSignal(originalHeaders)
  const fields = useSignal(originalFields)
  const left = useSignal<ReadonlySet<number>>(new Set())
  const state = useSignal<State>({ phase: 'ready' })
  const running = useRef<AbortController | undefined>(undefined)
  const files = upload.files.filter((file) => file.state === 'complete')
  useEffect(() => () => running.current?.abort(), [])

  async function run() {
    running.current = new AbortController()
    state.value = { phase: 'running' }
    const isSame = (one: Pair[], other: Pair[]) => JSON.stringify(one) === JSON.stringify(other)
    const edited = {
      url: url.value,
      method: method.value,
      ...(isSame(headers.value, originalHeaders)
        ? {}
        : { headers: headers.value.filter(([name]) => name !== '') }),
      ...(isSame(fields.value, originalFields)
        ? {}
        : { fields: fields.value.map(([name, value]) => ({ name, value })) }),
      ...(left.value.size === 0
        ? {}
        : { files: files.filter(({ index }) => !left.value.has(index)).map(({ index }) => ({ index })) }),
    }
    try {
      state.value = { phase: 'done', answer: await replayUpload(upload.id, edited, running.current.signal) }
    } catch (error) {
      if (!running.current.signal.aborted) state.value = { phase: 'failed', reason: reasonOf(error) }
    }
    // It tells of its replays.
    if (opened.peek() === upload.id) reload(upload.id)
  }

  const isRunning = state.value.phase === 'running'
  return (
    <form
      class="replay"
      onSubmit={(event) => {
        event.preventDefault()
        run()
      }}
    >
      <p class="hint">{t('replayHint')}</p>
      <div class="replay-target">
        <select
          aria-label={t('method')}
          value={method.value}
          onChange={({ currentTarget }) => {
            method.value = currentTarget.value
          }}
        >
          {['POST', 'PUT', 'PATCH'].map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <input
          type="url"
          id="replay-url"
          aria-label="URL"
          required
          value={url.value}
          onInput={({ currentTarget }) => {
            url.value = currentTarget.value
          }}
        />
      </div>
      <details>
        <summary>{t('headersCount', { count: headers.value.length })}</summary>
        <PairsEditor
          label={t('headers')}
          pairs={headers.value}
          onChange={(next) => {
            headers.value = next
          }}
        />
      </details>
      <details open={fields.value.length > 0}>
        <summary>{t('fieldsCount', { count: fields.value.length })}</summary>
        <PairsEditor
          label={t('fields')}
          pairs={fields.value}
          onChange={(next) => {
            fields.value = next
          }}
        />
      </details>
      {files.length > 0 && (
        <fieldset>
          <legend>{t('files')}</legend>
          {files.map(({ index, filename, size }) => (
            <label key={index} class="check">
              <input
                type="checkbox"
                checked={!left.value.has(index)}
                onChange={() => {
                  const next = new Set(left.value)
                  if (!next.delete(index)) next.add(index)
                  left.value = next
                }}
              />
              <Foreign text={filename || t('noName')} /> <span class="hint">{formatExactSize(size)}</span>
            </label>
          ))}
        </fieldset>
      )}
      {state.value.phase === 'failed' && (
        <p class="problem" role="alert">
          {state.value.reason}
        </p>
      )}
      {state.value.phase === 'done' && (
        <Answer answer={state.value.answer} original={upload.id} close={close} />
      )}
      <div class="buttons">
        <button type="button" onClick={close}>
          {t(isRunning ? 'cancel' : 'close')}
        </button>
        <button type="submit" class="primary" id="replay-send" disabled={isRunning}>
          {t(isRunning ? 'replayRunning' : 'replaySend')}
        </button>
      </div>
    </form>
  )
}

export function openReplay(upload: Upload) {
  openDialog(
    () => t('replay'),
    (close) => <Replay upload={upload} close={close} />,
    { wide: true },
  )
}
