// The page: the bar, the list, the pane, and what lies over them.

import { effect } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Arrivals } from './announce.tsx'
import { Empty } from './empty.tsx'
import { askToClear, openHelp } from './help.tsx'
import { FilterBar } from './list/filter-bar.tsx'
import { focusRow, List } from './list/list.tsx'
import { query, search } from './list/search.ts'
import { opened } from './list/selection.ts'
import { SelectionBar } from './list/selection-bar.tsx'
import { Dialog } from './parts/dialog.tsx'
import { focusRequests, go, isNarrow, place } from './parts/place.ts'
import { Toast } from './parts/toast.tsx'
import { ToolButton } from './parts/tool-button.tsx'
import { language, languageName, languages, languageTag, setLanguage, t } from './parts/words.ts'
import { connection, rows } from './receiver/store.ts'
import { Rules } from './rules/rules.tsx'
import { Compare } from './upload/compare.tsx'
import { UploadPane } from './upload/pane.tsx'

function Bar() {
  const other = languages.find((one) => one !== language.value) ?? language.value
  const isRules = place.value.view === 'rules'
  return (
    <header class="bar">
      <h1 class="brand">
        <img src="icon.svg" alt="" width="24" height="24" />
        <span>uploadtask</span>
      </h1>
      <p class="connection" id="connection" role="status" data-state={connection.value}>
        <span class="dot" aria-hidden="true" />
        <span class="words">{t(connection.value)}</span>
      </p>
      <search class="search">
        <input
          type="search"
          id="search"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-label={t('searchLabel')}
          aria-keyshortcuts="/"
          placeholder={t('searchPlaceholder')}
          value={query}
          onInput={({ currentTarget }) => search(currentTarget.value)}
        />
      </search>
      <fieldset class="tools" aria-label={t('tools')}>
        <ToolButton
          id="show-rules"
          icon="rules"
          label={t('rules')}
          pressed={isRules}
          onClick={() => (isRules ? go({ view: 'list' }) : go({ view: 'rules' }, { focus: true }))}
        />
        <ToolButton id="clear" icon="trash" label={t('clear')} onClick={askToClear} />
        <button
          type="button"
          class="quiet"
          id="language"
          lang={languageTag(other)}
          title={languageName(other)}
          onClick={() => setLanguage(other)}
        >
          <span class="label">{languageName(other)}</span>
        </button>
        <ToolButton id="help" icon="help" label={t('help')} onClick={openHelp} shortcut="?" />
      </fieldset>
    </header>
  )
}

function Pane() {
  const element = useRef<HTMLElement>(null)
  const now = place.value
  const key = now.view === 'detail' ? now.id : now.view
  useLayoutEffect(() => {
    if (element.current) element.current.scrollTop = 0
  }, [key])
  if (now.view === 'list') return null
  return (
    <section class="pane" id="pane" tabIndex={-1} aria-label={t('details')} ref={element}>
      {now.view === 'detail' && <UploadPane key={now.id} id={now.id} tab={now.tab} />}
      {now.view === 'compare' && <Compare ids={now.ids} />}
      {now.view === 'rules' && <Rules />}
    </section>
  )
}

/** Moves the focus with the person: into the pane that was asked for, back to the row that they came from. */
function useFocus() {
  const { view } = place.value
  const before = useRef(view)
  const lastOpened = useRef(opened.value)
  const requests = useRef(focusRequests.value)
  useEffect(() => {
    const wasAsked = requests.current !== focusRequests.value
    requests.current = focusRequests.value
    const hasChanged = before.current !== view
    if (wasAsked || (isNarrow.peek() && view !== 'list' && before.current === 'list')) {
      document.getElementById('pane-title')?.focus()
    } else if (view === 'list' && hasChanged) {
      const isLost = document.activeElement === document.body || document.activeElement === null
      if (isLost) focusRow(lastOpened.current) || focusRow() || document.getElementById('search')?.focus()
    }
    before.current = view
    lastOpened.current = opened.value
  }, [view, opened.value, focusRequests.value])
}

export function App() {
  useFocus()
  const { view } = place.value
  const isEmpty = rows.value.length === 0 && connection.value !== 'connecting'
  return (
    <div class="page" data-view={view}>
      <Bar />
      <main data-empty={isEmpty || undefined}>
        {isEmpty && view === 'list' ? (
          <div class="scroll">
            <Empty />
          </div>
        ) : (
          <section class="inbox" id="inbox" aria-label={t('uploads')}>
            <FilterBar />
            <SelectionBar />
            <List />
          </section>
        )}
        <Pane />
      </main>
      <Toast />
      <Arrivals />
      <Dialog />
    </div>
  )
}

// What stands outside of the page's own elements.
effect(() => {
  document.documentElement.lang = languageTag(language.value)
  const count = rows.value.length
  document.title = `${count > 0 ? t('titleCount', { count }) : t('title')} · uploadtask`
})
