'use strict'
// What a file is, by its own bytes. What the client says about it does not matter here.

const { TextDecoder } = require('../node-globals.js')

/** How many bytes the functions of this file want to see; avif's list of brands is the longest. */
const SAMPLE_BYTES = 4096

/** Control characters that no text has: all but tab, line ends, form feed, backspace and escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_TEXT = /[\x00-\x07\x0b\x0e-\x1a\x1c-\x1f\x7f]/

/**
 * The media type of a raster picture that browsers show; SVG is not one, since it can run scripts.
 *
 * @param {Buffer} bytes The file's first bytes.
 * @returns {string | undefined}
 */
function pictureType(bytes) {
  const text = bytes.toString('latin1', 0, 12)
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(text)) return 'image/gif'
  if (text.startsWith('RIFF') && text.endsWith('WEBP')) return 'image/webp'
  if (text.slice(4, 8) === 'ftyp' && brands(bytes).some((brand) => /^avi[fs]$/.test(brand))) {
    return 'image/avif'
  }
  return undefined
}

/** The brands of an ISO base media file: the major one and the compatible ones (ISO/IEC 14496-12, 4.3). */
function brands(/** @type {Buffer} */ bytes) {
  if (bytes.length < 12) return []
  const end = Math.min(bytes.readUInt32BE(0), bytes.length)
  const list = [bytes.toString('latin1', 8, 12)]
  for (let at = 16; at + 4 <= end; at += 4) list.push(bytes.toString('latin1', at, at + 4))
  return list
}

/**
 * The charset of a text, or undefined for bytes that are not text.
 *
 * @param {Buffer} bytes The file's first bytes; the last character may be cut.
 */
function textCharset(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  for (const charset of ['utf-8', 'gb18030']) {
    try {
      // As a stream, so that a character that is cut at the end is not an error.
      const text = new TextDecoder(charset, { fatal: true }).decode(bytes, { stream: true })
      if (!NO_TEXT.test(text)) return charset
    } catch {
      // Not this one.
    }
  }
  return undefined
}

/** Bytes as text, in the charset they seem to be in; what is not a character becomes U+FFFD. */
function decodeText(/** @type {Buffer} */ bytes) {
  const charset = textCharset(bytes) ?? 'utf-8'
  return { charset, text: new TextDecoder(charset).decode(bytes, { stream: true }) }
}

/**
 * Bytes as lines of `offset  bytes  |characters|`, as `hexdump -C` has them.
 *
 * @param {Buffer} bytes
 * @param {number} columns Bytes a line.
 * @param {number} offset Of the first of them.
 */
function hexDump(bytes, columns, offset = 0) {
  const lines = []
  for (let at = 0; at < bytes.length; at += columns) {
    const row = bytes.subarray(at, at + columns)
    const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const characters = row.toString('latin1').replace(/[^ -~]/g, '.')
    lines.push(
      `${(offset + at).toString(16).padStart(8, '0')}  ${hex.padEnd(columns * 3 - 1)}  |${characters}|\n`,
    )
  }
  return lines.join('')
}

module.exports = { SAMPLE_BYTES, brands, pictureType, textCharset, decodeText, hexDump }
