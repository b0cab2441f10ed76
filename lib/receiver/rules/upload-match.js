'use strict'
// A rule's `match`, applied to uploads that have come: for `next`, and to describe what was missed.

const { check, pathText, shown } = require('../validate.js')
const { matchMembers } = require('./check-match.js')
const { bodyTest, decodedPath, headTest } = require('./match.js')

/**
 * @typedef {import('../index.js').Upload} Upload
 * @typedef {import('../rules.js').RuleMatch} RuleMatch
 *
 * @typedef {object} Miss A member that does not match.
 * @property {string} member
 * @property {string} expected
 * @property {string} actual
 */

/**
 * Checks a match, and makes it one function.
 *
 * @param {unknown} given
 * @param {string} caller For messages.
 * @returns {{ match: RuleMatch | ((upload: Upload) => boolean), matches: (upload: Upload) => boolean }}
 */
function uploadMatcher(given, caller) {
  if (typeof given === 'function') {
    const match = /** @type {(upload: Upload) => boolean} */ (given)
    return { match, matches: (upload) => Boolean(match(upload)) }
  }
  const match = /** @type {RuleMatch} */ (
    check(matchMembers, given ?? {}, ({ path, problem }) => {
      const place = path.length === 0 ? 'the match' : pathText(['match', ...path])
      return new TypeError(`${caller}: ${place} ${problem}`)
    })
  )
  const [head, body] = [headTest(match), bodyTest(match)]
  return { match, matches: (upload) => head(upload) && body(upload) }
}

/** The members of a match that an upload does not meet. @returns {Miss[]} */
function matchMisses(/** @type {RuleMatch} */ match, /** @type {Upload} */ upload) {
  const single = Object.entries(match).flatMap(([member, wanted]) => {
    if (member !== 'header' && member !== 'field')
      return [{ name: member, one: { [member]: wanted }, wanted }]
    const named = /** @type {Record<string, string | boolean>} */ (wanted)
    return Object.entries(named).map(([name, value]) => ({
      name: pathText([member, name]),
      one: { [member]: { [name]: value } },
      wanted: value,
    }))
  })
  const misses = single.filter(({ one }) => !headTest(one)(upload) || !bodyTest(one)(upload))
  const { filename, type } = match
  // Each is met by a file, and no file meets both.
  if (misses.length === 0 && filename && type && !bodyTest(match)(upload)) {
    misses.push({ name: 'filename and type', one: {}, wanted: `${filename} of ${type}` })
  }
  return misses.map(({ name, one, wanted }) => ({
    member: name,
    expected: typeof wanted === 'boolean' ? (wanted ? 'anything' : 'none') : shown(wanted),
    actual: actualOf(upload, one),
  }))
}

function actualOf(
  /** @type {Upload} */ upload,
  /** @type {RuleMatch} */ { method, path, header, field, type },
) {
  if (method !== undefined) return shown(upload.method)
  // As it is matched: a pattern that is percent-encoded is seen to be the fault.
  if (path !== undefined) return shown(decodedPath(upload))
  const list = (/** @type {unknown[]} */ values) => values.map(shown).join(', ') || 'none'
  if (header) return list([upload.headers[Object.keys(header)[0]] ?? []].flat())
  if (field) return list(upload.fields.filter(({ name }) => name in field).map(({ value }) => value))
  if (type !== undefined) return list(upload.files.map(({ contentType }) => contentType))
  return list(upload.files.map(({ filename }) => filename))
}

module.exports = { uploadMatcher, matchMisses }
