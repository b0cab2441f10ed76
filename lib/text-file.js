'use strict'
// Text files as editors save them, those of Windows included.

const fs = require('node:fs')

/** A text file that is not in UTF-8; the message is the end of a sentence. */
class EncodingError extends Error {}

/**
 * The text of a file in UTF-8, without a byte order mark.
 *
 * @param {string} file
 */
function readTextFile(file) {
  const bytes = fs.readFileSync(file)
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new EncodingError('is in UTF-16: save it as UTF-8')
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}

module.exports = { EncodingError, readTextFile }
