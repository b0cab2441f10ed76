'use strict'
// What may be behind a body that ends too early: mistakes of those who write a client by hand.

/**
 * The end of the sentence that says how it ended; '' when there is nothing to add.
 *
 * @param {Pick<import('./received-upload.js').Upload, 'headers' | 'contentLength' | 'receivedBytes'>} upload
 * @param {string} reason The parser's, for programs.
 */
function mayBeBehind({ headers, contentLength, receivedBytes }, reason) {
  if (receivedBytes === 0) {
    const isAnnounced = contentLength !== undefined || headers['transfer-encoding'] !== undefined
    return isAnnounced
      ? ' (it is empty)'
      : ' (it is empty: the request has neither Content-Length nor Transfer-Encoding)'
  }
  if (reason !== 'no_end' || receivedBytes !== contentLength) return ''
  return ` (or the Content-Length is too small: it has to count bytes, not characters, and is ${contentLength})`
}

exports.mayBeBehind = mayBeBehind
