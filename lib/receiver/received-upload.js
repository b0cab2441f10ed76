'use strict'

const { randomBytes } = require('node:crypto')

/** @typedef {import('node:http').IncomingMessage & { originalUrl?: string }} Request */
/** @typedef {import('./index.js').UploadField} UploadField */
/** @typedef {import('./index.js').UploadFile} UploadFile */

/** Tells that the inspector has sent this upload again: the id of the one before, and a number of the replay's own. */
const REPLAY_HEADER = 'x-uploadtask-replay'

/** One request that uploads, from its head on; what a receiver lists. */
class Upload {
  /** @param {Request} request */
  constructor(request) {
    const url = request.originalUrl ?? request.url ?? '/'
    const { rawHeaders } = request
    this.id = randomBytes(8).toString('hex')
    /** @type {'receiving' | 'complete' | 'failed'} */
    this.state = 'receiving'
    /** @type {import('./index.js').UploadError | undefined} */
    this.error = undefined
    this.method = request.method ?? 'POST'
    this.url = url
    this.path = pathOf(url)
    this.httpVersion = request.httpVersion
    this.remoteAddress = request.socket?.remoteAddress ?? ''
    this.headers = request.headers
    this.rawHeaders = Array.from(
      { length: rawHeaders.length / 2 },
      (_, index) => /** @type {[string, string]} */ ([rawHeaders[2 * index], rawHeaders[2 * index + 1]]),
    )
    this.startedAt = Date.now()
    /** @type {number | undefined} */
    this.endedAt = undefined
    this.receivedBytes = 0
    const length = request.headers['content-length']
    this.contentLength = length === undefined ? undefined : Number(length)
    /** @type {UploadField[]} */
    this.fields = []
    /** @type {UploadFile[]} */
    this.files = []
    this.head = ''
    /** @type {string | undefined} */
    this.replayOf = replayOf(request)
    /** @type {import('./index.js').UploadResponse | undefined} */
    this.response = undefined
  }

  /** The average so far. */
  get bytesPerSecond() {
    const milliseconds = Math.max(1, (this.endedAt ?? Date.now()) - this.startedAt)
    return Math.round((this.receivedBytes * 1000) / milliseconds)
  }

  toJSON() {
    return {
      ...this,
      bytesPerSecond: this.bytesPerSecond,
      // A page does not need to know where the files are.
      files: this.files.map(({ file: _file, ...rest }) => rest),
    }
  }
}

/** The upload that this one is a replay of, as the inspector says it. */
function replayOf(/** @type {Request} */ { headers }) {
  const [, id] = /^([0-9a-f]{16})-[0-9a-f]{16}$/.exec(String(headers[REPLAY_HEADER] ?? '')) ?? []
  return id
}

/** The path as it was sent, also of the absolute form that is meant for proxies: `http://host/path`. */
function pathOf(/** @type {string} */ url) {
  return url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/'
}

exports.REPLAY_HEADER = REPLAY_HEADER
exports.Upload = Upload
