// The inspector's page: what is shown where, and the keys.

import { clearUploads, fetchInfo } from './api.mjs'
import { closeDetail, copyOpenAsCurl, openUpload, removeUpload, showUpload, startDetail } from './detail.mjs'
import { attempt, confirmClear, copy, showHelp, toast } from './dialogs.mjs'
import { byId, fill, make, setText } from './dom.mjs'
import { icon } from './icons.mjs'
import { currentRow, drawList, focusRow, namesOf, select, setSearch, startList } from './list.mjs'
import { closeRules, hasUnsavedRules, showRules, startRules } from './rules.mjs'
import { allUploads, connectionState, countUploads, follow, onChange } from './store.mjs'
import { strings } from './strings.mjs'
import { currentLanguage, languages, languageTag, setLanguage, t, translateDocument } from './words.mjs'

/** @typedef {import('./icons.mjs').IconName} IconName */

const narrow = matchMedia('(max-width: 860px)')
const search = /** @type {HTMLInputElement} */ (byId('search'))

/** Where the page is: the part of its URL behind `#`, so that Back, links and reloading work. */
function place() {
  const [kind, id] = location.hash.replace(/^#\//, '').split('/').map(decodeURIComponent)
  if (kind === 'upload' && id) return /** @type {const} */ ({ view: 'detail', id })
  if (kind === 'rules') return /** @type {const} */ ({ view: 'rules' })
  return /** @type {const} */ ({ view: 'list' })
}

/** Whether the next change of place takes the focus with it. */
let takesFocus = false

/** What was shown before. @type {string | undefined} */
let from

/** @param {string} hash @param {{ focus?: boolean, replace?: boolean }} [options] */
function go(hash, { focus = false, replace = false } = {}) {
  if (location.hash === hash || (hash === '' && location.hash === '')) {
    if (focus) byId('pane-title')?.focus()
    return
  }
  takesFocus = focus
  if (replace) {
    history.replaceState(null, '', hash === '' ? location.pathname + location.search : hash)
    showPlace()
  } else {
    location.hash = hash
  }
}

/** Shows what the URL names. */
function showPlace() {
  const now = place()
  document.body.dataset.view = now.view
  const leaving = openUpload()
  closeDetail()
  closeRules()
  select(now.view === 'detail' ? now.id : undefined)
  if (now.view === 'detail') showUpload(now.id)
  else if (now.view === 'rules') showRules()
  else showPlaceholder()
  byId('show-rules').setAttribute('aria-pressed', String(now.view === 'rules'))
  if (takesFocus || (narrow.matches && now.view !== 'list' && from === 'list')) {
    byId('pane-title')?.focus()
  } else if (now.view === 'list' && from !== undefined && from !== 'list') {
    focusRow(leaving) || focusRow() || search.focus()
  }
  takesFocus = false
  from = now.view
}

function showPlaceholder() {
  const text = make('p', { id: 'pane-title', tabindex: '-1' }, t('pickOne'))
  fill(byId('pane'), make('div', { class: 'placeholder' }, icon('receiving'), text))
}

/** A block of code with a button that copies it. @param {string} title @param {string} code */
function codeBlock(title, code) {
  const label = `${t('copy')}: ${title}`
  return make(
    'figure',
    {},
    make('figcaption', {}, title),
    make(
      'div',
      { class: 'code' },
      make('pre', { tabindex: '0', dir: 'ltr' }, code),
      make(
        'button',
        { type: 'button', class: 'quiet', title: label, 'aria-label': label, onclick: () => copy(code) },
        icon('copy'),
      ),
    ),
  )
}

/** Where the receiver takes uploads. */
let uploadPath = '/upload'

function drawEmpty() {
  const url = new URL(uploadPath, location.href).href
  const snippet = `wx.uploadFile({
  url: '${url}',
  filePath: 'photo.png',
  name: 'file',
  formData: { album: 'summer' },
  success: ({ statusCode, data }) => console.log(statusCode, data),
})`
  fill(
    byId('empty'),
    make('div', { class: 'empty-icon' }, icon('receiving')),
    make('h2', {}, t('emptyTitle')),
    make('p', {}, t('emptyText')),
    make('p', { class: 'address' }, make('code', {}, url)),
    codeBlock(t('emptyCurl'), `curl -F file=@photo.png -F album=summer ${url}`),
    codeBlock(t('emptyWx'), snippet),
  )
}

function drawConnection() {
  const state = connectionState()
  const element = byId('connection')
  element.dataset.state = state
  fill(element, make('span', { class: 'dot', 'aria-hidden': 'true' }), make('span', {}, t(state)))
}

function drawTitle() {
  const count = countUploads()
  document.title = `${count > 0 ? t('titleCount', { count }) : t('title')} · uploadtask`
}

function drawLanguage() {
  const current = currentLanguage()
  const other = languages.find((one) => one !== current) ?? current
  const button = byId('language')
  button.lang = languageTag(other)
  button.title = strings[other].languageName
  setText(/** @type {Element} */ (button.querySelector('.label')), strings[other].languageName)
  button.onclick = () => {
    setLanguage(other)
    drawAll()
  }
}

/** Everything that has words in it. */
function drawAll() {
  translateDocument()
  drawLanguage()
  drawConnection()
  drawTitle()
  drawEmpty()
  drawList()
  showPlace()
}

/** Uploads that have ended since it was last said. @type {import('./api.mjs').Row[]} */
let ended = []

/** Says what has arrived, once a second at most, so that a burst is one sentence. */
function announce() {
  if (ended.length === 0) return
  const [upload] = ended
  const what = `${upload.method} ${upload.url.replace(/\?.*$/s, '')}, ${namesOf(upload)}`
  const single = t(upload.state === 'failed' ? 'arrivedFailed' : 'arrived', { what })
  byId('arrivals').textContent = ended.length === 1 ? single : t('arrivedMany', { count: ended.length })
  ended = []
}

async function clearAll() {
  // Those that are coming in stay.
  const count = allUploads().filter(({ state }) => state !== 'receiving').length
  if (count === 0 || !(await confirmClear(count))) return
  if (await attempt(clearUploads)) toast(t('cleared'))
}

/** @param {string} id */
function hashOf(id) {
  return `#/upload/${encodeURIComponent(id)}`
}

/** @param {KeyboardEvent} event */
function onEscape(event) {
  if (document.activeElement === search && search.value !== '') {
    search.value = ''
    setSearch('')
  } else if (document.activeElement === search) {
    focusRow()
  } else if (place().view === 'list') {
    return
  } else if (!narrow.matches && place().view === 'detail' && !byId('list').contains(document.activeElement)) {
    focusRow(openUpload())
  } else {
    go('')
  }
  event.preventDefault()
}

/** @type {Record<string, () => void>} */
const KEYS = {
  '/': () => {
    if (narrow.matches) go('')
    search.focus()
    search.select()
  },
  '?': () => showHelp(),
  r: () => go('#/rules', { focus: true }),
  c: copyOpenAsCurl,
  Delete: () => {
    const id = openUpload()
    if (id !== undefined) removeUpload(id)
  },
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
  if (document.querySelector('dialog[open]')) return
  if (event.key === 'Escape') return onEscape(event)
  const target = /** @type {Element} */ (event.target)
  if (target === search && (event.key === 'ArrowDown' || event.key === 'Enter')) {
    if (focusRow()) event.preventDefault()
    return
  }
  if (target.matches('input, textarea')) return
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (act === undefined) return
  event.preventDefault()
  act()
}

function start() {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-icon]'))) {
    fill(button, icon(/** @type {IconName} */ (button.dataset.icon)), make('span', { class: 'label' }))
  }
  startList({
    open(id, how) {
      // On a narrow screen moving through the list must not leave it.
      if (how === 'move' && narrow.matches) return
      go(hashOf(id), { focus: how === 'key', replace: how === 'move' })
    },
    remove: removeUpload,
  })
  startDetail(() => go(''))
  startRules()
  byId('show-rules').onclick = () => (place().view === 'rules' ? go('') : go('#/rules', { focus: true }))
  byId('clear').onclick = clearAll
  byId('help').onclick = () => showHelp()
  search.addEventListener('input', () => setSearch(search.value))
  addEventListener('hashchange', showPlace)
  addEventListener('keydown', onKey)
  addEventListener('beforeunload', (event) => {
    if (hasUnsavedRules()) event.preventDefault()
  })
  onChange('connection', drawConnection)
  onChange('reset', drawTitle)
  onChange('upload', ({ upload, before }) => {
    drawTitle()
    const hasEnded = upload.state !== 'receiving' && (before === undefined || before.state === 'receiving')
    if (hasEnded) ended.push(upload)
  })
  onChange('remove', (id) => {
    drawTitle()
    if (openUpload() !== id) return
    const next = currentRow()
    if (narrow.matches || next === undefined) go('', { replace: true })
    else go(hashOf(next), { replace: true })
  })
  setInterval(announce, 1000)
  drawAll()
  follow()
  fetchInfo().then(
    (info) => {
      uploadPath = info.uploadPath
      drawEmpty()
    },
    () => {},
  )
}

start()
