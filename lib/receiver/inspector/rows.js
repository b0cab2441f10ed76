'use strict'
// Uploads as the list has them: what a row shows, and no more.

/** How much is given of texts that a sender can make as long as a request's head. */
const MAX_URL_LENGTH = 1024
const MAX_NAME_LENGTH = 256

/** A whole number of characters: half of a surrogate pair is none. */
function cut(/** @type {string} */ text, /** @type {number} */ length) {
  return text.length > length ? `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}…` : text
}

/** What changes while an upload comes in. */
function progressOf(
  /** @type {import('../received-upload.js').Upload} */ { id, receivedBytes, bytesPerSecond },
) {
  return { id, receivedBytes, bytesPerSecond }
}

function rowOf(/** @type {import('../received-upload.js').Upload} */ upload) {
  const { state, error, method, url, startedAt, endedAt, contentLength, fields, files, response } = upload
  return {
    ...progressOf(upload),
    state,
    error: error && { code: error.code, message: cut(error.message, MAX_URL_LENGTH) },
    method,
    url: cut(url, MAX_URL_LENGTH),
    startedAt,
    endedAt,
    contentLength,
    fieldCount: fields.length,
    fileCount: files.length,
    filename: files.length === 0 ? undefined : cut(files[0].filename, MAX_NAME_LENGTH),
    size: files.reduce((sum, file) => sum + file.size, 0),
    response: response && { status: response.status, rule: response.rule },
  }
}

module.exports = { progressOf, rowOf }
