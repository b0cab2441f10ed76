'use strict'

/** Why a request was not served: what is answered and, of an upload, what its `error` says. */
class Failure extends Error {
  /**
   * @param {number | undefined} status Of the answer; undefined when there is nobody to answer.
   * @param {string} code For programs.
   * @param {string} message For people.
   * @param {object} [details] Further members of the JSON error.
   */
  constructor(status, code, message, details = {}) {
    super(message)
    this.details = details
    this.name = 'Failure'
    this.status = status
    this.code = code
  }
}

const MEBIBYTE = 1024 * 1024

/** A number of bytes for people: `2 GiB`, `1.5 MiB`, `700 bytes`. */
function formatBytes(/** @type {number} */ bytes) {
  for (const [unit, size] of /** @type {const} */ ([
    ['GiB', 1024 * MEBIBYTE],
    ['MiB', MEBIBYTE],
    ['KiB', 1024],
  ])) {
    if (bytes >= size) return `${Math.round((bytes / size) * 100) / 100} ${unit}`
  }
  return `${bytes} bytes`
}

exports.Failure = Failure
exports.formatBytes = formatBytes
