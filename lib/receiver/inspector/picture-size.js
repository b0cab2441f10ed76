'use strict'
// How large a picture is, by its head. The bytes are a stranger's: whatever they say, nothing outside of them is read.

const { segmentsOf } = require('./jpeg.js')

/**
 * @param {string} type Its media type, by its own bytes.
 * @param {Buffer} bytes The first ones.
 * @returns {{ width?: number, height?: number }} Empty when it cannot be told.
 */
function pictureSize(type, bytes) {
  try {
    return readers[type]?.(bytes) ?? {}
  } catch (error) {
    // The head ends before that.
    if (error instanceof RangeError) return {}
    throw error
  }
}

/** @type {Record<string, (bytes: Buffer) => { width: number, height: number } | undefined>} */
const readers = {
  'image/png': (bytes) => ({ width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }),
  'image/gif': (bytes) => ({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }),

  'image/jpeg'(bytes) {
    for (const { marker, content } of segmentsOf(bytes)) {
      // SOF0 to SOF15, without DHT, JPG and DAC, which lie among them (ITU T.81, table B.1).
      const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
      if (isFrame) return { width: content.readUInt16BE(3), height: content.readUInt16BE(1) }
    }
    return undefined
  },

  'image/webp'(bytes) {
    const kind = bytes.toString('latin1', 12, 16)
    if (kind === 'VP8X') return { width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) }
    if (kind === 'VP8 ') {
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
    }
    if (kind !== 'VP8L') return undefined
    const bits = bytes.readUInt32LE(21)
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
  },

  // The first box of the kind (ISO/IEC 23008-12, 6.5.3).
  'image/avif'(bytes) {
    const at = bytes.indexOf('ispe')
    return at === -1 ? undefined : { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) }
  },
}

exports.pictureSize = pictureSize
