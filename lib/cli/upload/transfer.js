'use strict'
// One upload of the command, from its start to its result.

const { DIALECTS } = require('./dialects.js')

/**
 * @typedef {import('./dialects.js').Progress} Progress
 *
 * @typedef {object} Result One line of JSON.
 * @property {string} file
 * @property {string} url
 * @property {string} dialect
 * @property {boolean} ok Answered with a status of 200 to 299.
 * @property {number} [statusCode]
 * @property {string} [data] The answer's body.
 * @property {Record<string, unknown>} [headers]
 * @property {number} bytesSent Of the request's body.
 * @property {number} durationMs From the call to the end, waiting for its turn included.
 * @property {import('./dialects.js').Failure} [error] `code` is the platform's own; a status has none.
 *
 * @typedef {object} Transfer
 * @property {string} name
 * @property {Promise<Result>} ended Never rejects.
 * @property {(reason: string) => void} abort
 */

/** What is wrong with a status; undefined for 200 to 299. */
function statusProblem(/** @type {number} */ status) {
  if (status >= 200 && status < 300) return undefined
  if (status >= 400) return `the server answered with status ${status}`
  return `the server answered with status ${status}, which means neither success nor failure`
}

/**
 * @param {(options: any) => any} uploadFile
 * @param {keyof typeof DIALECTS} dialect
 * @param {import('./find-files.js').Source} source
 * @param {Record<string, unknown> & { url: string }} request The other options of `uploadFile`.
 * @param {(progress: Progress) => void} onProgress
 * @returns {Transfer}
 */
function startTransfer(uploadFile, dialect, source, request, onProgress) {
  const started = performance.now()
  const { headers: nameOfHeaders, progress, failure } = DIALECTS[dialect]
  let bytesSent = 0
  /** @type {(result: Result) => void} */
  let end = () => {}
  const ended = /** @type {Promise<Result>} */ (
    new Promise((resolve) => {
      end = resolve
    })
  )
  const result = (/** @type {Partial<Result>} */ { error, ...answer }) => ({
    ...{ file: source.name, url: request.url, dialect, ok: error === undefined },
    ...answer,
    ...{ bytesSent, durationMs: Math.round(performance.now() - started), error },
  })

  const task = uploadFile({
    ...request,
    filePath: source.filePath,
    success: (/** @type {any} */ answer) => {
      const { statusCode, data, [nameOfHeaders]: headers } = answer
      const message = statusProblem(statusCode)
      end(result({ statusCode, data, headers, error: message === undefined ? undefined : { message } }))
    },
    fail: (/** @type {any[]} */ ...values) => end(result({ error: failure(...values) })),
  })
  task.onProgressUpdate((/** @type {unknown} */ event) => {
    const { sent, total } = progress(event)
    bytesSent = sent
    onProgress({ sent, total })
  })
  return {
    name: source.name,
    ended,
    abort(reason) {
      // First, because not every dialect reports an abort.
      end(result({ error: { message: reason } }))
      task.abort()
    },
  }
}

module.exports = { startTransfer }
