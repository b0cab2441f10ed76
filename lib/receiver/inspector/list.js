'use strict'
// The list of uploads, a page at a time: filtered, sorted, searched.

const { Failure } = require('../failure.js')
const { uploadMatcher } = require('../rules/index.js')
const { numberParameter, textParameter, wordParameter } = require('./parameters.js')
const { readable, rowOf, sizeOf } = require('./rows.js')
const { Search } = require('./search.js')

/** @typedef {import('../index.js').Upload} Upload */
/** @typedef {import('../traces.js').Traces} Traces */

/** How many uploads a page of the list has, and can have at most. */
const ROWS = { preset: 100, max: 200 }
/** How long a search, and any other text of the query, can be, in characters. */
const MAX_QUERY_LENGTH = 1000

const STATES = /** @type {const} */ (['receiving', 'complete', 'failed'])
const METHODS = ['POST', 'PUT', 'PATCH']

/** What the list can be sorted by. @type {Record<string, (upload: Upload) => number | string>} */
const KEYS = {
  time: ({ startedAt }) => startedAt,
  size: sizeOf,
  duration: ({ startedAt, endedAt = Date.now() }) => endedAt - startedAt,
  status: ({ response }) => response?.status ?? 0,
  path: ({ path }) => readable(path),
  filename: ({ files }) => files[0]?.filename ?? '',
}

function compare(/** @type {number | string} */ one, /** @type {number | string} */ other) {
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** In the order that is asked for; of equal ones the newest comes first. */
function sorted(/** @type {Upload[]} */ uploads, /** @type {URLSearchParams} */ query) {
  const sort = wordParameter(query, 'sort', Object.keys(KEYS)) ?? 'time'
  const order = wordParameter(query, 'order', /** @type {const} */ (['desc', 'asc'])) ?? 'desc'
  if (sort === 'time') return order === 'desc' ? uploads.reverse() : uploads
  const sign = order === 'desc' ? -1 : 1
  return uploads
    .reverse()
    .map((upload) => ({ upload, key: KEYS[sort](upload) }))
    .sort((one, other) => sign * compare(one.key, other.key))
    .map(({ upload }) => upload)
}

/** The words of a parameter that has commas between them; each has to be as `isKnown` wants it. */
function wordsOf(
  /** @type {URLSearchParams} */ query,
  /** @type {string} */ name,
  /** @type {(word: string) => boolean} */ isKnown,
  /** @type {string[]} */ values,
) {
  const text = textParameter(query, name, MAX_QUERY_LENGTH)
  if (!query.has(name)) return undefined
  const words = text.split(',').map((word) => word.trim())
  if (words.every(isKnown)) return words
  const message = `"${name}" should be ${values.join(', ')}, or several of these with commas between them.`
  throw new Failure(400, 'bad_parameter', message, { name, values })
}

/** @returns {Array<(upload: Upload) => boolean>} */
function filtersOf(/** @type {URLSearchParams} */ query, /** @type {Traces} */ traces) {
  /** @type {Array<(upload: Upload) => boolean>} */
  const filters = []
  const state = wordParameter(query, 'state', STATES)
  if (state !== undefined) filters.push((upload) => upload.state === state)

  const statuses = wordsOf(query, 'status', (word) => /^(?:[1-5](?:\d\d|xx)|none)$/.test(word), [
    ...['413', '4xx', 'none'],
  ])
  if (statuses) {
    filters.push(({ response }) => {
      const status = response === undefined ? 'none' : String(response.status)
      return statuses.includes(status) || statuses.includes(`${status[0]}xx`)
    })
  }

  const methods = wordsOf(query, 'method', (word) => METHODS.includes(word.toUpperCase()), METHODS)
  if (methods) {
    const upper = methods.map((word) => word.toUpperCase())
    filters.push(({ method }) => upper.includes(method))
  }

  const rule = textParameter(query, 'rule', MAX_QUERY_LENGTH)
  if (query.has('rule')) {
    filters.push(({ response }) => response !== undefined && (response.rule ?? '') === rule)
  }

  const type = textParameter(query, 'type', MAX_QUERY_LENGTH)
  if (type !== '') filters.push(typeFilter(type))

  const pinned = wordParameter(query, 'pinned', /** @type {const} */ (['true', 'false']))
  if (pinned !== undefined) filters.push(({ id }) => String(traces.isPinned(id)) === pinned)
  return filters
}

function typeFilter(/** @type {string} */ type) {
  try {
    return uploadMatcher({ type }, 'type').matches
  } catch (error) {
    const message = `"type" should be a pattern like image/*: ${/** @type {Error} */ (error).message}.`
    throw new Failure(400, 'bad_parameter', message, { name: 'type', values: ['image/*'] })
  }
}

/** Those that come after the one with this id; all of them without it. */
function uploadsAfter(/** @type {Upload[]} */ uploads, /** @type {string | null} */ id) {
  if (id === null) return uploads
  const at = uploads.findIndex((upload) => upload.id === id)
  if (at !== -1) return uploads.slice(at + 1)
  const message = 'There is no upload with the id of "before"; it may have been removed.'
  throw new Failure(404, 'not_found', message, { what: 'before' })
}

/** One page of the list. */
async function listUploads(
  /** @type {Upload[]} */ uploads,
  /** @type {Traces} */ traces,
  /** @type {URLSearchParams} */ query,
) {
  const limit = numberParameter(query, 'limit', ROWS)
  const search = new Search(textParameter(query, 'q', MAX_QUERY_LENGTH), ({ id }) => traces.of({ id }).note)
  const filters = filtersOf(query, traces)
  const rows = []
  for (const upload of uploadsAfter(sorted(uploads, query), query.get('before'))) {
    if (rows.length === limit) break
    if (!filters.every((passes) => passes(upload))) continue
    if (await search.finds(upload)) rows.push(rowOf(upload, traces.of(upload)))
  }
  return rows
}

module.exports = { listUploads }
