'use strict'
// Serves the bytes of an uploaded file, never in a way that lets them run: as a download, as a picture if its bytes
// are one, as text, as a hex dump.

const fs = require('node:fs/promises')
const { pipeline } = require('node:stream/promises')
const { setImmediate } = require('node:timers/promises')
const { attachment } = require('./attachment.js')
const { rangeOf } = require('./range.js')
const { SAMPLE_BYTES, pictureType, textCharset, decodeText, hexDump } = require('./kind.js')
const { Failure } = require('../failure.js')
const { send, sendJson } = require('./reply.js')

/** @typedef {import('./reply.js').Request} Request */
/** @typedef {import('./reply.js').Response} Response */
/** @typedef {import('node:fs/promises').FileHandle} FileHandle */

const DEFAULT_LIMIT = 64 * 1024
const MAX_LIMIT = 1024 * 1024
/** How many lines of a hex dump are made before others have their turn. */
const HEX_LINES = 1024

/** Opens the file, passes it to `serve` and closes it again. */
async function withFile(
  /** @type {any} */ file,
  /** @type {(handle: FileHandle, size: number) => Promise<void>} */ serve,
) {
  if (file.state !== 'complete') {
    throw new Failure(409, 'not_complete', 'This file is not complete, so there is nothing to look at.')
  }
  let handle
  try {
    handle = await fs.open(file.file, 'r')
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    throw new Failure(404, 'file_gone', `The file is no longer on the receiver's disk (${code}).`)
  }
  try {
    await serve(handle, (await handle.stat()).size)
  } finally {
    await handle.close()
  }
}

/** A number of the query, within bounds. */
function numberParameter(
  /** @type {URLSearchParams} */ query,
  /** @type {string} */ name,
  /** @type {number} */ preset,
  /** @type {number} */ largest,
) {
  const text = query.get(name)
  if (text === null) return preset
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= largest) return value
  throw new Failure(400, 'bad_parameter', `"${name}" should be a whole number from 1 to ${largest}.`)
}

async function firstBytes(/** @type {FileHandle} */ handle, /** @type {number} */ limit) {
  const buffer = Buffer.allocUnsafe(limit)
  let length = 0
  while (length < limit) {
    const { bytesRead } = await handle.read(buffer, length, limit - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return buffer.subarray(0, length)
}

/** The file's bytes: all of them, or the range that is asked for. */
async function stream(
  /** @type {View} */ { file, request, response },
  /** @type {FileHandle} */ handle,
  /** @type {number} */ size,
) {
  const etag = `"${file.sha256}"`
  response.setHeader('Accept-Ranges', 'bytes')
  response.setHeader('ETag', etag)
  const range = rangeOf(request, size, etag)
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${size}`)
    response.removeHeader('Content-Disposition')
    throw new Failure(416, 'bad_range', `The range is beyond the end of the file, which has ${size} bytes.`)
  }
  const { start, end } = range ?? { start: 0, end: size - 1 }
  if (range) {
    response.statusCode = 206
    response.setHeader('Content-Range', `bytes ${start}-${end}/${size}`)
  }
  response.setHeader('Content-Length', end - start + 1)
  if (request.method === 'HEAD' || size === 0) {
    response.end()
    return
  }
  try {
    // Only as many bytes as were announced, whatever happens to the file.
    await pipeline(handle.createReadStream({ start, end, autoClose: false }), response)
  } catch (error) {
    // A reader that goes away in the middle is no fault of the receiver.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

/**
 * @typedef {object} View
 * @property {any} file A file of an upload.
 * @property {Request} request
 * @property {Response} response
 * @property {URLSearchParams} query
 */

/** What can be shown of a file: `{ picture, charset }`, each null when it is not one. */
function kind(/** @type {View} */ { file, response }) {
  return withFile(file, async (handle) => {
    const bytes = await firstBytes(handle, SAMPLE_BYTES)
    await sendJson(response, { picture: pictureType(bytes) ?? null, charset: textCharset(bytes) ?? null })
  })
}

function download(/** @type {View} */ view) {
  const { file, response } = view
  return withFile(file, async (handle, size) => {
    response.setHeader('Content-Type', 'application/octet-stream')
    response.setHeader('Content-Disposition', attachment(file.filename))
    await stream(view, handle, size)
  })
}

function preview(/** @type {View} */ view) {
  const { file, response } = view
  return withFile(file, async (handle, size) => {
    const type = pictureType(await firstBytes(handle, SAMPLE_BYTES))
    if (type === undefined) {
      throw new Failure(415, 'no_picture', 'The bytes are not a PNG, JPEG, GIF, WebP or AVIF picture.')
    }
    response.setHeader('Content-Type', type)
    response.setHeader('Content-Disposition', 'inline')
    await stream(view, handle, size)
  })
}

function text(/** @type {View} */ { file, response, query }) {
  const limit = numberParameter(query, 'limit', DEFAULT_LIMIT, MAX_LIMIT)
  return withFile(file, async (handle) => {
    const decoded = decodeText(await firstBytes(handle, limit))
    response.setHeader('X-Uploadtask-Charset', decoded.charset)
    send(response, 200, 'text/plain; charset=utf-8', decoded.text)
  })
}

function hex(/** @type {View} */ { file, response, query }) {
  const limit = numberParameter(query, 'limit', DEFAULT_LIMIT, MAX_LIMIT)
  const columns = numberParameter(query, 'columns', 16, 64)
  return withFile(file, async (handle) => {
    const bytes = await firstBytes(handle, limit)
    const lines = []
    for (let at = 0; at < bytes.length; at += columns * HEX_LINES) {
      lines.push(hexDump(bytes.subarray(at, at + columns * HEX_LINES), columns, at))
      await setImmediate()
    }
    send(response, 200, 'text/plain; charset=utf-8', lines.join(''))
  })
}

module.exports = { views: { '': download, kind, preview, text, hex }, numberParameter }
