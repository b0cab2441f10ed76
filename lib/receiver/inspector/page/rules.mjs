// The rules: what they are, and an editor for them as JSON.

import { CallError, deleteRule, fetchRules, fetchRulesText, saveRules } from './api.mjs'
import { backBar } from './detail.mjs'
import { attempt, toast } from './dialogs.mjs'
import { byId, fill, foreign, make, setText } from './dom.mjs'
import { icon } from './icons.mjs'
import { onChange } from './store.mjs'
import { t } from './words.mjs'

/** @typedef {{ id: string, name?: string, match?: Record<string, any>, [member: string]: any }} Rule */

const EXAMPLE = `[
  // The third upload below /upload is refused; the others are answered after a second.
  {
    "id": "refused",
    "match": { "path": "/upload/**" },
    "nth": 3,
    "respond": { "status": 413, "body": { "error": "{{ path }} takes no more" } }
  },
  { "id": "slow", "delay": 1000 }
]
`

/**
 * The editor that is shown.
 *
 * @type {(ReturnType<typeof createEditor> & { draw: (rules: Rule[]) => void }) | undefined}
 */
let shown

/** What was written and not saved when the person went elsewhere. @type {string | undefined} */
let draft

/** Values of a rule in one line. @param {Rule} rule */
function describe({ id, name, match, ...rest }) {
  const conditions = Object.entries(match ?? {}).map(([key, value]) => `${key} ${compact(value)}`)
  const actions = Object.entries(rest).map(([key, value]) => `${key} ${compact(value)}`)
  return { conditions: conditions.join(' · ') || t('rulesAny'), actions: actions.join(' · ') || '200' }
}

/** @param {unknown} value */
function compact(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** @param {Rule[]} rules */
function ruleItems(rules) {
  return rules.map((rule, index) => {
    const { conditions, actions } = describe(rule)
    const label = t('deleteRule', { name: rule.name ?? rule.id })
    return make(
      'li',
      {},
      make('span', { class: 'count' }, String(index + 1)),
      make(
        'div',
        { class: 'rule' },
        make(
          'p',
          { class: 'rule-name' },
          make('code', {}, foreign(rule.id)),
          rule.name && [' ', foreign(rule.name)],
        ),
        make('p', { class: 'rule-text' }, foreign(conditions), ' → ', foreign(actions)),
      ),
      make(
        'button',
        {
          type: 'button',
          class: 'quiet',
          title: label,
          'aria-label': label,
          onclick: () => attempt(() => deleteRule(rule.id)),
        },
        icon('trash'),
      ),
    )
  })
}

/** The offset at which a line begins. @param {string} text @param {number} line From 1. */
function offsetOfLine(text, line) {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((sum, one) => sum + one.length + 1, 0)
}

function createEditor() {
  const problem = make('div', { class: 'problem', id: 'rules-problem', role: 'alert', hidden: true })
  const warning = make('p', { class: 'hint warning', role: 'status', hidden: true })
  const numbers = make('pre', { class: 'numbers', 'aria-hidden': 'true' })
  const area = make('textarea', {
    id: 'rules-text',
    spellcheck: 'false',
    autocapitalize: 'none',
    autocomplete: 'off',
    wrap: 'off',
    dir: 'ltr',
    rows: '16',
    'aria-label': t('rulesEditor'),
    'aria-describedby': problem.id,
  })
  let saved = ''

  function drawNumbers() {
    const count = area.value.split('\n').length
    setText(numbers, Array.from({ length: count }, (_one, index) => String(index + 1)).join('\n'))
    numbers.scrollTop = area.scrollTop
  }

  /** @param {string} text */
  function setContent(text) {
    area.value = text
    saved = text
    problem.hidden = true
    warning.hidden = true
    area.removeAttribute('aria-invalid')
    drawNumbers()
  }

  /** As if the person wrote it. @param {string} text */
  function write(text) {
    area.value = text
    drawNumbers()
  }

  /** @param {CallError} error */
  function showProblem(error) {
    const { line, column = 1 } = error
    const text = line === undefined ? undefined : area.value.split('\n')[line - 1]
    fill(
      problem,
      make('p', {}, error.message),
      line !== undefined &&
        make('p', { class: 'problem-line' }, make('strong', {}, t('rulesLine', { line }))),
      text !== undefined && make('pre', { dir: 'ltr' }, `${text}\n${' '.repeat(Math.max(0, column - 1))}^`),
    )
    problem.hidden = false
    area.setAttribute('aria-invalid', 'true')
    if (line === undefined) return
    const start = offsetOfLine(area.value, line)
    area.focus()
    area.setSelectionRange(start, start + (text ?? '').length)
    area.scrollTop = (line - 4) * Number.parseFloat(getComputedStyle(area).lineHeight)
  }

  async function save() {
    const text = area.value
    try {
      await saveRules(text)
    } catch (error) {
      if (error instanceof CallError) return showProblem(error)
      toast(t('callFailed', { reason: /** @type {Error} */ (error).message }))
      return
    }
    setContent(text)
    toast(t('rulesSaved'))
  }

  const refresh = async () => setContent(await fetchRulesText())
  area.addEventListener('input', drawNumbers)
  area.addEventListener('scroll', drawNumbers)
  area.addEventListener('keydown', (event) => {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    save()
  })
  const element = make(
    'section',
    { class: 'part' },
    make('h3', {}, t('rulesEditor')),
    warning,
    make('div', { class: 'editor' }, numbers, area),
    problem,
    make(
      'div',
      { class: 'buttons' },
      make('button', { type: 'button', class: 'primary', id: 'rules-save', onclick: save }, t('rulesSave')),
      make('button', { type: 'button', onclick: () => attempt(refresh) }, t('rulesReload')),
      make(
        'button',
        {
          type: 'button',
          onclick: () => {
            write(EXAMPLE)
            area.focus()
          },
        },
        t('rulesExample'),
      ),
    ),
  )
  return {
    element,
    refresh,
    isChanged: () => area.value !== saved,
    text: () => area.value,
    write,
    warn: () => {
      warning.hidden = false
      setText(warning, t('rulesChanged'))
    },
  }
}

export function showRules() {
  const editor = createEditor()
  const items = make('ol', { class: 'rules', id: 'rules-list' })
  const none = make('p', { class: 'hint', hidden: true }, t('rulesNone'))

  /** @param {Rule[]} rules */
  function draw(rules) {
    fill(items, ruleItems(rules))
    items.hidden = rules.length === 0
    none.hidden = rules.length > 0
  }

  shown = { ...editor, draw }
  fill(
    byId('pane'),
    backBar(),
    make(
      'header',
      { class: 'pane-head' },
      make('h2', { tabindex: '-1', id: 'pane-title', class: 'words' }, t('rulesTitle')),
      make('p', { class: 'hint' }, t('rulesText')),
    ),
    make('div', { class: 'pane-body' }, make('section', { class: 'part' }, items, none), editor.element),
  )
  byId('pane').scrollTop = 0
  return attempt(async () => {
    draw(await fetchRules())
    await editor.refresh()
    if (draft !== undefined) editor.write(draft)
    draft = undefined
  })
}

export function closeRules() {
  if (shown?.isChanged()) draft = shown.text()
  shown = undefined
}

/** Does the editor have unsaved changes? */
export function hasUnsavedRules() {
  return draft !== undefined || (shown?.isChanged() ?? false)
}

export function startRules() {
  onChange('rules', (rules) => {
    if (!shown) return
    shown.draw(rules)
    // What the person is writing stays.
    if (shown.isChanged()) shown.warn()
    else attempt(shown.refresh)
  })
}
