'use strict'
// What did arrive, for a wait in vain: each upload with what it should have been, as a diff, the closest first.

const { matchMisses } = require('./rules/index.js')
const { shown } = require('./validate.js')

/** @typedef {import('./index.js').Upload} Upload */

/** How many uploads are described. */
const MAX_DESCRIBED = 5

/**
 * @param {Upload[]} uploads
 * @param {Pick<import('./await-uploads.js').Wanted, 'match' | 'state'>} [wanted]
 * @param {(upload: Upload) => boolean} [isTaken] Handed out before.
 */
function describeMiss(uploads, wanted = { match: {}, state: 'any' }, isTaken = () => false) {
  if (uploads.length === 0) return 'Nothing has arrived.'
  const described = uploads
    .map((upload) => ({ upload, misses: missesOf(upload, wanted, isTaken(upload)) }))
    .sort((one, other) => one.misses.length - other.misses.length)
  const texts = described.slice(0, MAX_DESCRIBED).map(({ upload, misses }) => {
    const lines = misses.flatMap(({ member, expected, actual }) => [
      ...(expected === undefined ? [] : [`  - ${member}: ${expected}`]),
      `  + ${member}: ${actual}`,
    ])
    return [`${upload.method} ${shown(upload.path).slice(1, -1)}, ${stateOf(upload)}`, ...lines].join('\n')
  })
  const more = uploads.length - texts.length
  return [
    'What arrived, the closest first (- wanted, + arrived):',
    ...texts,
    ...(more > 0 ? [`… and ${more} more`] : []),
  ].join('\n')
}

function stateOf(/** @type {Upload} */ { state, error, receivedBytes, contentLength }) {
  if (state === 'failed') return `failed (${error?.code}: ${error?.message})`
  if (state === 'complete') return 'complete'
  return `still coming in (${receivedBytes}${contentLength === undefined ? '' : ` of ${contentLength}`} bytes)`
}

/** @returns {import('./rules/upload-match.js').Miss[]} */
function missesOf(
  /** @type {Upload} */ upload,
  /** @type {Pick<import('./await-uploads.js').Wanted, 'match' | 'state'>} */ { match, state },
  /** @type {boolean} */ isTaken,
) {
  const misses = typeof match === 'function' ? [] : matchMisses(match, upload)
  if (state !== 'any' && upload.state !== state) {
    misses.push({ member: 'state', expected: shown(state), actual: shown(upload.state) })
  } else if (upload.state === 'receiving')
    misses.push({ member: 'state', expected: 'ended', actual: shown('receiving') })
  else if (isTaken && misses.length === 0)
    misses.push({ member: 'handed out', expected: 'not yet', actual: 'by an earlier call' })
  else if (typeof match === 'function') misses.push({ member: 'match', expected: 'true', actual: 'false' })
  return misses
}

module.exports = { describeMiss }
