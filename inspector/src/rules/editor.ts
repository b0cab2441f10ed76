// The editor of the rules: CodeMirror, which is loaded when the rules are opened. It lives in a shadow tree, where it has
// its styles as constructed sheets: the page's policy allows no style elements.

import {
  autocompletion,
  type CompletionContext,
  closeBrackets,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  StreamLanguage,
  syntaxHighlighting,
} from '@codemirror/language'
import { json } from '@codemirror/legacy-modes/mode/javascript'
import { type Diagnostic, linter, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { applyEdits, format, modify, type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import schema from '../../../rules.schema.json'
import { completionsAt, type Schema } from './completion.ts'

const FORMATTING = { tabSize: 2, insertSpaces: true, eol: '\n' }

const highlighting = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--faint)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--good)' },
  // A name is a string, too: what comes last counts.
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--busy)' },
])

const theme = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--sunken)', height: '100%', fontSize: '13px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
  '.cm-gutters': {
    backgroundColor: 'var(--sunken)',
    color: 'var(--faint)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--accent-soft)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--busy-soft)',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-tooltip': {
    backgroundColor: 'var(--panel)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  // Its own are pictures in `data:` URLs, which the page's policy refuses.
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)' },
  '.cm-lint-marker-error': { content: '"●"', color: 'var(--bad)', lineHeight: '20px' },
  '.cm-placeholder': { color: 'var(--faint)' },
})

export interface EditorOptions {
  parent: HTMLElement
  /** For screen readers. */
  label: string
  onChange: (text: string) => void
  onSave: () => void
}

function complete(context: CompletionContext) {
  const { state, pos, explicit } = context
  const text = state.doc.toString()
  const isWriting = context.matchBefore(/["\w]+/) !== null
  if (!explicit && !isWriting) return null
  const found = completionsAt(schema as unknown as Schema, text, pos)
  if (found === undefined) return null
  return {
    from: found.from,
    to: found.to,
    filter: false,
    options: found.options
      .filter(({ label }) => {
        const written = text.slice(found.from, pos).replace(/^"|"$/g, '')
        return label.replace(/^"/, '').toLowerCase().startsWith(written.toLowerCase())
      })
      .map(({ label, insert, info, detail, isKey }) => ({
        label,
        detail,
        info,
        type: isKey ? 'property' : 'constant',
        apply(view: EditorView, _completion: unknown, from: number, to: number) {
          // Into the quotes or brackets that were written with it.
          const inner = /(?:""|\{\}|\[\])$/.test(insert) && isKey ? 1 : 0
          view.dispatch({
            changes: { from, to, insert },
            selection: { anchor: from + insert.length - inner },
          })
        },
      })),
  }
}

/** What is no JSON, while it is being written. */
function syntaxProblems(view: EditorView): Diagnostic[] {
  const text = view.state.doc.toString()
  const errors: ParseError[] = []
  parse(text, errors, { allowTrailingComma: true })
  return errors.slice(0, 20).map(({ error, offset, length }) => ({
    from: Math.min(offset, text.length),
    to: Math.min(offset + Math.max(1, length), text.length),
    severity: 'error',
    message: printParseErrorCode(error),
  }))
}

export function createEditor({ parent, label, onChange, onSave }: EditorOptions) {
  const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' })
  const save = () => {
    onSave()
    return true
  }
  const view = new EditorView({
    root,
    parent: root as unknown as HTMLElement,
    state: EditorState.create({
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        autocompletion({ override: [complete] }),
        StreamLanguage.define(json),
        syntaxHighlighting(highlighting),
        linter(syntaxProblems, { delay: 300 }),
        lintGutter(),
        placeholder('[]'),
        theme,
        keymap.of([
          { key: 'Mod-s', run: save, preventDefault: true },
          { key: 'Shift-Alt-f', run: () => formatAll() },
          ...completionKeymap,
          ...historyKeymap,
          indentWithTab,
          ...defaultKeymap,
        ]),
        EditorView.contentAttributes.of({ 'aria-label': label, id: 'rules-text', spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString())
        }),
      ],
    }),
  })

  const text = () => view.state.doc.toString()

  function setText(next: string) {
    if (next === text()) return
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
  }

  function formatAll() {
    setText(applyEdits(text(), format(text(), undefined, FORMATTING)))
    return true
  }

  return {
    text,
    setText,
    format: formatAll,
    focus: () => view.focus(),
    destroy: () => view.destroy(),

    /** Appends rules to the array; comments stay. */
    append(rules: Record<string, unknown>[]) {
      let next = text().trim() === '' ? '[]' : text()
      for (const rule of rules) {
        const count = (parse(next) as unknown[] | undefined)?.length ?? 0
        next = applyEdits(
          next,
          modify(next, [count], rule, { formattingOptions: FORMATTING, isArrayInsertion: true }),
        )
      }
      setText(next)
    },

    /** Marks a place that the receiver has refused, and goes there. */
    showProblem(message: string, line: number, column: number) {
      const at = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)))
      const from = Math.min(at.from + Math.max(0, column - 1), at.to)
      view.dispatch(setDiagnostics(view.state, [{ from, to: at.to, severity: 'error', message }]))
      view.dispatch({ selection: { anchor: at.from, head: at.to }, scrollIntoView: true })
      view.focus()
    },
  }
}

export type Editor = ReturnType<typeof createEditor>
