'use strict'
// What a JPEG says of itself besides the picture (CIPA DC-008, Exif): only what whoever gets it should be warned of.
// The bytes are a stranger's: each offset is checked, and nothing is followed twice.

const { segmentsOf } = require('./jpeg.js')

/** How much of a file is looked at. */
const EXIF_BYTES = 256 * 1024
/** How many entries of a directory are looked at; cameras write a few dozen. */
const MAX_ENTRIES = 512
const MAX_TEXT = 64

const TAGS = { make: 0x010f, model: 0x0110, orientation: 0x0112, exif: 0x8769, gps: 0x8825 }
const TAKEN = 0x9003
const [LATITUDE, LONGITUDE] = [2, 4]

/** The values of a directory are of these types. */
const [ASCII, SHORT, LONG] = [2, 3, 4]

/**
 * @param {Buffer} bytes The first ones of a JPEG.
 * @returns {{ orientation: number | null, gps: boolean, make: string | null, model: string | null, taken: string | null } | undefined}
 *   Undefined when there is no Exif, or none that can be read.
 */
function exifOf(bytes) {
  for (const { marker, content } of segmentsOf(bytes)) {
    const isExif = marker === 0xe1 && content.toString('latin1', 0, 6) === 'Exif\0\0'
    if (isExif) return readTiff(content.subarray(6))
  }
  return undefined
}

function readTiff(/** @type {Buffer} */ bytes) {
  const order = bytes.toString('latin1', 0, 2)
  if (bytes.length < 8 || (order !== 'II' && order !== 'MM')) return undefined
  const tiff = new Tiff(bytes, order === 'II')
  if (tiff.number(2, 2) !== 42) return undefined
  const main = tiff.directory(tiff.number(4, 4))
  const turn = tiff.valueOf(main, TAGS.orientation)
  const details = tiff.directory(tiff.valueOf(main, TAGS.exif) ?? 0)
  const place = tiff.directory(tiff.valueOf(main, TAGS.gps) ?? 0)
  return {
    orientation: turn !== undefined && turn >= 1 && turn <= 8 ? turn : null,
    gps: place.has(LATITUDE) && place.has(LONGITUDE),
    make: tiff.textOf(main, TAGS.make),
    model: tiff.textOf(main, TAGS.model),
    taken: tiff.textOf(details, TAKEN),
  }
}

class Tiff {
  /** @param {Buffer} bytes @param {boolean} isLittle */
  constructor(bytes, isLittle) {
    this.bytes = bytes
    this.isLittle = isLittle
  }

  /** 0 when it lies outside. */
  number(/** @type {number} */ at, /** @type {2 | 4} */ size) {
    if (at < 0 || at + size > this.bytes.length) return 0
    return this.isLittle ? this.bytes.readUIntLE(at, size) : this.bytes.readUIntBE(at, size)
  }

  /** Where the entries of a directory are, by their tags. The first of a tag counts. */
  directory(/** @type {number} */ at) {
    /** @type {Map<number, number>} */
    const entries = new Map()
    const count = at < 8 ? 0 : Math.min(this.number(at, 2), MAX_ENTRIES)
    for (let index = 0; index < count; index += 1) {
      const entry = at + 2 + 12 * index
      if (entry + 12 > this.bytes.length) break
      const tag = this.number(entry, 2)
      if (!entries.has(tag)) entries.set(tag, entry)
    }
    return entries
  }

  /** The number that an entry has; undefined when it has none. */
  valueOf(/** @type {Map<number, number>} */ entries, /** @type {number} */ tag) {
    const entry = entries.get(tag)
    if (entry === undefined) return undefined
    const type = this.number(entry + 2, 2)
    if (type === SHORT) return this.number(entry + 8, 2)
    return type === LONG ? this.number(entry + 8, 4) : undefined
  }

  /** The beginning of the text that an entry has; null when it has none. */
  textOf(/** @type {Map<number, number>} */ entries, /** @type {number} */ tag) {
    const entry = entries.get(tag)
    if (entry === undefined || this.number(entry + 2, 2) !== ASCII) return null
    const length = this.number(entry + 4, 4)
    const at = length <= 4 ? entry + 8 : this.number(entry + 8, 4)
    const text = this.bytes.toString('latin1', at, at + Math.min(length, MAX_TEXT))
    return (
      text
        .replace(/\0.*$/s, '')
        .replace(/[^ -~]/g, '?')
        .trim() || null
    )
  }
}

module.exports = { EXIF_BYTES, exifOf }
