'use strict'

const { Failure, formatBytes } = require('./failure.js')
const { parseParameters } = require('./part-headers.js')

/** How long a boundary may be; RFC 2046 allows 70. */
const MAX_BOUNDARY = 200

/**
 * The boundary of the body. Throws a Failure when the head of the request tells that the upload cannot be taken.
 *
 * @param {import('./received-upload.js').Request} request
 * @param {import('./received-upload.js').Upload} upload
 * @param {Pick<import('./options.js').Settings, 'maxUploadBytes'>} options
 */
function checkHead(request, { contentLength }, { maxUploadBytes }) {
  const { headers } = request
  const encoding = headers['content-encoding']?.trim().toLowerCase()
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
    const message = `The body is compressed (Content-Encoding: ${encoding}); send it as it is.`
    throw new Failure(415, 'compressed', message, { encoding })
  }
  // Node.js takes the chunks apart, and nothing else (RFC 9112, 6.1).
  const transfer = headers['transfer-encoding']?.trim().toLowerCase()
  if (transfer !== undefined && transfer !== 'chunked') {
    const message = `The body is encoded (Transfer-Encoding: ${transfer}); send it as it is, or only chunked.`
    throw new Failure(501, 'transfer_encoding', message, { encoding: transfer })
  }
  const contentType = headers['content-type']
  const { type, parameters } = parseParameters(contentType ?? '')
  if (type !== 'multipart/form-data') {
    const got = contentType === undefined ? 'there is none' : `it is "${contentType}"`
    const message = `The Content-Type has to be multipart/form-data; ${got}.`
    throw new Failure(415, 'not_multipart', message, { contentType })
  }
  const boundary = parameters.get('boundary')
  if (!boundary) {
    const message =
      'The Content-Type multipart/form-data names no boundary: leave this header to what makes the form, which adds it.'
    throw new Failure(400, 'no_boundary', message)
  }
  if (boundary.length > MAX_BOUNDARY) {
    const message = 'The boundary is longer than 200 characters; RFC 2046 allows 70.'
    throw new Failure(400, 'bad_boundary', message, { max: MAX_BOUNDARY })
  }
  if (contentLength !== undefined && contentLength > maxUploadBytes) {
    const limit = `maxUploadBytes, ${formatBytes(maxUploadBytes)}`
    const message = `The body has ${contentLength} bytes, more than ${limit}.`
    throw new Failure(413, 'too_large', message, { limit: 'maxUploadBytes', max: maxUploadBytes })
  }
  requireUnread(request)
  return boundary
}

/** A body that something before the receiver has read, or has read as text, is lost. */
function requireUnread(/** @type {import('./received-upload.js').Request} */ request) {
  const { readableDidRead, readableEnded, readableEncoding, destroyed } = request
  if (readableDidRead || readableEnded || destroyed) {
    const message =
      'The body was read before it came to the receiver: put its middleware before body parsers.'
    throw new Failure(500, 'already_read', message)
  }
  if (readableEncoding) {
    const message = `The body is read as text (setEncoding('${readableEncoding}')): put the receiver's middleware before that.`
    throw new Failure(500, 'already_read', message)
  }
}

module.exports = { checkHead }
