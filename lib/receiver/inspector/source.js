'use strict'
// Bytes that are looked at: those of a file on the disk, or of an answer in memory.

const fs = require('node:fs/promises')
const { Readable } = require('node:stream')
const zlib = require('node:zlib')
const { Failure } = require('../failure.js')

/**
 * @typedef {object} Source
 * @property {string} name For a download.
 * @property {string} etag
 * @property {number} size
 * @property {(start: number, length: number) => Promise<Buffer>} read Fewer bytes come at the end.
 * @property {(start: number, end: number) => Readable} stream `end` is the last byte.
 */

/**
 * Opens a file of an upload, passes it to `serve` and closes it again.
 *
 * @param {import('../index.js').UploadFile} file
 * @param {(source: Source) => Promise<void>} serve
 */
async function withFile(file, serve) {
  if (file.state !== 'complete') {
    throw new Failure(409, 'not_complete', 'This file is not complete, so there is nothing to look at.')
  }
  const handle = await openFile(file)
  try {
    await serve({
      name: file.filename,
      etag: `"${file.sha256}"`,
      size: (await handle.stat()).size,
      async read(start, length) {
        const buffer = Buffer.allocUnsafe(length)
        let filled = 0
        while (filled < length) {
          const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled)
          if (bytesRead === 0) break
          filled += bytesRead
        }
        return buffer.subarray(0, filled)
      },
      stream: (start, end) => handle.createReadStream({ start, end, autoClose: false }),
    })
  } finally {
    await handle.close()
  }
}

/** Opens a file; a Failure when it is no longer there. */
async function openFile(
  /** @type {Pick<import('../index.js').UploadFile, 'file' | 'index'>} */ { file, index },
) {
  try {
    return await fs.open(file, 'r')
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    throw new Failure(404, 'file_gone', `The file is no longer on the receiver's disk (${code}).`, { index })
  }
}

/** @returns {Source} */
function sourceOf(/** @type {Buffer} */ bytes, /** @type {string} */ name) {
  return {
    name,
    etag: `"${name}"`,
    size: bytes.length,
    read: async (start, length) => bytes.subarray(start, start + length),
    stream: (start, end) => Readable.from([bytes.subarray(start, end + 1)]),
  }
}

/** Readers of codings that an answer can have. @type {Record<string, () => import('node:stream').Transform>} */
const DECODERS = {
  gzip: zlib.createGunzip,
  'x-gzip': zlib.createGunzip,
  deflate: zlib.createInflate,
  br: zlib.createBrotliDecompress,
}

/**
 * What a body says without its Content-Encoding: the beginning of it, as far as it can be read.
 *
 * @param {Buffer} bytes
 * @param {unknown} encoding
 * @param {number} max How many bytes at most.
 * @returns {Promise<Buffer>}
 */
async function decodeBody(bytes, encoding, max) {
  const name = String(encoding ?? '')
    .trim()
    .toLowerCase()
  if (!Object.hasOwn(DECODERS, name)) return bytes
  const decoder = DECODERS[name]()
  const chunks = []
  let size = 0
  decoder.end(bytes)
  try {
    for await (const chunk of decoder) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= max) break
    }
  } catch {
    // It was cut, or is something else after all: what came before that is shown.
  }
  return Buffer.concat(chunks).subarray(0, max)
}

/** How many bytes a file has on the disk; a Failure when it is no longer there. */
async function sizeOf(/** @type {Parameters<typeof openFile>[0]} */ file) {
  const handle = await openFile(file)
  const { size } = await handle.stat().finally(() => handle.close())
  return size
}

/**
 * The bytes of a file, as many as were announced.
 *
 * @param {Parameters<typeof openFile>[0]} file
 * @param {number} size
 * @param {string} whenShorter What is said when there are fewer by now.
 */
async function* bytesOf(file, size, whenShorter) {
  if (size === 0) return
  const handle = await openFile(file)
  let count = 0
  try {
    for await (const chunk of handle.createReadStream({ start: 0, end: size - 1, autoClose: false })) {
      count += chunk.length
      yield chunk
    }
  } finally {
    await handle.close()
  }
  if (count < size) throw new Failure(404, 'file_gone', whenShorter, { index: file.index })
}

module.exports = { bytesOf, decodeBody, sizeOf, sourceOf, withFile }
