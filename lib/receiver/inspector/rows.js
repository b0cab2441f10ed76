'use strict'
// Uploads as the list has them: what a row shows, and no more.

/** How much is given of texts that a sender can make as long as a request's head. */
const MAX_URL_LENGTH = 1024
const MAX_NAME_LENGTH = 256

/** @typedef {import('../index.js').Upload} Upload */
/** @typedef {import('../trace.js').Trace} Trace */

/** A whole number of characters: half of a surrogate pair is none. */
function cut(/** @type {string} */ text, /** @type {number} */ length) {
  return text.length > length ? `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}…` : text
}

/** The parameters of an error, some of which are as long as a header. */
function cutAll(/** @type {object} */ details) {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === 'string' ? cut(value, MAX_NAME_LENGTH) : value,
    ]),
  )
}

/** A path as people write it: percent-decoded where it can be. */
function readable(/** @type {string} */ path) {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

/** What changes while an upload comes in. */
function progressOf(/** @type {Upload} */ { id, receivedBytes, bytesPerSecond }) {
  return { id, receivedBytes, bytesPerSecond }
}

/** How many bytes its files have. */
function sizeOf(/** @type {Upload} */ { files }) {
  return files.reduce((sum, file) => sum + file.size, 0)
}

function rowOf(/** @type {Upload} */ upload, /** @type {Trace | undefined} */ trace = undefined) {
  const { state, error, method, url, path, startedAt, endedAt, contentLength } = upload
  const { fields, files, response, replayOf } = upload
  const [file] = files
  return {
    ...progressOf(upload),
    state,
    error: error && {
      code: error.code,
      message: cut(error.message, MAX_URL_LENGTH),
      status: error.status,
      details: trace && cutAll(trace.details),
    },
    method,
    url: cut(url, MAX_URL_LENGTH),
    path: cut(readable(path), MAX_URL_LENGTH),
    startedAt,
    endedAt,
    contentLength,
    fieldCount: fields.length,
    fileCount: files.length,
    filename: file && cut(file.filename, MAX_NAME_LENGTH),
    contentType: file && cut(file.contentType, MAX_NAME_LENGTH),
    size: sizeOf(upload),
    response: response && { status: response.status, rule: response.rule, size: trace?.answerSize },
    replayOf,
    pinned: trace?.pinned ?? false,
    note: trace?.note ?? '',
  }
}

/** All of an upload. Where its files are is for readers on the same machine only, whose curl can read them there. */
function wholeOf(/** @type {Upload} */ upload, /** @type {Trace} */ trace, /** @type {boolean} */ withPaths) {
  const json = upload.toJSON()
  const files = withPaths
    ? json.files.map((file, index) => ({ ...file, file: upload.files[index].file }))
    : json.files
  const { answerKept, answerSize, details, fault, pinned, note, replays, timing, isWatched } = trace
  return {
    ...json,
    files,
    error: json.error && { ...json.error, details: cutAll(details) },
    ...{ pinned, note, replays, fault },
    responseBody: isWatched && upload.response ? { size: answerSize, kept: answerKept } : undefined,
    timing: isWatched ? timing : undefined,
  }
}

module.exports = { progressOf, readable, rowOf, sizeOf, wholeOf }
