'use strict'
// A zip of files as they are (APPNOTE.TXT 6.3.10, method 0): pictures and videos would not become smaller, and so its
// length is known before it is made. Each file is read twice, since its head has its CRC.

const { crc32 } = require('node:zlib')
const { Failure } = require('../../failure.js')
const { bytesOf, sizeOf } = require('../source.js')

const SHORTER = 'A file has become shorter while it was read.'

/** Without zip64, which not everything that unpacks zips knows. */
const MAX_FILES = 0xffff
const MAX_BYTES = 0xffffffff

const [LOCAL_SIZE, CENTRAL_SIZE, END_SIZE] = [30, 46, 22]
/** Names are UTF-8. */
const UTF8 = 0x0800
const VERSION = 20

/**
 * @typedef {object} Entry
 * @property {string} name With slashes, and nothing that leads out.
 * @property {import('../../index.js').UploadFile} file
 * @property {number} time Milliseconds since 1970.
 *
 * @typedef {Entry & { path: Buffer, size: number, offset: number }} PlannedEntry
 */

/** Date and time as DOS has them, in UTC; from 1980 to 2107, and every two seconds. */
function dosTime(/** @type {number} */ milliseconds) {
  const date = new Date(milliseconds)
  const year = Math.min(Math.max(0, date.getUTCFullYear() - 1980), 127)
  return {
    time: (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1),
    date: (year << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
  }
}

/** What the head of a file and its place in the directory have in common. */
function writeCommon(
  /** @type {Buffer} */ bytes,
  /** @type {number} */ at,
  /** @type {PlannedEntry} */ { path, size, time: milliseconds },
  /** @type {number} */ crc,
) {
  const { time, date } = dosTime(milliseconds)
  bytes.writeUInt16LE(VERSION, at)
  bytes.writeUInt16LE(UTF8, at + 2)
  bytes.writeUInt16LE(time, at + 6)
  bytes.writeUInt16LE(date, at + 8)
  bytes.writeUInt32LE(crc, at + 10)
  bytes.writeUInt32LE(size, at + 14)
  bytes.writeUInt32LE(size, at + 18)
  bytes.writeUInt16LE(path.length, at + 22)
}

function localHead(/** @type {PlannedEntry} */ entry, /** @type {number} */ crc) {
  const bytes = Buffer.alloc(LOCAL_SIZE)
  bytes.writeUInt32LE(0x04034b50, 0)
  writeCommon(bytes, 4, entry, crc)
  return Buffer.concat([bytes, entry.path])
}

function centralHead(/** @type {PlannedEntry} */ entry, /** @type {number} */ crc) {
  const bytes = Buffer.alloc(CENTRAL_SIZE)
  bytes.writeUInt32LE(0x02014b50, 0)
  bytes.writeUInt16LE(VERSION, 4)
  writeCommon(bytes, 6, entry, crc)
  bytes.writeUInt32LE(entry.offset, 42)
  return Buffer.concat([bytes, entry.path])
}

function end(/** @type {number} */ count, /** @type {number} */ size, /** @type {number} */ offset) {
  const bytes = Buffer.alloc(END_SIZE)
  bytes.writeUInt32LE(0x06054b50, 0)
  bytes.writeUInt16LE(count, 8)
  bytes.writeUInt16LE(count, 10)
  bytes.writeUInt32LE(size, 12)
  bytes.writeUInt32LE(offset, 16)
  return bytes
}

/**
 * Plans a zip. Throws a Failure when it would be too large, or a file is not there.
 *
 * @param {Entry[]} entries
 * @returns {Promise<{ length: number, write: () => AsyncGenerator<Buffer> }>}
 */
async function planZip(entries) {
  if (entries.length > MAX_FILES) {
    const message = `A zip can have ${MAX_FILES} files, and these are ${entries.length}: choose fewer uploads.`
    throw new Failure(413, 'too_large', message, { files: MAX_FILES })
  }
  /** @type {PlannedEntry[]} */
  const planned = []
  let offset = 0
  let directory = 0
  const sizes = new Map()
  for (const entry of entries) {
    const size = sizes.get(entry.file) ?? (await sizeOf(entry.file))
    sizes.set(entry.file, size)
    const path = Buffer.from(entry.name)
    planned.push({ ...entry, path, size, offset })
    offset += LOCAL_SIZE + path.length + size
    directory += CENTRAL_SIZE + path.length
    if (offset + directory + END_SIZE > MAX_BYTES) {
      const message = `A zip can have ${MAX_BYTES} bytes, and this would be larger: choose fewer uploads, or download the files.`
      throw new Failure(413, 'too_large', message, { max: MAX_BYTES })
    }
  }

  async function* write() {
    const heads = []
    for (const entry of planned) {
      let crc = 0
      for await (const chunk of bytesOf(entry.file, entry.size, SHORTER)) crc = crc32(chunk, crc)
      heads.push(centralHead(entry, crc))
      yield localHead(entry, crc)
      yield* bytesOf(entry.file, entry.size, SHORTER)
    }
    yield* heads
    yield end(planned.length, directory, offset)
  }

  return { length: offset + directory + END_SIZE, write }
}

module.exports = { MAX_BYTES, MAX_FILES, planZip }
