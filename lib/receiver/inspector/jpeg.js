'use strict'

/**
 * The segments of a JPEG's head (ITU T.81, B.1.1.2), up to the picture itself; those that are cut are left out.
 *
 * @param {Buffer} bytes
 * @returns {Generator<{ marker: number, content: Buffer }>}
 */
function* segmentsOf(bytes) {
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]
    // Any number of these may stand before a marker.
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = bytes.readUInt16BE(at + 2)
    const end = at + 2 + length
    // Start of scan, or nothing that could follow.
    if (marker === 0xda || length < 2 || end > bytes.length) return
    yield { marker, content: bytes.subarray(at + 4, end) }
    at = end
  }
}

exports.segmentsOf = segmentsOf
