// The rules: what they are, in their order, and an editor for them as JSON with comments.

import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Foreign } from '../parts/foreign.tsx'
import { Icon } from '../parts/icon.tsx'
import { problemDetail, problemText } from '../parts/problem.ts'
import { attempt, tellFailure, toast } from '../parts/toast.tsx'
import { language, t } from '../parts/words.ts'
import {
  CallError,
  deleteRule,
  fetchHits,
  fetchRules,
  fetchRulesText,
  orderRules,
  saveRules,
  switchRule,
} from '../receiver/api.ts'
import { changedRules, hits, rows } from '../receiver/store.ts'
import type { Rule } from '../receiver/types.ts'
import { BackBar } from '../upload/back-bar.tsx'
import type { Editor } from './editor.ts'
import { wantedRules } from './from-upload.ts'
import { presets } from './presets.ts'

const rules = signal<Rule[]>([])

/** What the receiver has, as it was written. */
const saved = signal<string | undefined>(undefined)

/** What was written and not saved; it outlives the editor. */
const draft = signal<string | undefined>(undefined)

const problem = signal<CallError['problem'] | undefined>(undefined)

/** The rules were changed elsewhere while they were being edited. */
const isOutdated = signal(false)

let editor: Editor | undefined

export function hasUnsavedRules() {
  return draft.peek() !== undefined
}

changedRules.subscribe((changed) => {
  if (changed === undefined) return
  rules.value = changed
  // What the person is writing stays.
  if (draft.peek() !== undefined) isOutdated.value = true
  else if (editor !== undefined) attempt(load)
})

async function load() {
  const text = await fetchRulesText()
  saved.value = text
  draft.value = undefined
  isOutdated.value = false
  problem.value = undefined
  editor?.setText(text)
}

async function save() {
  const text = editor?.text() ?? ''
  try {
    await saveRules(text)
  } catch (error) {
    if (!(error instanceof CallError)) return tellFailure(error)
    problem.value = error.problem
    const { line, column = 1, message = '' } = error.problem
    if (line !== undefined) editor?.showProblem(message, line, column)
    return
  }
  saved.value = text
  draft.value = undefined
  isOutdated.value = false
  problem.value = undefined
  toast(t('rulesSaved'))
}

function compact(value: unknown) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** A rule in one line. */
function describe({ id: _id, name: _name, match, enabled: _enabled, ...rest }: Rule) {
  const texts = (members: object) => Object.entries(members).map(([key, value]) => `${key} ${compact(value)}`)
  return {
    conditions: texts(match ?? {}).join(' · ') || t('rulesAny'),
    actions: texts(rest).join(' · ') || '200',
  }
}

/** Moves a rule to another place. */
function move(from: number, to: number) {
  const ids = rules.peek().map(({ id }) => id)
  if (to < 0 || to >= ids.length || from === to) return
  ids.splice(to, 0, ...ids.splice(from, 1))
  attempt(() => orderRules(ids))
}

/** The rule that is being dragged, by its place. */
let dragged: number | undefined

function Item({ rule, index, count }: { rule: Rule; index: number; count: number }) {
  const { id, name, enabled = true } = rule
  const { conditions, actions } = describe(rule)
  const hit = hits.value[id]
  const label = name ?? id
  return (
    <li
      draggable={true}
      data-id={id}
      class={enabled ? undefined : 'is-off'}
      onDragStart={(event) => {
        dragged = index
        event.dataTransfer?.setData('text/plain', id)
      }}
      onDragOver={(event) => {
        if (dragged !== undefined) event.preventDefault()
      }}
      onDrop={(event) => {
        event.preventDefault()
        if (dragged !== undefined) move(dragged, index)
        dragged = undefined
      }}
      onDragEnd={() => {
        dragged = undefined
      }}
    >
      <span class="drag" title={t('ruleDrag')}>
        <Icon name="drag" />
      </span>
      <input
        type="checkbox"
        checked={enabled}
        aria-label={t('ruleOn', { name: label })}
        onChange={({ currentTarget }) => attempt(() => switchRule(id, currentTarget.checked))}
      />
      <div class="rule">
        <p class="rule-name">
          <code>
            <Foreign text={id} />
          </code>{' '}
          {name && <Foreign text={name} />}
          {hit && <span class="hits">{t('ruleHits', { count: hit.applied })}</span>}
        </p>
        <p class="rule-text">
          <Foreign text={conditions} /> → <Foreign text={actions} />
        </p>
      </div>
      <button
        type="button"
        class="quiet"
        disabled={index === 0}
        aria-label={t('ruleUp', { name: label })}
        onClick={() => move(index, index - 1)}
      >
        <Icon name="up" />
      </button>
      <button
        type="button"
        class="quiet"
        disabled={index === count - 1}
        aria-label={t('ruleDown', { name: label })}
        onClick={() => move(index, index + 1)}
      >
        <Icon name="down" />
      </button>
      <button
        type="button"
        class="quiet"
        title={t('deleteRule', { name: label })}
        aria-label={t('deleteRule', { name: label })}
        onClick={() => attempt(() => deleteRule(id))}
      >
        <Icon name="trash" />
      </button>
    </li>
  )
}

function Problem() {
  if (problem.value === undefined) return null
  const { line, column = 1 } = problem.value
  // What is wrong with a rule only the receiver knows.
  const detail = problemDetail(problem.value)
  const text = line === undefined ? undefined : editor?.text().split('\n')[line - 1]
  return (
    <div class="problem" id="rules-problem" role="alert">
      <p>{problemText(problem.value)}</p>
      {detail !== undefined && <p lang="en">{detail}</p>}
      {line !== undefined && (
        <p class="problem-line">
          <strong>{t('rulesLine', { line })}</strong>
        </p>
      )}
      {text !== undefined && <pre dir="ltr">{`${text}\n${' '.repeat(Math.max(0, column - 1))}^`}</pre>}
    </div>
  )
}

function EditorPart() {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let isOpen = true
    attempt(async () => {
      const [{ createEditor }] = await Promise.all([
        import('./editor.ts'),
        draft.peek() === undefined ? load() : undefined,
      ])
      if (!isOpen) return
      editor = createEditor({
        parent: place.current as HTMLDivElement,
        label: t('rulesEditor'),
        onChange(text) {
          draft.value = text === saved.peek() ? undefined : text
        },
        onSave: save,
      })
      editor.setText(draft.peek() ?? saved.peek() ?? '')
      if (wantedRules.peek()) editor.append(wantedRules.peek() ?? [])
      wantedRules.value = undefined
    })
    return () => {
      isOpen = false
      editor?.destroy()
      editor = undefined
      problem.value = undefined
    }
  }, [])
  const newest = rows.value[0]
  return (
    <section class="part">
      <h3>{t('rulesEditor')}</h3>
      {isOutdated.value && (
        <p class="warning" role="status">
          {t('rulesChanged')}
        </p>
      )}
      <div class="editor" ref={place} />
      <Problem />
      <div class="buttons">
        <button type="button" class="primary" id="rules-save" onClick={save}>
          {t('rulesSave')}
        </button>
        <button type="button" onClick={() => attempt(load)}>
          {t('rulesReload')}
        </button>
        <button type="button" onClick={() => editor?.format()}>
          {t('rulesFormat')}
        </button>
        <select
          id="rules-preset"
          aria-label={t('rulesPreset')}
          value=""
          onChange={({ currentTarget }) => {
            const preset = presets(newest?.contentLength)[Number(currentTarget.value)]
            currentTarget.value = ''
            if (preset === undefined) return
            editor?.append(preset.rules)
            editor?.focus()
          }}
        >
          <option value="">{t('rulesPreset')}</option>
          {presets().map(({ label }, index) => (
            <option key={label} value={String(index)}>
              {t(label)}
            </option>
          ))}
        </select>
      </div>
    </section>
  )
}

export function Rules() {
  useEffect(() => {
    attempt(async () => {
      rules.value = await fetchRules()
    })
    fetchHits().then(
      (fetched) => {
        hits.value = fetched
      },
      // They are a receiver's that has none.
      () => {},
    )
  }, [])
  return (
    <>
      <header class="pane-head">
        <div class="title-line">
          <BackBar />
          <h2 tabIndex={-1} id="pane-title" class="words">
            {t('rulesTitle')}
          </h2>
        </div>
        <p class="hint">{t('rulesText')}</p>
      </header>
      <div class="pane-body">
        <section class="part" aria-label={t('rules')}>
          {rules.value.length === 0 ? (
            <p class="hint">{t('rulesNone')}</p>
          ) : (
            <ol class="rules" id="rules-list">
              {rules.value.map((rule, index) => (
                <Item key={rule.id} rule={rule} index={index} count={rules.value.length} />
              ))}
            </ol>
          )}
        </section>
        {/* Its label is in the person's language. */}
        <EditorPart key={language.value} />
      </div>
    </>
  )
}
