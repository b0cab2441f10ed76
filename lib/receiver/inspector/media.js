'use strict'

const { brands } = require('./kind.js')

/**
 * The media type of audio or video that browsers play, by its own bytes.
 *
 * @param {Buffer} bytes The first ones.
 * @returns {string | undefined}
 */
function mediaType(bytes) {
  const text = bytes.toString('latin1', 0, 12)
  if (text.startsWith('RIFF') && text.endsWith('WAVE')) return 'audio/wav'
  if (text.startsWith('OggS')) return bytes.includes('theora') ? 'video/ogg' : 'audio/ogg'
  if (text.startsWith('fLaC')) return 'audio/flac'
  if (text.startsWith('ID3') || isLayer3(bytes)) return 'audio/mpeg'
  if (isAdts(bytes)) return 'audio/aac'
  // EBML, of which WebM is one kind.
  if (text.startsWith('\x1a\x45\xdf\xa3') && bytes.subarray(0, 64).includes('webm')) return 'video/webm'
  return text.slice(4, 8) === 'ftyp' ? isoType(brands(bytes)) : undefined
}

/** Of an ISO base media file; pictures are kept in such files too. */
function isoType(/** @type {string[]} */ list) {
  const [major] = list
  if (major === 'M4A ' || major === 'M4B ') return 'audio/mp4'
  if (major === 'qt  ') return 'video/quicktime'
  return list.some((brand) => /^(?:isom|iso[2-9]|mp4[12]|avc1|M4V |3gp\d|dash)$/.test(brand))
    ? 'video/mp4'
    : undefined
}

/** The head of a frame of MPEG audio, layer III (ISO/IEC 11172-3, 2.4.1.3), in which no value is a forbidden one. */
function isLayer3(/** @type {Buffer} */ bytes) {
  if (bytes.length < 4 || bytes[0] !== 0xff || (bytes[1] & 0xe6) !== 0xe2) return false
  const isVersionKnown = (bytes[1] & 0x18) !== 0x08
  const rate = bytes[2] >> 4
  return isVersionKnown && rate !== 0 && rate !== 15 && (bytes[2] & 0x0c) !== 0x0c
}

/** The head of a frame of AAC as a stream (ISO/IEC 14496-3, 1.A.2.2.1). */
function isAdts(/** @type {Buffer} */ bytes) {
  return bytes.length >= 7 && bytes[0] === 0xff && (bytes[1] & 0xf6) === 0xf0 && (bytes[2] & 0x3c) < 0x34
}

exports.mediaType = mediaType
