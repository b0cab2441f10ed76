// One uploaded file: what it is called, its hash, and what is in it, as a picture, text or hex dump.

import { fetchKind, fetchText, filePath } from './api.mjs'
import { copy } from './dialogs.mjs'
import { byId, fill, foreign, make } from './dom.mjs'
import { formatExactSize, formatSize } from './format.mjs'
import { icon } from './icons.mjs'
import { t } from './words.mjs'

/** @typedef {import('./api.mjs').UploadedFile} UploadedFile */
/** @typedef {'preview' | 'text' | 'hex'} View */

/** How many bytes are shown at first and when more is asked for; the server gives at most the last. */
const LIMITS = { text: [16 * 1024, 256 * 1024, 1024 * 1024], hex: [2 * 1024, 64 * 1024, 1024 * 1024] }

/** Waits with loading until the element comes near the screen. @param {Element} element @param {() => void} load */
function whenNear(element, load) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      load()
    },
    // A margin counts only around the element that scrolls.
    { root: byId('pane'), rootMargin: '400px' },
  )
  observer.observe(element)
}

/** @param {string} path @param {UploadedFile} file */
function picture(path, file) {
  const image = make('img', { src: `api/${path}/preview`, alt: t('previewOf', { name: file.filename }) })
  const frame = make('div', { class: 'picture' }, image)
  image.addEventListener('error', () => fill(frame, make('p', { class: 'hint' }, t('previewBroken'))))
  image.addEventListener('load', () => {
    frame.append(make('p', { class: 'hint' }, `${image.naturalWidth} × ${image.naturalHeight}`))
  })
  return frame
}

/** @param {HTMLElement} panel @param {string} path @param {UploadedFile} file @param {'text' | 'hex'} view */
async function showBytes(panel, path, file, view, step = 0) {
  const limit = LIMITS[view][step]
  // Narrow screens have room for half a line.
  const columns = panel.clientWidth < 560 ? 8 : 16
  const content = await fetchText(
    `${path}/${view}?limit=${limit}${view === 'hex' ? `&columns=${columns}` : ''}`,
  )
  /** @type {HTMLElement[]} */
  const rest = [make('pre', { tabindex: '0', dir: view === 'hex' ? 'ltr' : 'auto', class: view }, content)]
  if (file.size > limit) {
    const shown = t('firstPart', { shown: formatSize(limit), total: formatSize(file.size) })
    const hint = make('p', { class: 'hint' }, shown)
    if (step + 1 < LIMITS[view].length) {
      const more = () => showBytes(panel, path, file, view, step + 1).catch(() => {})
      hint.append(' ', make('button', { type: 'button', class: 'link', onclick: more }, t('showMore')))
    }
    rest.push(hint)
  }
  fill(panel, rest)
}

/**
 * Tabs with the views of a file.
 *
 * @param {string} path
 * @param {UploadedFile} file
 * @param {string} key For ids.
 * @param {{ picture: string | null, charset: string | null }} kind
 */
function views(path, file, key, kind) {
  /** @type {View[]} */
  const offered = [.../** @type {View[]} */ (kind.picture ? ['preview'] : []), 'text', 'hex']
  const panel = make('div', { role: 'tabpanel', id: `panel-${key}`, class: 'panel' })
  const tabs = offered.map((view) =>
    make(
      'button',
      { type: 'button', role: 'tab', id: `tab-${key}-${view}`, 'aria-controls': panel.id },
      t(view),
    ),
  )

  /** @param {View} view */
  async function choose(view) {
    for (const [index, tab] of tabs.entries()) {
      const chosen = offered[index] === view
      tab.setAttribute('aria-selected', String(chosen))
      tab.tabIndex = chosen ? 0 : -1
      if (chosen) panel.setAttribute('aria-labelledby', tab.id)
    }
    if (view === 'preview') return fill(panel, picture(path, file))
    try {
      await showBytes(panel, path, file, view)
      if (view === 'text' && kind.charset === null) panel.prepend(make('p', { class: 'hint' }, t('notText')))
    } catch (error) {
      fill(panel, make('p', { class: 'hint' }, /** @type {Error} */ (error).message))
    }
  }

  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => choose(offered[index]))
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      if (step === undefined) return
      event.preventDefault()
      const next = (index + step + tabs.length) % tabs.length
      tabs[next].focus()
      choose(offered[next])
    })
  }
  const bar = make('div', { role: 'tablist', 'aria-label': t('views', { name: file.filename }) }, tabs)
  const preferred = kind.picture ? 'preview' : kind.charset ? 'text' : 'hex'
  return { element: [bar, panel], show: () => choose(preferred) }
}

/** @param {string} id @param {UploadedFile} file */
function content(id, file) {
  if (file.state !== 'complete') {
    return make('p', { class: 'hint' }, t(file.state === 'receiving' ? 'runningFile' : 'incompleteFile'))
  }
  if (file.size === 0) return make('p', { class: 'hint' }, t('emptyFile'))
  const place = make('div', { class: 'views' }, make('p', { class: 'hint' }, t('loading')))
  const path = filePath(id, file.index)
  whenNear(place, async () => {
    try {
      const kind = await fetchKind(`${path}/kind`)
      const { element, show } = views(path, file, `${file.index}`, kind)
      fill(place, element)
      await show()
    } catch (error) {
      fill(place, make('p', { class: 'hint' }, /** @type {Error} */ (error).message))
    }
  })
  return place
}

/** @param {string} id The upload's. @param {UploadedFile} file */
export function fileCard(id, file) {
  const name = file.filename || t('noName')
  const isComplete = file.state === 'complete'
  const download = isComplete
    ? make(
        'a',
        {
          class: 'button',
          href: `api/${filePath(id, file.index)}`,
          download: '',
          'aria-label': t('downloadOf', { name }),
        },
        icon('download'),
        make('span', { class: 'label' }, t('download')),
      )
    : null
  const sha = isComplete
    ? make(
        'div',
        { class: 'sha' },
        make('span', { class: 'key' }, 'SHA-256'),
        make('code', {}, file.sha256),
        make(
          'button',
          {
            type: 'button',
            class: 'quiet',
            title: t('copySha'),
            'aria-label': t('copySha'),
            onclick: () => copy(file.sha256),
          },
          icon('copy'),
        ),
      )
    : null
  return make(
    'li',
    { class: 'file' },
    make(
      'div',
      { class: 'file-head' },
      icon(/^image\//i.test(file.contentType) ? 'picture' : 'file'),
      make(
        'div',
        { class: 'file-name' },
        make('h4', {}, foreign(name)),
        make(
          'p',
          { class: 'meta' },
          make('span', {}, `${t('field')} `, make('code', {}, foreign(file.field))),
          make('span', {}, foreign(file.contentType)),
          make('span', {}, formatExactSize(file.size)),
        ),
      ),
      download,
    ),
    sha,
    content(id, file),
  )
}
