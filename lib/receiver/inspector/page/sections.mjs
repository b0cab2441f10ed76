// The parts of an upload's page below its head: files, fields, response, timing, headers, multipart head, curl.

import { fileCard } from './content.mjs'
import { curlCommand, readHeaderValue } from './curl.mjs'
import { copy } from './dialogs.mjs'
import { foreign, make } from './dom.mjs'
import { formatDuration, formatExactSize, formatExactTime, formatRate } from './format.mjs'
import { icon } from './icons.mjs'
import { drawStatus } from './list.mjs'
import { t } from './words.mjs'

/** @typedef {import('./api.mjs').Upload} Upload */
/** @typedef {import('./dom.mjs').Child} Child */

/** @param {string} heading @param {...(Child | Child[])} children */
function section(heading, ...children) {
  const title = make('h3', {}, heading)
  return make('section', { class: 'part' }, title, ...children)
}

/** @param {[string, Child | Child[]][]} rows Names of the page's own, and their values. */
function facts(rows) {
  return make(
    'dl',
    { class: 'facts' },
    rows.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))),
  )
}

/** @param {[string, Child | Child[]][]} rows Names of a stranger, and their values. */
function pairs(rows) {
  return make(
    'table',
    { class: 'pairs' },
    make('colgroup', {}, make('col', { class: 'names-column' }), make('col')),
    make(
      'thead',
      { class: 'unseen' },
      make('tr', {}, make('th', { scope: 'col' }, t('name')), make('th', { scope: 'col' }, t('value'))),
    ),
    make(
      'tbody',
      {},
      rows.map(([name, value]) =>
        make('tr', {}, make('th', { scope: 'row' }, foreign(name || t('noName'))), make('td', {}, value)),
      ),
    ),
  )
}

/** @param {Upload} upload */
function filesSection({ id, files }) {
  if (files.length === 0) return null
  return section(
    t('files'),
    make(
      'ul',
      { class: 'files' },
      files.map((file) => fileCard(id, file)),
    ),
  )
}

/** @param {Upload} upload */
function fieldsSection({ fields }) {
  if (fields.length === 0) return null
  const rows = fields.map(({ name, value, truncated }) => {
    // Line ends of a field are a part of what a person wrote; the rest is shown by code.
    const lines = value
      .split('\n')
      .flatMap((line, index) => (index === 0 ? [foreign(line)] : ['\n', foreign(line)]))
    const hint = truncated ? make('p', { class: 'hint' }, t('truncated')) : null
    return /** @type {[string, Child[]]} */ ([name, [make('span', { class: 'value' }, lines), hint]])
  })
  return section(t('fields'), pairs(rows))
}

/** @param {Upload} upload */
function responseSection(upload) {
  const { response, state } = upload
  if (response === undefined) {
    return section(
      t('response'),
      make('p', { class: 'hint' }, t(state === 'receiving' ? 'notAnswered' : 'noAnswer')),
    )
  }
  const headers = Object.entries(response.headers ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one) => /** @type {[string, Child]} */ ([name, foreign(String(one))])),
  )
  const status = make('strong', { class: 'status' })
  drawStatus(status, upload)
  return section(
    t('response'),
    facts([
      [t('status'), status],
      [t('rule'), response.rule === undefined ? t('noRule') : make('code', {}, foreign(response.rule))],
    ]),
    headers.length > 0 && pairs(headers),
  )
}

/** @param {Upload} upload */
function timingSection({ startedAt, endedAt, receivedBytes, contentLength, bytesPerSecond }) {
  /** @type {[string, Child][]} */
  const rows = [
    [t('started'), formatExactTime(startedAt)],
    [
      t('received'),
      contentLength === undefined || contentLength === receivedBytes
        ? formatExactSize(receivedBytes)
        : t('ofTotal', { received: formatExactSize(receivedBytes), total: formatExactSize(contentLength) }),
    ],
  ]
  if (endedAt !== undefined) {
    rows.splice(1, 0, [t('duration'), formatDuration(endedAt - startedAt)])
  }
  if (bytesPerSecond > 0) rows.push([t('rate'), formatRate(bytesPerSecond)])
  return section(t('timing'), facts(rows))
}

/** @param {Upload} upload */
function headersSection({ rawHeaders }) {
  return section(
    t('requestHeaders'),
    pairs(rawHeaders.map(([name, value]) => [name, foreign(readHeaderValue(value))])),
  )
}

/** @param {Upload} upload */
function headSection({ head }) {
  if (!head) return null
  return section(
    t('multipartHead'),
    make('p', { class: 'hint' }, t('multipartHint')),
    make('pre', { tabindex: '0', dir: 'ltr', class: 'raw' }, readHeaderValue(head)),
  )
}

/** @param {Upload} upload */
export function commandFor(upload) {
  return curlCommand(upload, { origin: location.origin })
}

/** @param {Upload} upload */
function curlSection(upload) {
  const { command, notes } = commandFor(upload)
  return section(
    t('repeat'),
    make(
      'div',
      { class: 'code' },
      make('pre', { tabindex: '0', dir: 'ltr', id: 'curl' }, command),
      make(
        'button',
        {
          type: 'button',
          class: 'quiet',
          title: t('copyCurl'),
          'aria-label': t('copyCurl'),
          onclick: () => copy(command),
        },
        icon('copy'),
      ),
    ),
    notes.map(({ key, name = '' }) => make('p', { class: 'hint' }, t(key, { name }))),
  )
}

/** All parts of a whole upload. @param {Upload} upload */
export function sections(upload) {
  return [
    filesSection(upload),
    fieldsSection(upload),
    responseSection(upload),
    timingSection(upload),
    headersSection(upload),
    headSection(upload),
    upload.state !== 'receiving' && curlSection(upload),
  ]
}
