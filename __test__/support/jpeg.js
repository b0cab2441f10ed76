'use strict'
// JPEGs that have a head and no picture, with the Exif that a test wants.

/**
 * @param {{ width: number, height: number, exif?: Buffer, filler?: Buffer }} members `filler`: segments before all others.
 */
function jpeg({ width, height, exif, filler = Buffer.alloc(0) }) {
  const frame = Buffer.alloc(17)
  frame.set([8, 0, 0, 0, 0, 3])
  frame.writeUInt16BE(height, 1)
  frame.writeUInt16BE(width, 3)
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    filler,
    ...(exif ? [segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif]))] : []),
    segment(0xc0, frame),
    Buffer.from([0xff, 0xda, 0, 2, 0xff, 0xd9]),
  ])
}

function segment(/** @type {number} */ marker, /** @type {Buffer} */ content) {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}

/**
 * The TIFF in Exif: a directory, and in it those of the photograph and of the place.
 *
 * @param {{ isLittle?: boolean, orientation?: number, gps?: boolean, make?: string, model?: string, taken?: string }} members
 */
function tiff({ isLittle = true, orientation, gps = false, make, model, taken }) {
  const bytes = Buffer.alloc(512)
  const put = (/** @type {number} */ value, /** @type {number} */ at, /** @type {number} */ size) =>
    isLittle ? bytes.writeUIntLE(value, at, size) : bytes.writeUIntBE(value, at, size)
  let texts = 256
  /** A directory of short numbers, long ones (as an array) and texts. */
  const directory = (
    /** @type {number} */ at,
    /** @type {Array<[number, number | number[] | string | undefined]>} */ all,
  ) => {
    const entries = all.filter(([, value]) => value !== undefined)
    put(entries.length, at, 2)
    entries.forEach(([tag, value], index) => {
      const entry = at + 2 + 12 * index
      put(tag, entry, 2)
      put(1, entry + 4, 4)
      if (typeof value === 'number') {
        put(3, entry + 2, 2)
        put(value, entry + 8, 2)
      } else if (Array.isArray(value)) {
        put(4, entry + 2, 2)
        put(value[0], entry + 8, 4)
      } else {
        const text = `${value}\0`
        put(2, entry + 2, 2)
        put(text.length, entry + 4, 4)
        if (text.length <= 4) bytes.write(text, entry + 8, 'latin1')
        else {
          put(texts, entry + 8, 4)
          bytes.write(text, texts, 'latin1')
          texts += text.length
        }
      }
    })
  }
  bytes.write(isLittle ? 'II' : 'MM', 0, 'latin1')
  put(42, 2, 2)
  put(8, 4, 4)
  directory(8, [
    [0x010f, make],
    [0x0110, model],
    [0x0112, orientation],
    [0x8769, taken === undefined ? undefined : [128]],
    [0x8825, gps ? [192] : undefined],
  ])
  directory(128, [[0x9003, taken]])
  if (gps)
    directory(192, [
      [2, [0]],
      [4, [0]],
    ])
  return bytes
}

module.exports = { jpeg, tiff }
