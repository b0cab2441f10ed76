'use strict'
// Names of files on disks and of downloads, from those that clients have sent.

/** The longest part of a path is 255 bytes nearly everywhere; a number, and `.part`, can be added. */
const MAX_LENGTH = 200
/** Names that Windows reserves for devices, whatever their extension. It counts the superscript digits of Latin-1 too. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(?:\.|$)/i
/** Names of the receiver's own. */
const OWN = /^upload\.json$|\.part$/i

/** A file name without the parts that could lead elsewhere: only the last segment, no control characters. */
function plainName(/** @type {string} */ filename) {
  // Half of a surrogate pair cannot be encoded.
  const name = Buffer.from(filename)
    .toString()
    .replace(/^.*[\\/]/s, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim()
  return /^\.*$/.test(name) ? 'upload.bin' : name
}

/** The longest beginning within a number of bytes. */
function cutBytes(/** @type {string} */ text, /** @type {number} */ length) {
  const bytes = Buffer.from(text)
  if (bytes.length <= length) return text
  // What is left of a character at the end becomes U+FFFD.
  return bytes.toString('utf8', 0, length).replace(/\ufffd+$/, '')
}

/** Name and ending: `['photo', '.jpg']`. */
function split(/** @type {string} */ name) {
  const [, stem, extension = ''] = /^(.+?)(\.[^.]{1,20})?$/s.exec(name) ?? ['', name]
  return [stem, extension]
}

/** A name that every file system takes. */
function safeName(/** @type {string} */ filename) {
  const name = plainName(filename)
    .replace(/[<>:"|?*]/g, '_')
    .replace(/[. ]+$/, '')
  const taken = DEVICE.test(name) || OWN.test(name) ? `_${name}_` : name
  const [stem, extension] = split(taken)
  // Where it is cut there may be a space or a full stop, which Windows drops at the end of a name.
  return `${cutBytes(stem, MAX_LENGTH - Buffer.byteLength(extension))}${extension}`.replace(/[. ]+$/, '')
}

/** Gives each file of an upload a name of its own: `photo.jpg`, `photo-2.jpg`. */
class FileNames {
  /** How often each was given. @type {Map<string, number>} */
  #given = new Map()

  next(/** @type {string} */ filename) {
    const name = safeName(filename)
    const [stem, extension] = split(name)
    for (;;) {
      const count = this.#count(name)
      if (count === 1) return name
      const numbered = `${stem}-${count}${extension}`
      if (this.#count(numbered) === 1) return numbered
    }
  }

  /**
   * File systems differ in whether letter cases, and ways to write an accent, make another name. By way of capitals, those
   * are one that share them: `ß` and `ss`, `ς` and `σ`.
   */
  #count(/** @type {string} */ name) {
    const key = name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
    const count = (this.#given.get(key) ?? 0) + 1
    this.#given.set(key, count)
    return count
  }
}

module.exports = { FileNames, plainName }
