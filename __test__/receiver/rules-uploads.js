'use strict'
// Uploads as rules see them, and what a book of rules makes of them.

/**
 * An upload whose head has come, as the receiver lists it.
 *
 * @returns {any}
 */
function upload(
  { method = 'POST', path = '/upload', headers = {}, fields = {}, files = [] } = /** @type {any} */ ({}),
) {
  return {
    method,
    path,
    headers,
    files,
    fields: Object.entries(fields).flatMap(([name, values]) =>
      [values].flat().map((value) => ({ name, value })),
    ),
  }
}

/** What the rules finally do with an upload: the id of the rule that ends it, and the effects. */
function course(
  /** @type {ReturnType<typeof import('../../lib/receiver/rules/index.js').createRuleBook>} */ book,
  /** @type {any} */ given = upload(),
) {
  const { throttle, atHead, atBody } = book.begin(given)
  const { rule, ...effects } = atHead ?? atBody()
  return { id: rule?.id, throttle, ...effects }
}

/** The id of the rule by which an upload ends. */
function chosen(
  /** @type {ReturnType<typeof import('../../lib/receiver/rules/index.js').createRuleBook>} */ book,
  /** @type {any} */ given = upload(),
) {
  return course(book, given).id
}

const photo = { field: 'photo', filename: 'me.jpg', contentType: 'image/jpeg' }
const notes = { field: 'notes', filename: '说明.txt', contentType: 'Text/Plain; charset=utf-8' }

module.exports = { upload, course, chosen, photo, notes }
